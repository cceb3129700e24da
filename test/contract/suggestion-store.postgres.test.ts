import { expect, test } from '@jest/globals';
import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createSuggestionStore } from '../../src/adapters/postgres/suggestion-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';
import { aTagSuggestion } from '../support/suggestions.ts';
import { describeSuggestionStore } from './suggestion-store.suite.ts';

const openPool = async () => {
  const database = await createTestDatabase();
  return { database, pool: createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER }) };
};

describeSuggestionStore('Postgres', async () => {
  const { database, pool } = await openPool();
  return {
    store: createSuggestionStore({ pool }),
    auditLog: createAuditLog({ pool }),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
});

test('labels in Postgres can be read as a view and never changed', async () => {
  const { database, pool } = await openPool();
  try {
    const store = createSuggestionStore({ pool });
    const one = aTagSuggestion('labelled');
    await store.judge(one, 'rejected', { atMs: 1_772_366_400_000, actor: 'key-1', reason: 'no heist' });
    const { rows } = await pool.query('SELECT * FROM v_suggestion_labels');
    expect(rows).toMatchObject([
      { kind: 'tags', verdict: 'rejected', item_id: 'labelled', reason: 'no heist', model_version: 'v1', content: one },
    ]);
    for (const sql of [
      'UPDATE suggestion_labels SET reason = $1',
      'DELETE FROM suggestion_labels WHERE reason <> $1',
    ]) {
      await expect(pool.query(sql, ['other'])).rejects.toMatchObject({ code: '42501' });
    }
  } finally {
    await pool.end();
    await database.drop();
  }
});
