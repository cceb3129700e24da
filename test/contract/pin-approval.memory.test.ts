import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import type { PinStore } from '../../src/domain/ports/pin-store.ts';
import { describePinApproval } from './pin-approval.suite.ts';

describePinApproval('memory', async () => {
  const auditLog = createMemoryAuditLog();
  const asking = { needsApproval: true };
  const store = createMemoryPinStore(undefined, auditLog.append, asking);
  return { store, unasked: withoutAsking(store, asking), auditLog, close: async () => {} };
});

/** The same pins by a store that does not ask: in memory each change is whole before its promise is given. */
function withoutAsking(store: PinStore, asking: { needsApproval: boolean }): PinStore {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...given: unknown[]) => {
      asking.needsApproval = false;
      try {
        return (method as (...given: unknown[]) => unknown)(...given);
      } finally {
        asking.needsApproval = true;
      }
    },
  ]);
  return Object.fromEntries(methods);
}
