import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { columnsOf, LOG_VIEWS, type LogView } from '../../../../src/domain/log-views.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';

describe('the views of a migrated database', () => {
  let database: TestDatabase;
  const found = new Map<string, { name: string; type: string }[]>();

  beforeAll(async () => {
    database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(`
      SELECT c.relname AS view, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'marquee'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'v\\_%'
      ORDER BY c.relname, a.attnum`);
    await client.end();
    for (const { view, name, type } of rows) found.set(view, [...(found.get(view) ?? []), { name, type }]);
  });
  afterAll(() => database.drop());

  test('are the ones that have a contract, no more and no fewer', () => {
    expect([...found.keys()]).toEqual(Object.keys(LOG_VIEWS).sort());
  });

  test.each(Object.keys(LOG_VIEWS) as LogView[])(
    '%s has the columns of its contract, in their order and types',
    (view) => {
      expect(found.get(view)).toEqual(columnsOf(view).map(({ name, type }) => ({ name, type })));
    },
  );
});
