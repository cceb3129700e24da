import type { ViewColumn } from '../log-views.ts';
import type { ExportedRow } from './log-export.ts';

export const TABLE_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Makes a table whole before any of it is sent, in bounded memory: an error is an error then, and never half a file. */
export type OpenTableAnswer = (format: TableFormat, columns: readonly ViewColumn[]) => Promise<TableAnswer>;

export interface TableAnswer {
  write(rows: readonly ExportedRow[]): Promise<void>;
  /** What was written. Nothing is left of it once `bytes` was read to its end or given up. */
  finish(): Promise<{ readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> }>;
  /** Instead of finish. */
  abandon(): Promise<void>;
}
