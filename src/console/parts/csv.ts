import { formulaSafe } from '../../domain/text-format.ts';

/**
 * What is on screen as CSV (RFC 4180) under a line of column names: null is empty, objects and lists are JSON, only what has to be is
 * quoted, and no text is a formula to a spreadsheet. Numbers stay as they are.
 */
export function csvOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? formulaSafe(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
