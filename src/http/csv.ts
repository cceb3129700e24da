import { formulaSafe } from '../domain/text-format.ts';

/** Rows as CSV (RFC 4180) with a header line: null is empty, objects are JSON, only what has to be is quoted, and no text is a formula. */
export function toCsv<Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])).join(','));
  return [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** Whether the caller would rather have CSV: it names text/csv among what it accepts, and not by a star. */
export const prefersCsv = (accept: string | undefined): boolean =>
  (accept ?? '').split(',').some((type) => type.split(';')[0]!.trim().toLowerCase() === CSV_TYPE);

export const CSV_TYPE = 'text/csv';

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? formulaSafe(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
