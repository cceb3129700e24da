import type { ModelPackage } from '../domain/model-package.ts';
import { type RefusalReason, refusalOf } from '../domain/model-refusal.ts';
import type { SnapshotStores } from './snapshot-stores.ts';

/** A live version that this process does not take. */
export interface RefusedModel {
  readonly version: string;
  readonly reason: RefusalReason;
}

/** Loads the live package; what is refused is counted and kept by the registry, once, however often it is tried again. */
export interface ModelLoader {
  /** null: the last load had nothing to refuse. */
  readonly refused: RefusedModel | null;
  /** `current` is given back where it is the live version. Throws as ModelStore.load does. */
  load(live: string | null, current: ModelPackage | null): Promise<ModelPackage | null>;
}

export function createModelLoader(
  given: Pick<SnapshotStores, 'modelStore' | 'modelRegistry' | 'metrics' | 'clock' | 'logger'>,
): ModelLoader {
  const { modelStore, modelRegistry, metrics, clock, logger } = given;
  let refused: RefusedModel | null = null;

  async function note(version: string, error: unknown): Promise<void> {
    const reason = refusalOf(error);
    if (reason === null || (refused?.version === version && refused.reason === reason)) return;
    refused = { version, reason };
    metrics.modelRefused(reason);
    try {
      await modelRegistry.refused(version, { reason, detail: (error as Error).message, atMs: clock.nowMs() });
    } catch (cause) {
      logger.warn({ err: cause, version }, 'The registry could not keep that a package was refused');
    }
  }

  return {
    get refused() {
      return refused;
    },
    async load(live, current) {
      try {
        const model = live === null ? null : live === current?.version ? current : await modelStore.load(live);
        refused = null;
        return model;
      } catch (error) {
        await note(live!, error);
        throw error;
      }
    },
  };
}
