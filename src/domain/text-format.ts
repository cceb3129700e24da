import type { ColumnType, ViewColumn } from './log-views.ts';
import type { ExportedRow } from './ports/log-export.ts';

/** Rows as lines of text: `header` stands once at the top, empty where there is none. */
export interface TextFormat {
  readonly header: string;
  /** With its line end. */
  line(row: ExportedRow): string;
}

/**
 * NDJSON: an object a line, by column. CSV (RFC 4180, but with a single line feed): a line of column names first; NULL is nothing, an empty text is
 * "", times are RFC 3339 in UTC, jsonb and arrays are JSON, and no text is a formula (formulaSafe).
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

/**
 * Text for a cell of CSV: behind an apostrophe where a spreadsheet would otherwise run it as a formula, so that an id or a note that
 * somebody else chose does nothing when a file is opened. Numbers are not text: a negative one stays a number.
 */
export const formulaSafe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const isJson = (type: ColumnType): boolean => type === 'jsonb' || type.endsWith('[]');

// A bare string of jsonb begins with a quotation mark, so JSON is never a formula; a number in it may be negative.
const jsonCell = (value: unknown): string => quoted(typeof value === 'string' ? value : JSON.stringify(value));

function cell(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' ? formulaSafe(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) ? quoted(text) : text;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
