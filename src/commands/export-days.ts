import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportedRow } from '../domain/ports/log-export.ts';
import type { TableFile } from '../domain/ports/table-file.ts';

/** A folder of files by day: `day=2026-03-01/events.parquet`. A day is there whole or as it was before. */
export interface DayFiles {
  /** Days come one after the other. */
  write(day: string, rows: readonly ExportedRow[]): Promise<void>;
  /** Puts the last day in its place; resolves to the number of files. */
  finish(): Promise<number>;
  /** Removes what is not whole. */
  abandon(): Promise<void>;
}

export function createDayFiles(directory: string, fileName: string, openFile: (path: string) => TableFile): DayFiles {
  let current: { readonly day: string; readonly file: TableFile } | null = null;
  let files = 0;

  const pathOf = (day: string): string => join(directory, `day=${day}`, fileName);
  const unfinished = (day: string): string => `${pathOf(day)}.unfinished`;

  async function settle(): Promise<void> {
    if (current === null) return;
    const { day, file } = current;
    await file.finish();
    await rename(unfinished(day), pathOf(day));
    current = null;
    files++;
  }

  return {
    async write(day, rows) {
      if (current?.day !== day) {
        await settle();
        await mkdir(dirname(pathOf(day)), { recursive: true });
        current = { day, file: openFile(unfinished(day)) };
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
