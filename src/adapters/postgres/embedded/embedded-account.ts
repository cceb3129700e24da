import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { MarqueeError } from '../../../domain/errors.ts';

/** The user a server runs as, when not ourselves. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** null unless we are root, as whom Postgres refuses to run: then user postgres, made if the system has none. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await lookUp();
  if (found) return found;
  try {
    await execFileAsync('groupadd', ['--system', '--force', 'postgres']);
    await execFileAsync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  } catch (error) {
    throw new MarqueeError(
      'unavailable',
      'Postgres does not run as root and user postgres could not be made: make it, run as another user, or set DATABASE_URL.',
      { cause: error },
    );
  }
  const made = await lookUp();
  if (!made) throw new MarqueeError('unavailable', 'User postgres was made but is not to be found in /etc/passwd.');
  return made;
}

/** Whether the account can enter a directory: it needs the x bit all the way up. */
export async function isTraversable(directory: string, account: Account): Promise<boolean> {
  for (let path = directory; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Runs one of Postgres's programs to its end; throws 'unavailable' with what it said when it fails. */
export async function run(program: string, args: readonly string[], account: Account | null): Promise<string> {
  try {
    // cwd: the server's user may not be allowed to stand where we stand.
    const { stdout } = await execFileAsync(program, args, { ...(account ?? {}), cwd: '/' });
    return stdout;
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().slice(-2_000);
    throw new MarqueeError('unavailable', `Embedded Postgres failed (${program}): ${said || String(error)}`, {
      cause: error,
    });
  }
}

const execFileAsync = promisify(execFile);

async function lookUp(): Promise<Account | null> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('postgres:'));
  if (!line) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
