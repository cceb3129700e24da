import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createObjectivesStore } from '../../src/adapters/postgres/objectives-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeObjectivesStore } from './objectives-store.suite.ts';

describeObjectivesStore('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    store: createObjectivesStore({ pool, fallback: DEFAULT_OBJECTIVES }),
    async audited() {
      const entries = await createAuditLog({ pool }).list({ limit: 100 });
      return entries.toReversed().map(({ id: _id, ...entry }) => entry);
    },
    async partVersion() {
      const { rows } = await pool.query(`SELECT version FROM snapshot_versions WHERE part = 'objectives'`);
      return rows[0].version;
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
