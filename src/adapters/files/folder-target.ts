import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ExportTarget, writtenByAnother } from '../../domain/ports/export-target.ts';

/** A folder of this machine, made when the first file comes. Whether another wrote a text is looked up right before it is replaced. */
export function createFolderTarget(folder: string): ExportTarget {
  /** As they were when this target last read or wrote them. */
  const known = new Map<string, string | null>();

  async function read(path: string): Promise<string | null> {
    try {
      return await readFile(join(folder, path), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

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
      const text = await read(path);
      known.set(path, text);
      return text;
    },
    async writeText(path, text) {
      const whole = join(folder, path);
      await mkdir(dirname(whole), { recursive: true });
      await writeFile(`${whole}.unfinished`, text, { flush: true });
      const removed = async (error: unknown): Promise<never> => {
        await rm(`${whole}.unfinished`, { force: true });
        throw error;
      };
      if (known.has(path) && (await read(path)) !== known.get(path)) await removed(writtenByAnother(folder));
      await rename(`${whole}.unfinished`, whole).catch(removed);
      known.set(path, text);
    },
    async hasDayFile(fileName) {
      const days = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('day='));
      for (const day of days) if ((await readdir(join(folder, day))).includes(fileName)) return true;
      return false;
    },
  };
}
