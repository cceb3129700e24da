import type { BulkAnswer } from '../../../../clients/typescript/src/index.ts';

/** What came of an upload, in a sentence: "Stored 1,200 lines; 3 were refused." */
export function reportText({ accepted, rejectedCount }: BulkAnswer): string {
  const stored = `Stored ${linesText(accepted)}`;
  if (rejectedCount === 0) return `${stored}; none was refused.`;
  return `${stored}; ${rejectedCount.toLocaleString('en')} ${rejectedCount === 1 ? 'was' : 'were'} refused.`;
}

/** The refusals as CSV (RFC 4180): line, code, detail. */
export function reportCsv({ rejected }: BulkAnswer): string {
  const cell = (value: string | number) => {
    // A cell that begins so would be a formula to a spreadsheet.
    const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = rejected.map(({ line, code, detail }) => [line, code, detail].map(cell).join(','));
  return ['line,code,detail', ...rows].map((row) => `${row}\r\n`).join('');
}

const linesText = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`;

/** "12.3 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
