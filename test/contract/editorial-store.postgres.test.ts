import { expect, test } from '@jest/globals';
import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createEditorialStore } from '../../src/adapters/postgres/editorial-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { describeEditorialStore, OTHER_KIND, THING_KIND } from './editorial-store.suite.ts';

async function open() {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  return {
    pool,
    store: createEditorialStore(THING_KIND, { pool }),
    other: createEditorialStore(OTHER_KIND, { pool }),
    async audited() {
      const entries = await createAuditLog({ pool }).list({ limit: 2000 });
      return entries.toReversed().map(({ id: _id, ...entry }) => entry);
    },
    async partVersion() {
      const { rows } = await pool.query(`SELECT version FROM snapshot_versions WHERE part = 'editorial'`);
      return rows[0].version;
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}

describeEditorialStore('Postgres', open);

test('what a release of before stored is read as this one has it', async () => {
  const { pool, store, close } = await open();
  try {
    await store.create('old', { word: 'old', parts: ['a'] }, { atMs: 0, actor: 'key-1', reason: '' });
    await pool.query(`UPDATE editorial_objects SET value = '{"word": "old"}' WHERE id = 'old'`);
    expect((await store.get('old'))!.value).toEqual({ word: 'old', parts: [] });
    expect((await store.all())[0]!.value).toEqual({ word: 'old', parts: [] });
  } finally {
    await close();
  }
});
