import { createKeyStore } from '../../src/adapters/postgres/key-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeKeyStore } from './key-store.suite.ts';

describeKeyStore('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    store: createKeyStore({ pool }),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
