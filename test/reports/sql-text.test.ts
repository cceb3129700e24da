import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { momentLiteral, textLiteral, userKeyLiteral } from '../../src/reports/sql-text.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

describe('values in shown SQL', () => {
  let database: TestDatabase;
  let stores: Stores;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test('a text is read back as it was, whatever it holds and however the session reads strings', async () => {
    const nasty = fc.string({ unit: fc.constantFrom("'", '\\', '"', '$', '%', ';', '-', 'E', 'a', 'ü', '\n', '𝄞') });
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, fc.string()), fc.constantFrom('on', 'off'), async (drawn, conforming) => {
        const text = drawn.replaceAll('\0', '');
        const client = await stores.pool.connect();
        try {
          await client.query(`SET standard_conforming_strings = ${conforming}`);
          expect((await client.query(`SELECT ${textLiteral(text)}::text AS text`)).rows).toEqual([{ text }]);
        } finally {
          await client.query('RESET standard_conforming_strings');
          client.release();
        }
      }),
      { numRuns: 200 },
    );
  });

  test('NUL, which no text of Postgres has, is refused', () => {
    expect(() => textLiteral('a\0b')).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  test('a moment is the same in every zone, to the millisecond', async () => {
    const ms = Date.parse('2026-03-29T00:59:59.999Z');
    for (const zone of ['UTC', 'Europe/Berlin', 'Pacific/Chatham']) {
      const { rows } = await stores.pool.query(
        `SELECT set_config('TimeZone', '${zone}', false), extract(epoch FROM ${momentLiteral(ms)}) * 1000 AS ms`,
      );
      expect(Number(rows[0].ms)).toBe(ms);
    }
  });

  test('a share of the users is that share of all keys', async () => {
    const { rows } = await stores.pool.query(
      `SELECT count(*) FILTER (WHERE md5(n::text)::uuid < ${userKeyLiteral(0.25)})::int AS below FROM generate_series(1, 20000) AS n`,
    );
    expect(rows[0].below / 20_000).toBeCloseTo(0.25, 1);
  });
});
