import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createPinStore } from '../../src/adapters/postgres/pin-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describePinApproval } from './pin-approval.suite.ts';

describePinApproval('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    store: createPinStore({ pool, needsApproval: true }),
    unasked: createPinStore({ pool }),
    auditLog: createAuditLog({ pool }),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});
