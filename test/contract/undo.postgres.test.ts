import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createEditorialStore } from '../../src/adapters/postgres/editorial-store.ts';
import { createItemNumbers } from '../../src/adapters/postgres/item-numbers.ts';
import { createItemStore } from '../../src/adapters/postgres/item-store.ts';
import { createObjectivesStore } from '../../src/adapters/postgres/objectives-store.ts';
import { createPinStore } from '../../src/adapters/postgres/pin-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createSuggestionStore } from '../../src/adapters/postgres/suggestion-store.ts';
import { createSwitchesStore } from '../../src/adapters/postgres/switches-store.ts';
import { createTemplatesStore } from '../../src/adapters/postgres/templates-store.ts';
import { COLLECTION_KIND, RULE_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeUndo } from './undo.suite.ts';

describeUndo('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    auditLog: createAuditLog({ pool }),
    stores: {
      pinStore: createPinStore({ pool }),
      templatesStore: createTemplatesStore({ pool }),
      switchesStore: createSwitchesStore({ pool }),
      objectivesStore: createObjectivesStore({ pool, fallback: DEFAULT_OBJECTIVES }),
      itemStore: createItemStore({ pool, itemNumbers: createItemNumbers({ pool }) }),
      suggestionStore: createSuggestionStore({ pool }),
      segmentStore: createEditorialStore(SEGMENT_KIND, { pool }),
      collectionStore: createEditorialStore(COLLECTION_KIND, { pool }),
      ruleStore: createEditorialStore(RULE_KIND, { pool }),
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
