import { createMemorySwitchesStore } from '../../src/adapters/memory/switches-store.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { describeSwitchesStore } from './switches-store.suite.ts';

describeSwitchesStore('memory', async () => {
  const entries: AuditEntry[] = [];
  let announced = 0;
  const store = createMemorySwitchesStore(
    () => announced++,
    (entry) => entries.push(entry),
  );
  return { store, audited: async () => entries, partVersion: async () => announced, close: async () => {} };
});
