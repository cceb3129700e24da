import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySwitchesStore } from '../../src/adapters/memory/switches-store.ts';
import { createMemoryTemplatesStore } from '../../src/adapters/memory/templates-store.ts';
import { describeUndo } from './undo.suite.ts';

describeUndo('memory', async () => {
  const auditLog = createMemoryAuditLog();
  const stores = {
    pinStore: createMemoryPinStore(undefined, auditLog.append),
    templatesStore: createMemoryTemplatesStore(undefined, auditLog.append),
    switchesStore: createMemorySwitchesStore(undefined, auditLog.append),
    objectivesStore: createMemoryObjectivesStore(undefined, auditLog.append),
    itemStore: createMemoryItemStore(undefined, auditLog.append),
  };
  return { auditLog, stores, close: async () => {} };
});
