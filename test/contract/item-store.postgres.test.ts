import { createItemNumbers } from '../../src/adapters/postgres/item-numbers.ts';
import { createItemStore } from '../../src/adapters/postgres/item-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeItemStore } from './item-store.suite.ts';

describeItemStore('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    store: createItemStore({ pool, itemNumbers: createItemNumbers({ pool }) }),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
