import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createTemplatesStore } from '../../src/adapters/postgres/templates-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeTemplatesStore } from './templates-store.suite.ts';

describeTemplatesStore('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    store: createTemplatesStore({ pool }),
    async audited() {
      const entries = await createAuditLog({ pool }).list({ limit: 100 });
      return entries.toReversed().map(({ id: _id, ...entry }) => entry);
    },
    async partVersion() {
      const { rows } = await pool.query(`SELECT version FROM snapshot_versions WHERE part = 'templates'`);
      return rows[0].version;
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
