import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySuggestionStore } from '../../src/adapters/memory/suggestion-store.ts';
import { createMemorySwitchesStore } from '../../src/adapters/memory/switches-store.ts';
import { createMemoryTemplatesStore } from '../../src/adapters/memory/templates-store.ts';
import { COLLECTION_KIND, RULE_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import { describeUndo } from './undo.suite.ts';

describeUndo('memory', async () => {
  const auditLog = createMemoryAuditLog();
  const stores = {
    pinStore: createMemoryPinStore(undefined, auditLog.append),
    templatesStore: createMemoryTemplatesStore(undefined, auditLog.append),
    switchesStore: createMemorySwitchesStore(undefined, auditLog.append),
    objectivesStore: createMemoryObjectivesStore(undefined, auditLog.append),
    itemStore: createMemoryItemStore(undefined, auditLog.append),
    suggestionStore: createMemorySuggestionStore(auditLog.append),
    segmentStore: createMemoryEditorialStore(SEGMENT_KIND, undefined, auditLog.append),
    collectionStore: createMemoryEditorialStore(COLLECTION_KIND, undefined, auditLog.append),
    ruleStore: createMemoryEditorialStore(RULE_KIND, undefined, auditLog.append),
  };
  return { auditLog, stores, close: async () => {} };
});
