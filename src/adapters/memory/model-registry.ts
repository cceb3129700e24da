import { MarqueeError } from '../../domain/errors.ts';
import { promotionOf } from '../../domain/model-promotion.ts';
import type { AuditEntry, Change } from '../../domain/ports/audit-log.ts';
import type { ModelRegistry, Refusal, RegisteredModel } from '../../domain/ports/model-store.ts';

/**
 * The registry in a Map, for tests and tools without a database; `announce` is called when another version goes live, `audit` with
 * every change.
 */
export function createMemoryModelRegistry(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): ModelRegistry {
  const models = new Map<string, RegisteredModel>();
  const refusals = new Map<string, readonly Refusal[]>();
  /** The version that was live before each. */
  const previous = new Map<string, string>();

  const findLive = (): RegisteredModel | null => [...models.values()].find(({ state }) => state === 'live') ?? null;

  function existing(version: string): RegisteredModel {
    const model = models.get(version);
    if (model === undefined) throw new MarqueeError('unknown-model', `There is no model ${version}.`);
    return model;
  }

  function goLive(to: string, action: string, change: Change): void {
    const live = findLive();
    if (live !== null) models.set(live.version, { ...live, state: 'retired' });
    models.set(to, { ...existing(to), state: 'live', promotedAt: new Date(change.atMs).toISOString() });
    audit({ ...change, action, object: to, before: { live: live?.version ?? null }, after: { live: to } });
    announce();
  }

  function remember(version: string, before: string | null): void {
    if (before === null) previous.delete(version);
    else previous.set(version, before);
  }

  return {
    async record(manifest, asked, change, verdict = null) {
      const { version, createdAt } = manifest;
      const before = models.get(version);
      const isFree = before === undefined || before.state === 'candidate' || before.state === 'rejected';
      const state = isFree ? asked : before.state;
      models.set(version, { ...UNTOUCHED, ...before, version, state, createdAt, manifest, verdict });
      audit({
        ...change,
        action: asked === 'rejected' ? 'model.reject' : 'model.record',
        object: version,
        before: before === undefined ? null : { state: before.state },
        after: { state },
      });
    },
    async promote(version, change) {
      const live = findLive();
      if (live?.version === version) return;
      goLive(version, promotionOf(existing(version), live), change);
      remember(version, live?.version ?? null);
    },
    async rollback(change, version) {
      const live = findLive();
      const to = version ?? (live && previous.get(live.version));
      if (to == null) throw new MarqueeError('unknown-model', 'No model was live before this one.');
      existing(to);
      if (live?.version === to) return to;
      goLive(to, 'model.rollback', change);
      if (version === undefined) previous.delete(live!.version);
      else remember(to, live?.version ?? null);
      return to;
    },
    live: async () => findLive()?.version ?? null,
    async list() {
      const found = [...models.values()].map((model) => ({
        ...model,
        previousVersion: previous.get(model.version) ?? null,
        refusals: refusals.get(model.version) ?? [],
      }));
      return found.sort(
        (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.version < b.version ? -1 : 1),
      );
    },
    async refused(version, refusal) {
      const others = (refusals.get(version) ?? []).filter(({ reason }) => reason !== refusal.reason);
      refusals.set(
        version,
        [refusal, ...others].sort((a, b) => b.atMs - a.atMs || (a.reason < b.reason ? -1 : 1)),
      );
    },
  };
}

const UNTOUCHED = { promotedAt: null, previousVersion: null, refusals: [] };
