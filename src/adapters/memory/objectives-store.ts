import { MarqueeError } from '../../domain/errors.ts';
import { DEFAULT_OBJECTIVES } from '../../domain/objectives.ts';
import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import { OBJECTIVES_AUDIT, type ObjectivesStore, type StoredObjectives } from '../../domain/ports/objectives-store.ts';

/** The weights of the heads in a variable, for tests; `announce` is called after every change, `audit` with what it was. */
export function createMemoryObjectivesStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): ObjectivesStore {
  let stored: StoredObjectives = { weights: DEFAULT_OBJECTIVES, version: 0, updatedAt: null, updatedBy: null };
  return {
    current: async () => stored,
    async put(weights, ifVersion, change) {
      if (ifVersion !== null && ifVersion !== stored.version) {
        throw new MarqueeError('precondition-failed', 'The objectives have changed: read them again.');
      }
      audit({ ...change, ...OBJECTIVES_AUDIT, before: stored.weights, after: weights });
      stored = {
        weights,
        version: stored.version + 1,
        updatedAt: new Date(change.atMs).toISOString(),
        updatedBy: change.actor,
      };
      announce();
      return stored;
    },
  };
}
