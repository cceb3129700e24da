import type { ExportedRow } from './log-export.ts';

/** A file that rows are written to; it is what it should be only once it is finished. */
export interface TableFile {
  write(rows: readonly ExportedRow[]): Promise<void>;
  /** Resolves when all of it is on the disk. */
  finish(): Promise<void>;
  /** Instead of finish: resolves when nothing more is written to the path and nothing stands there. */
  abandon(): Promise<void>;
}
