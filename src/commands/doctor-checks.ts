import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { MarqueeError } from '../domain/errors.ts';
import { misspelt } from './config.ts';

export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
}

export const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail, advice: null });
export const warning = (name: string, detail: string, advice: string): Check => ({
  name,
  status: 'warning',
  detail,
  advice,
});
export const failed = (name: string, detail: string, advice: string): Check => ({
  name,
  status: 'failed',
  detail,
  advice,
});

/** One check; what it throws is its failure, in public words, and `advice` what to do about it. */
export async function check(
  name: string,
  advice: string,
  run: () => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await run();
  } catch (error) {
    return [failed(name, sentenceOf(error), advice)];
  }
}

export function checkSettings(suspects: readonly { name: string; meant: string }[]): readonly Check[] {
  if (suspects.length === 0) return [ok('settings', 'every name in the environment is known')];
  return suspects.map(({ name, meant }) =>
    warning('settings', misspelt(name, meant), `Rename it to ${meant}, or remove it.`),
  );
}

/** Whether the folders can be written to and how much room is left, by the folder that is there already. Makes nothing. */
export async function checkDisk({ dataDir, modelsDir, journalMaxBytes }: Config): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [name, folder] of [
    ['DATA_DIR', dataDir],
    ['MODELS_DIR', modelsDir],
  ] as const) {
    const there = await nearestThere(folder);
    const isWritable = await access(there, constants.W_OK).then(
      () => true,
      () => false,
    );
    const where = there === folder ? folder : `${folder}, which is not there yet and would be made in ${there}`;
    checks.push(
      isWritable
        ? ok(name, where)
        : failed(name, `${where}: not writable`, `Give the service the right to write to it, or set ${name}.`),
    );
  }
  const { bavail, bsize } = await statfs(await nearestThere(dataDir));
  const free = bavail * bsize;
  const detail = `${gib(free)} free where DATA_DIR is`;
  if (free < LEAST_FREE_BYTES)
    return [...checks, failed('disk', detail, 'Make room: the journal and an embedded Postgres are there.')];
  const held = await journalBytes(dataDir);
  const wanted = Math.max(0, journalMaxBytes - held);
  return [
    ...checks,
    free < wanted
      ? warning(
          'disk',
          `${detail}, and the journal may grow by ${gib(wanted)}`,
          'Make room, or lower JOURNAL_MAX_BYTES.',
        )
      : ok('disk', detail),
    held > 0.75 * journalMaxBytes
      ? warning(
          'journal',
          `${gib(held)} of ${gib(journalMaxBytes)} are taken`,
          'Postgres is away or too slow; at 100% events are refused.',
        )
      : ok(
          'journal',
          held === 0 ? 'nothing is on the disk yet' : `${mib(held)} of ${gib(journalMaxBytes)} on the disk`,
        ),
  ];
}

export function sentenceOf(error: unknown): string {
  const cause =
    error instanceof MarqueeError && error.cause instanceof Error
      ? ` (${error.cause.message || 'no further word'})`
      : '';
  return error instanceof Error ? `${error.message}${cause}` : String(error);
}

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const GIB = 1024 ** 3;
const LEAST_FREE_BYTES = GIB;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

async function nearestThere(folder: string): Promise<string> {
  return (await isThere(folder)) || dirname(folder) === folder ? folder : nearestThere(dirname(folder));
}

/** Of all lanes under a DATA_DIR: its own journal, its workers' and what imports left. */
async function journalBytes(dataDir: string): Promise<number> {
  const lanes = [dataDir];
  for (const kind of ['workers', 'imports']) {
    lanes.push(...(await readdir(join(dataDir, kind)).catch(() => [])).map((name) => join(dataDir, kind, name)));
  }
  let bytes = 0;
  for (const lane of lanes) {
    const folder = join(lane, 'journal');
    for (const name of await readdir(folder).catch(() => [])) {
      // Segments come and go while the service runs.
      bytes += await stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      );
    }
  }
  return bytes;
}
