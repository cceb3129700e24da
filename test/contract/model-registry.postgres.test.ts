import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createModelRegistry } from '../../src/adapters/postgres/model-registry.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeModelRegistry } from './model-registry.suite.ts';

describeModelRegistry('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    registry: createModelRegistry({ pool }),
    async audited() {
      const entries = await createAuditLog({ pool }).list({ limit: 100 });
      return entries.toReversed().map(({ id: _id, ...entry }) => entry);
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
