import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { describeEditorialStore, OTHER_KIND, THING_KIND } from './editorial-store.suite.ts';

describeEditorialStore('memory', async () => {
  const entries: AuditEntry[] = [];
  let announced = 0;
  const announce = () => announced++;
  const audit = (entry: AuditEntry) => entries.push(entry);
  return {
    store: createMemoryEditorialStore(THING_KIND, announce, audit),
    other: createMemoryEditorialStore(OTHER_KIND, announce, audit),
    audited: async () => entries,
    partVersion: async () => announced,
    close: async () => {},
  };
});
