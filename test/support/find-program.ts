import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Where a server's program is: on the PATH (or where Debian keeps servers); else, as root on Debian, installed first; else null. */
export async function findProgram(
  program: string,
  debianPackages: string | readonly string[] = program,
): Promise<string | null> {
  return (await onPath(program)) ?? (await installed(program, [debianPackages].flat()));
}

const WHERE_SERVERS_ARE = ['/usr/sbin', '/usr/local/sbin'];

async function onPath(program: string): Promise<string | null> {
  for (const directory of [...(process.env.PATH ?? '').split(delimiter), ...WHERE_SERVERS_ARE]) {
    const path = join(directory, program);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

/** Tried again while somebody else installs, as another worker of the tests may at the same moment: apt waits for one of its locks only. */
async function installed(program: string, debianPackages: readonly string[]): Promise<string | null> {
  if (process.getuid?.() !== 0 || !(await onPath('apt-get'))) return null;
  for (let attempt = 1; ; attempt++) {
    const failure = await aptInstall(debianPackages).then(
      () => null,
      (error: unknown) => error,
    );
    const path = await onPath(program);
    if (path !== null) return path;
    if (attempt === MOST_ATTEMPTS) {
      process.stderr.write(`${debianPackages.join(', ')} could not be installed: ${failure}\n`);
      return null;
    }
    await sleep(WAIT_MS);
  }
}

const MOST_ATTEMPTS = 6;
const WAIT_MS = 5_000;

async function aptInstall(debianPackages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lockTimeout = ['-o', 'DPkg::Lock::Timeout=120'];
  await promisify(execFile)('apt-get', ['update', '-q', ...lockTimeout], { env });
  const options = ['-y', '-q', ...lockTimeout, '--no-install-recommends'];
  await promisify(execFile)('apt-get', ['install', ...options, ...debianPackages], { env, maxBuffer: 16 * 1024 ** 2 });
}
