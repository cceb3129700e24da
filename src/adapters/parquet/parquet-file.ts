import { open, rm } from 'node:fs/promises';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnType, ViewColumn } from '../../domain/log-views.ts';
import type { ExportedRow } from '../../domain/ports/log-export.ts';
import type { TableFile } from '../../domain/ports/table-file.ts';

/**
 * A Parquet file, compressed by Snappy: times as UTC milliseconds, jsonb as JSON, text[] as a list. Every column may be null, so that
 * files of all releases have one type a column. `facts` go into the file's own metadata, by key. A group of rows is written in one go,
 * which nothing else runs beside. Overwrites what is at the path.
 */
export function createParquetFile(
  path: string,
  columns: readonly ViewColumn[],
  facts: Readonly<Record<string, string>> = {},
  rowsAGroup = ROWS_A_GROUP,
): TableFile {
  const writer = fileWriter(path);
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
  const kvMetadata = Object.entries(facts).map(([key, value]) => ({ key, value }));
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'marquee', kvMetadata });
  let group: ExportedRow[] = [];

  async function writeGroup(): Promise<void> {
    const columnData = columns.map(({ name, type }, at) => ({ name, data: valuesOf(group, at, CONVERT[type]) }));
    await parquet.write({ columnData, rowGroupSize: Math.max(1, group.length) });
    group = [];
  }

  return {
    async write(rows) {
      for (const row of rows) {
        if (group.push(row) === rowsAGroup) await writeGroup();
      }
    },
    async finish() {
      if (group.length > 0) await writeGroup();
      await parquet.finish();
      const file = await open(path, 'r+');
      await file.sync().finally(() => file.close());
    },
    // The writer holds no open file.
    abandon: () => rm(path, { force: true }),
  };
}

/** A reader skips whole groups by their least and greatest values; ours have to fit into memory, whole. */
const ROWS_A_GROUP = 20_000;

function elementsOf({ name, type }: ViewColumn): SchemaElement[] {
  const repetition_type = 'OPTIONAL';
  if (type !== 'text[]' && type !== 'integer[]') return [{ name, repetition_type, ...ELEMENTS[type] }];
  const element = ELEMENTS[type === 'text[]' ? 'text' : 'integer'];
  return [
    { name, repetition_type, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', ...element },
  ];
}

const ELEMENTS: Readonly<Record<Exclude<ColumnType, 'text[]' | 'integer[]'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  smallint: { type: 'INT32', converted_type: 'INT_16' },
  integer: { type: 'INT32' },
  bigint: { type: 'INT64' },
  real: { type: 'FLOAT' },
  'double precision': { type: 'DOUBLE' },
  date: { type: 'INT32', converted_type: 'DATE' },
  'timestamp with time zone': { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  jsonb: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  bytea: { type: 'BYTE_ARRAY' },
  // As text, which every reader knows.
  uuid: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

type Convert = (value: never) => unknown;

/** What the library takes for a type, where that is not what a row holds. */
const CONVERT: Readonly<Partial<Record<ColumnType, Convert>>> = {
  bigint: (value: number) => BigInt(value),
  date: (value: string) => new Date(value),
  jsonb: (value: string) => JSON.parse(value),
};

/** A column of rows. The same value is converted once: most JSON of a log is the same few texts. */
function valuesOf(rows: readonly ExportedRow[], at: number, convert: Convert | undefined): unknown[] {
  if (convert === undefined) return rows.map((row) => row[at]);
  const converted = new Map<unknown, unknown>([[null, null]]);
  return rows.map((row) => {
    const value = row[at];
    if (!converted.has(value)) converted.set(value, convert(value as never));
    return converted.get(value);
  });
}
