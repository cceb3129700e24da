import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { describeModelRegistry } from './model-registry.suite.ts';

describeModelRegistry('memory', async () => {
  const entries: AuditEntry[] = [];
  return {
    registry: createMemoryModelRegistry(undefined, (entry) => entries.push(entry)),
    audited: async () => entries,
    close: async () => {},
  };
});
