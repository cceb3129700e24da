import { createMemoryTemplatesStore } from '../../src/adapters/memory/templates-store.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { describeTemplatesStore } from './templates-store.suite.ts';

describeTemplatesStore('memory', async () => {
  const entries: AuditEntry[] = [];
  let announced = 0;
  const store = createMemoryTemplatesStore(
    () => announced++,
    (entry) => entries.push(entry),
  );
  return { store, audited: async () => entries, partVersion: async () => announced, close: async () => {} };
});
