import { expect, test } from '@jest/globals';
import { createKeyStore } from '../../../../src/adapters/postgres/key-store.ts';
import { createPool, inTransaction } from '../../../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';

const nowhere = () =>
  createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', tenant: 'marquee', logger: SILENT_LOGGER });

test('a database that does not answer is unavailable, not an internal error', async () => {
  const pool = nowhere();
  await expect(createKeyStore({ pool }).list()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(inTransaction(pool, async () => {})).rejects.toMatchObject({ code: 'unavailable' });
  await pool.end();
});
