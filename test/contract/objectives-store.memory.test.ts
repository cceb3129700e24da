import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { describeObjectivesStore } from './objectives-store.suite.ts';

describeObjectivesStore('memory', async () => {
  const entries: AuditEntry[] = [];
  let announced = 0;
  const store = createMemoryObjectivesStore(
    () => announced++,
    (entry) => entries.push(entry),
  );
  return { store, audited: async () => entries, partVersion: async () => announced, close: async () => {} };
});
