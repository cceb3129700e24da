import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('logins that are opened at once, by whomever, are all opened', async () => {
  const options = { connectionString: database.url, tenant: TEST_TENANT, password: 'p' };
  const urls: string[] = [];
  for (let round = 0; round < 10; round++) {
    urls.push(...(await Promise.all(Array.from({ length: 8 }, () => openAnalystLogin(options)))));
  }
  expect(new Set(urls).size).toBe(1);
  const analyst = new Client({ connectionString: urls[0]! });
  await analyst.connect();
  try {
    const { rows } = await analyst.query('SELECT count(*)::int AS pages FROM v_pages');
    expect(rows).toEqual([{ pages: 0 }]);
  } finally {
    await analyst.end();
  }
});
