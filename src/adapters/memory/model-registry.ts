import { MarqueeError } from '../../domain/errors.ts';
import type { ModelRegistry, RegisteredModel } from '../../domain/ports/model-store.ts';

/** The registry in a Map, for tests and tools without a database; `announce` is called when another version goes live. */
export function createMemoryModelRegistry(announce: () => void = () => {}): ModelRegistry {
  const models = new Map<string, RegisteredModel>();
  /** Versions that were live, the present one last. */
  const lives: string[] = [];

  function known(version: string): RegisteredModel {
    const model = models.get(version);
    if (model === undefined) throw new MarqueeError('unknown-model', `There is no model ${version}.`);
    return model;
  }

  function goLive(version: string, nowMs: number): void {
    for (const model of models.values()) {
      if (model.state === 'live') models.set(model.version, { ...model, state: 'retired' });
    }
    models.set(version, { ...known(version), state: 'live', promotedAt: new Date(nowMs).toISOString() });
    announce();
  }

  return {
    async record(manifest, state) {
      const { version, createdAt } = manifest;
      if (!models.has(version)) models.set(version, { version, state, createdAt, promotedAt: null, manifest });
    },
    async promote(version, nowMs) {
      if (known(version).state === 'live') return;
      goLive(version, nowMs);
      lives.push(version);
    },
    async rollback(nowMs) {
      if (lives.length < 2) throw new MarqueeError('unknown-model', 'No model was live before this one.');
      lives.pop();
      goLive(lives.at(-1)!, nowMs);
      return lives.at(-1)!;
    },
    live: async () => lives.at(-1) ?? null,
    list: async () => [...models.values()],
  };
}
