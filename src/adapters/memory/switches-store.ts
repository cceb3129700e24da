import { MarqueeError } from '../../domain/errors.ts';
import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import {
  auditedSetting,
  type StoredSwitch,
  SWITCH_PUT,
  type SwitchesStore,
  switchObject,
} from '../../domain/ports/switches-store.ts';

/** Switches in a map, for tests; `announce` is called after every change, `audit` with what it was. */
export function createMemorySwitchesStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): SwitchesStore {
  const stored = new Map<string, StoredSwitch>();
  return {
    list: async () => [...stored.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async put(name, { state, untilMs }, ifVersion, change) {
      const before = stored.get(name) ?? null;
      if (ifVersion !== null && ifVersion !== (before?.version ?? 0)) {
        throw new MarqueeError('precondition-failed', 'The switch has changed: read it again.');
      }
      const next: StoredSwitch = {
        name,
        state,
        untilMs,
        reason: change.reason,
        version: (before?.version ?? 0) + 1,
        updatedAt: new Date(change.atMs).toISOString(),
        updatedBy: change.actor,
      };
      audit({
        ...change,
        action: SWITCH_PUT,
        object: switchObject(name),
        before: before && auditedSetting(before),
        after: auditedSetting(next),
      });
      stored.set(name, next);
      announce();
      return next;
    },
  };
}
