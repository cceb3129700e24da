import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where a server's program is: on the PATH (or where Debian keeps servers); else, as root on Debian, installed first; else null. */
export async function findProgram(program: string, debianPackage = program): Promise<string | null> {
  return (await onPath(program)) ?? (await installed(program, debianPackage));
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

async function installed(program: string, debianPackage: string): Promise<string | null> {
  if (process.getuid?.() !== 0 || !(await onPath('apt-get'))) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lockTimeout = ['-o', 'DPkg::Lock::Timeout=120'];
  try {
    await promisify(execFile)('apt-get', ['update', '-q', ...lockTimeout], { env });
    await promisify(execFile)(
      'apt-get',
      ['install', '-y', '-q', ...lockTimeout, '--no-install-recommends', debianPackage],
      { env },
    );
  } catch (error) {
    process.stderr.write(`${debianPackage} could not be installed: ${error}\n`);
  }
  return onPath(program);
}
