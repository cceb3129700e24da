import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool, inTransaction } from '../../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a connection that dies in the middle of a transaction fails that transaction and nothing else', async () => {
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  const broken = inTransaction(pool, async (client) => {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    // Nothing is asked of the client while it breaks: only its event tells, and it may come before the answer below.
    const ended = new Promise((resolve) => client.once('end', resolve));
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
    await ended;
    await client.query('SELECT 1');
  });
  await expect(broken).rejects.toThrow();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
