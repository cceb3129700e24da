import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { describePinStore } from './pin-store.suite.ts';

describePinStore('memory', async () => {
  const auditLog = createMemoryAuditLog();
  return { store: createMemoryPinStore(undefined, auditLog.append), auditLog, close: async () => {} };
});
