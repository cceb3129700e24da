import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableFile } from '../domain/ports/table-file.ts';

/** Where an export goes. What is there under a name is there whole: files and texts come to their places in one step. */
export interface ExportTarget {
  /** For people. */
  readonly name: string;
  /** A file that comes to its place when it is finished. `open` makes it at a path of this machine. */
  openFile(path: string, open: (localPath: string) => TableFile): Promise<TableFile>;
  /** null: there is none. */
  readText(path: string): Promise<string | null>;
  writeText(path: string, text: string): Promise<void>;
  /** Whether a day has a file of this name. */
  hasDayFile(fileName: string): Promise<boolean>;
}

/** A folder of this machine, made when the first file comes. */
export function createFolderTarget(folder: string): ExportTarget {
  return {
    name: folder,
    async openFile(path, open) {
      const whole = join(folder, path);
      await mkdir(dirname(whole), { recursive: true });
      const file = open(`${whole}.unfinished`);
      return {
        write: file.write,
        async finish() {
          await file.finish();
          await rename(`${whole}.unfinished`, whole);
        },
        abandon: file.abandon,
      };
    },
    async readText(path) {
      try {
        return await readFile(join(folder, path), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async writeText(path, text) {
      const whole = join(folder, path);
      await mkdir(dirname(whole), { recursive: true });
      await writeFile(`${whole}.unfinished`, text, { flush: true });
      await rename(`${whole}.unfinished`, whole).catch(async (error) => {
        await rm(`${whole}.unfinished`, { force: true });
        throw error;
      });
    },
    async hasDayFile(fileName) {
      const days = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('day='));
      for (const day of days) if ((await readdir(join(folder, day))).includes(fileName)) return true;
      return false;
    },
  };
}
