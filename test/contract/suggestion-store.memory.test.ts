import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemorySuggestionStore } from '../../src/adapters/memory/suggestion-store.ts';
import { describeSuggestionStore } from './suggestion-store.suite.ts';

describeSuggestionStore('memory', async () => {
  const auditLog = createMemoryAuditLog();
  return { store: createMemorySuggestionStore(auditLog.append), auditLog, close: async () => {} };
});
