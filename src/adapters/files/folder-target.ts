import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
    async openFile(path, openFile, maker) {
      const whole = join(folder, path);
      await mkdir(dirname(whole), { recursive: true });
      const drafts = maker === undefined ? whole : `${whole}.${maker}`;
      const { draft, fd } = newDraft(drafts);
      let isOpen = true;
      const close = (): void => {
        if (isOpen) closeSync(fd);
        isOpen = false;
      };
      const file = openFile(draft);
      return {
        write: file.write,
        async finish() {
          await file.finish();
          // Taken away by a rival that was first; a writer that appends may have begun another under the name.
          const isGone = fstatSync(fd).nlink === 0;
          close();
          if (isGone) throw writtenByAnother(folder);
          await rename(draft, whole).catch(notMissing(folder));
          await removeDrafts(drafts);
        },
        async abandon() {
          close();
          await file.abandon();
        },
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
      await rename(`${whole}.unfinished`, whole).catch(notMissing(folder)).catch(removed);
      known.set(path, text);
    },
    async hasDayFile(fileName) {
      const days = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('day='));
      for (const day of days) if ((await readdir(join(folder, day))).includes(fileName)) return true;
      return false;
    },
  };
}

/** An empty file that nobody else writes to, held open: `x.unfinished`, or where somebody does, or was killed doing it, `x.2.unfinished`. */
function newDraft(path: string): { draft: string; fd: number } {
  for (let n = 1; ; n++) {
    const draft = n === 1 ? `${path}.unfinished` : `${path}.${n}.unfinished`;
    try {
      return { draft, fd: openSync(draft, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Of those who were killed. Whoever lives still finds theirs gone when they finish. */
async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  const isDraft = (name: string): boolean =>
    name.startsWith(`${basename(path)}.`) && /^\.(\d+\.)?unfinished$/.test(name.slice(basename(path).length));
  for (const name of (await readdir(folder)).filter(isDraft)) await rm(join(folder, name), { force: true });
}

/** What was to be moved is gone: a rival was first. */
const notMissing =
  (folder: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? writtenByAnother(folder) : error;
  };
