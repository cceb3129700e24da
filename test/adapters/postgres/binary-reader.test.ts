import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { type BinaryRow, copyRows } from '../../../src/adapters/postgres/binary-reader.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { collect, openStores, type Stores } from '../../support/postgres-stores.ts';

let database: TestDatabase;
let stores: Stores;
let client: PoolClient;

beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  client = await stores.pool.connect();
});

afterAll(async () => {
  client.release();
  await stores.pool.end();
  await database.drop();
});

const rowsOf = <T>(query: string, read: (row: BinaryRow) => T) => collect(copyRows(client, query, read));

describe('reading a query by binary COPY', () => {
  test('gives every type back as it is in the table', async () => {
    const rows = await rowsOf(
      `SELECT '00112233-4455-6677-8899-aabbccddeeff'::uuid, 'å 🎬', 7::int4, -0.1::float8,
        '2026-06-01T12:00:00.123Z'::timestamptz, '\\x00ff'::bytea, '{a,"b c"}'::text[], '{1,-2}'::int4[], '{3}'::int2[]`,
      (row) => [
        ...[row.uuid(), row.text(), row.int32(), row.float8(), row.timestamp()],
        ...[row.bytes(), row.textArray(), row.int32Array(), row.int16Array()],
      ],
    );
    expect(rows).toEqual([
      [
        ...['00112233445566778899aabbccddeeff', 'å 🎬', 7, -0.1, Date.parse('2026-06-01T12:00:00.123Z')],
        ...[Uint8Array.of(0, 255), ['a', 'b c'], Int32Array.of(1, -2), Int16Array.of(3)],
      ],
    ]);
  });

  test('knows null and empty apart', async () => {
    const nothing = await rowsOf('SELECT NULL::text, NULL::float8, NULL::bytea, NULL::text[]', (row) => [
      ...[row.text(), row.float8(), row.bytes(), row.textArray()],
    ]);
    expect(nothing).toEqual([[null, null, null, null]]);
    const empty = await rowsOf(`SELECT '', '{}'::text[], '{}'::int4[]`, (row) => [
      ...[row.text(), row.textArray(), row.int32Array()],
    ]);
    expect(empty).toEqual([['', [], new Int32Array(0)]]);
  });

  test('times before 1970 and between milliseconds come back as what was written', async () => {
    const times = [
      '1000-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999Z',
      '2000-01-01T00:00:00.001Z',
      '2038-01-19T03:14:08.5Z',
    ];
    const query = times.map((time) => `SELECT '${time}'::timestamptz`).join(' UNION ALL ');
    expect(await rowsOf(query, (row) => row.timestamp())).toEqual(times.map((time) => Date.parse(time)));
  });

  test('rows longer than what comes at a time, and as many as there are', async () => {
    const lengths = await rowsOf(
      "SELECT repeat('x', n * 700) FROM generate_series(0, 300) AS n",
      (row) => row.text()!.length,
    );
    expect(lengths).toEqual(Array.from({ length: 301 }, (_, n) => n * 700));
    expect(await rowsOf('SELECT 1 WHERE false', (row) => row.int32())).toEqual([]);
  });

  test('a query that fails rejects, and the connection goes on', async () => {
    await expect(rowsOf('SELECT 1 / (n - 3) FROM generate_series(0, 5) AS n', (row) => row.int32())).rejects.toThrow(
      'division by zero',
    );
    expect(await rowsOf('SELECT 1', (row) => row.int32())).toEqual([1]);
  });
});
