import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { ColumnType, ViewColumn } from '../domain/log-views.ts';
import type { ExportedRow } from '../domain/ports/log-export.ts';
import type { TableFile } from '../domain/ports/table-file.ts';

/** Rows as lines of text: `header` stands once at the top, empty where there is none. */
export interface TextFormat {
  readonly header: string;
  /** With its line end. */
  line(row: ExportedRow): string;
}

/**
 * NDJSON: an object a line, by column. CSV (RFC 4180, but with a single line feed): a line of column names first; NULL is nothing, an empty text is
 * "", times are RFC 3339 in UTC, jsonb and arrays are JSON.
 */
export function textFormat(format: 'ndjson' | 'csv', columns: readonly ViewColumn[]): TextFormat {
  if (format === 'csv') {
    const write = columns.map(({ type }) => (isJson(type) ? jsonCell : cell));
    return {
      header: `${columns.map(({ name }) => name).join(',')}\n`,
      line: (row) => `${row.map((value, at) => (value === null ? '' : write[at]!(value))).join(',')}\n`,
    };
  }
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  // jsonb is JSON already, and a Date becomes RFC 3339 by itself.
  const write = columns.map(({ type }) => (type === 'jsonb' ? String : JSON.stringify));
  return { header: '', line: (row) => `{${row.map((value, at) => names[at]! + write[at]!(value)).join(',')}}\n` };
}

/** The same as a file. Overwrites what is at the path. */
export function createTextFile(path: string, { header, line }: TextFormat): TableFile {
  const stream = createWriteStream(path, { flush: true });
  const done = finished(stream);
  const closed = new Promise((resolve) => void stream.once('close', () => resolve(null)));
  // An error is told by the write or the finish that meets it.
  done.catch(() => {});
  const write = async (text: string): Promise<void> => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), done]);
  };
  let isBegun = false;
  return {
    async write(rows) {
      if (!isBegun) await write(header);
      isBegun = true;
      await write(rows.map(line).join(''));
    },
    async finish() {
      stream.end();
      await done;
    },
    async abandon() {
      // The stream may be opening its file still: removed before it is closed, the file would come back.
      stream.destroy();
      await closed;
      await rm(path, { force: true });
    },
  };
}

const isJson = (type: ColumnType): boolean => type === 'jsonb' || type === 'text[]';

const jsonCell = (value: unknown): string => quoted(typeof value === 'string' ? value : JSON.stringify(value));

function cell(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  return text === '' || /[",\r\n]/.test(text) ? quoted(text) : text;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
