import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { TrainingCheckpoints } from '../../domain/ports/training-checkpoints.ts';

/**
 * DATA_DIR/training/<version>/<part>: 32 bytes of SHA-256 over the part's name and content, then the content. Written beside, flushed
 * and renamed. Two processes may train the same version at once: both write the same bytes.
 */
export function createTrainingCheckpoints(deps: {
  readonly dataDir: string;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** A new name no one else has, of letters and digits. */
  readonly randomId: () => string;
}): TrainingCheckpoints {
  const { logger } = deps;
  const root = join(deps.dataDir, 'training');

  return {
    removeAll: () => rm(root, { recursive: true, force: true }),
    async of(version) {
      const folder = join(root, checkName(version));
      return {
        async parts() {
          return ((await readdir(folder).catch(nullIfAbsent)) ?? []).filter((name) => !name.startsWith(WRITING)).sort();
        },
        async read(part) {
          const path = join(folder, checkName(part));
          const bytes = await readFile(path).catch(nullIfAbsent);
          if (bytes === null) return null;
          const content = bytes.subarray(SUM_BYTES);
          if (sumOf(part, content).equals(bytes.subarray(0, SUM_BYTES))) return content;
          logger.warn({ path }, 'a checkpoint is damaged: what it held is made again');
          await rm(path, { force: true });
          return null;
        },
        async write(part, content) {
          try {
            await writeWhole(folder, checkName(part), content, deps.randomId());
          } catch (error) {
            // It is an aid: a full disk must not cost the hours that it was to save.
            logger.warn(
              { err: error, version, part },
              'a checkpoint cannot be written: killed now, this would be made again',
            );
          }
        },
        async remove() {
          await rm(folder, { recursive: true, force: true });
          await removeStale(root, deps.clock.nowMs());
        },
      };
    },
  };
}

const SUM_BYTES = 32;
const WRITING = '.writing-';
/** The log has moved on since then: nobody will train that version again. */
const STALE_AFTER_MS = 7 * 24 * 3_600_000;

async function writeWhole(folder: string, part: string, content: Uint8Array, id: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${WRITING}${part}-${id}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(sumOf(part, content));
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, part));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const sumOf = (part: string, content: Uint8Array): Buffer =>
  createHash('sha256').update(`${part}\0`).update(content).digest();

function checkName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(name)) return name;
  throw new MarqueeError('internal', `"${name}" cannot name a checkpoint.`);
}

async function removeStale(root: string, nowMs: number): Promise<void> {
  for (const name of (await readdir(root).catch(nullIfAbsent)) ?? []) {
    const folder = join(root, name);
    const touched = await stat(folder).catch(nullIfAbsent);
    if (touched && nowMs - touched.mtimeMs > STALE_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
