import type { ExportTarget } from '../domain/ports/export-target.ts';
import type { ExportedRow } from '../domain/ports/log-export.ts';
import type { TableFile } from '../domain/ports/table-file.ts';

/** Files by day: `day=2026-03-01/events.parquet`. A day is there whole or as it was before. */
export interface DayFiles {
  /** Days come one after the other. */
  write(day: string, rows: readonly ExportedRow[]): Promise<void>;
  /** Puts the last day in its place; resolves to the number of files. */
  finish(): Promise<number>;
  /** Removes what is not whole. */
  abandon(): Promise<void>;
}

export function createDayFiles(
  target: ExportTarget,
  fileName: string,
  openFile: (localPath: string) => TableFile,
): DayFiles {
  let current: { readonly day: string; readonly file: TableFile } | null = null;
  let files = 0;

  async function settle(): Promise<void> {
    if (current === null) return;
    await current.file.finish();
    current = null;
    files++;
  }

  return {
    async write(day, rows) {
      if (current?.day !== day) {
        await settle();
        current = { day, file: await target.openFile(`day=${day}/${fileName}`, openFile) };
      }
      await current.file.write(rows);
    },
    async finish() {
      await settle();
      return files;
    },
    async abandon() {
      await current?.file.abandon();
    },
  };
}
