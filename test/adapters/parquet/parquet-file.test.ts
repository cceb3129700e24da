import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { createParquetFile } from '../../../src/adapters/parquet/parquet-file.ts';
import { COLUMN_TYPES } from '../../../src/domain/log-views.ts';

describe('a Parquet file', () => {
  let folder: string;
  const path = () => join(folder, 'rows.parquet');
  const columns = COLUMN_TYPES.filter((type) => type !== 'bytea').map((type) => ({ name: type, type, nullable: true }));
  const AT = new Date('2026-03-01T20:15:00.123Z');
  const full = {
    text: 'Grüße, "x" \u{1F600}',
    'text[]': ['a', 'b'],
    boolean: true,
    smallint: -3,
    integer: 2_147_483_647,
    'integer[]': [7, -1],
    bigint: 4_294_967_296_123,
    real: 0.5,
    'double precision': 0.1,
    date: '2026-03-01',
    'timestamp with time zone': AT,
    jsonb: '{"a": [1, null]}',
    uuid: '01950000-0000-7000-8000-000000000001',
  };
  const asRow = (values: Record<string, unknown>) => columns.map(({ name }) => values[name] ?? null);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-parquet-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function read() {
    const file = await asyncBufferFromFile(path());
    return { rows: await parquetReadObjects({ file }), metadata: await parquetMetadataAsync(file) };
  }

  test('gives back every type of column, and NULL in each', async () => {
    const file = createParquetFile(path(), columns);
    await file.write([
      asRow(full),
      asRow({}),
      asRow({ ...full, text: '', 'text[]': [], 'integer[]': [], jsonb: 'null' }),
    ]);
    await file.finish();
    const { rows } = await read();
    const asRead = {
      ...full,
      bigint: BigInt(full.bigint),
      date: new Date('2026-03-01T00:00:00Z'),
      jsonb: { a: [1, null] },
    };
    expect(rows[0]).toEqual(asRead);
    for (const { name } of columns) expect([name, rows[1]![name] ?? null]).toEqual([name, null]);
    expect(rows[2]).toMatchObject({ text: '', 'text[]': [], 'integer[]': [] });
  });

  test('says of each column what it is, as other readers need to know', async () => {
    const types = Object.fromEntries((await read()).metadata.schema.map(({ name, ...rest }) => [name, rest]));
    expect(types.text).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' });
    expect(types['timestamp with time zone']).toMatchObject({ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' });
    expect(types['text[]']).toMatchObject({ converted_type: 'LIST' });
    expect(types.jsonb).toMatchObject({ converted_type: 'JSON' });
    expect(types.date).toMatchObject({ converted_type: 'DATE' });
  });

  test('of more rows than are kept in memory has them all, in their order', async () => {
    const file = createParquetFile(path(), [
      { name: 'n', type: 'integer', nullable: false },
      { name: 'text', type: 'text', nullable: false },
    ]);
    const count = 45_000;
    for (let at = 0; at < count; at += 5000) {
      await file.write(Array.from({ length: 5000 }, (_, n) => [at + n, `row ${(at + n) % 7}`]));
    }
    await file.finish();
    const { rows, metadata } = await read();
    expect(rows).toHaveLength(count);
    expect(rows.every(({ n, text }, at) => n === at && text === `row ${at % 7}`)).toBe(true);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([20_000, 20_000, 5000]);
  });
});
