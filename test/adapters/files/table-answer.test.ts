import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import { createTableAnswers } from '../../../src/adapters/files/table-answer.ts';
import { createParquetFile } from '../../../src/adapters/parquet/parquet-file.ts';
import type { ViewColumn } from '../../../src/domain/log-views.ts';
import { TABLE_FORMATS } from '../../../src/domain/ports/table-answer.ts';

const COLUMNS: readonly ViewColumn[] = [
  { name: 'item_id', type: 'text', nullable: false },
  { name: 'position', type: 'smallint', nullable: false },
];

describe('a table that is made whole and then sent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-test-'));
  const openTable = createTableAnswers(async () => createParquetFile, folder);

  afterAll(() => rmSync(folder, { recursive: true }));

  async function bytesOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    return Buffer.concat(parts);
  }

  test.each(TABLE_FORMATS)('%s: all rows, of the size that was said, and nothing stays on the disk', async (format) => {
    const table = await openTable(format, COLUMNS);
    await table.write([['film-1', 0]]);
    await table.write(Array.from({ length: 2_500 }, (_, n) => [`film-${n}`, n]));
    expect(readdirSync(folder)).toHaveLength(1);
    const { sizeBytes, bytes } = await table.finish();
    // Gone before the first byte is read: who reads has it open.
    expect(readdirSync(folder)).toEqual([]);
    const content = await bytesOf(bytes);
    expect(content.length).toBe(sizeBytes);
    const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.length) as ArrayBuffer;
    const rows = format === 'parquet' ? await parquetReadObjects({ file }) : content.toString().trim().split('\n');
    expect(rows).toHaveLength(2_501 + (format === 'csv' ? 1 : 0));
  });

  test.each(TABLE_FORMATS)('%s: a table without rows is a table', async (format) => {
    const { bytes } = await (await openTable(format, COLUMNS)).finish();
    const content = await bytesOf(bytes);
    if (format === 'ndjson') expect(content.length).toBe(0);
    if (format === 'csv') expect(content.toString()).toBe('item_id,position\n');
    if (format === 'parquet') expect(content.subarray(0, 4).toString()).toBe('PAR1');
  });

  test.each(TABLE_FORMATS)('%s: one that is given up leaves nothing', async (format) => {
    const table = await openTable(format, COLUMNS);
    await table.write([['film-1', 0]]);
    await table.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });
});
