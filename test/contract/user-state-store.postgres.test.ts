import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createPostgresUserStateStore } from '../../src/adapters/postgres/user-state-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeUserStateStore } from './user-state-store.suite.ts';

describeUserStateStore('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    ...createPostgresUserStateStore({ pool }),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
