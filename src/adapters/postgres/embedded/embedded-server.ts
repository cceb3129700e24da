import { execFile } from 'node:child_process';
import { chown, readFile, readlink, realpath, rm, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from './embedded-account.ts';
import type { Cluster } from './embedded-cluster.ts';

/** Starts the server in a session of its own (a Ctrl-C meant for us is not meant for it) and waits until it accepts connections. */
export async function startServer(cluster: Cluster, durable: boolean): Promise<void> {
  await readyLog(cluster);
  const settings = { ...SETTINGS, ...(durable ? {} : TEST_SETTINGS), port: cluster.port };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  await run(
    join(cluster.binaries, 'pg_ctl'),
    ['start', '-D', cluster.directory, '-l', cluster.logPath, '-w', '-t', '60', '-s', '-o', options.join(' ')],
    cluster.account,
  );
}

/** Stops it in order: open transactions are rolled back, everything else is kept. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (!(await livePostmaster(cluster))) return;
  await run(
    join(cluster.binaries, 'pg_ctl'),
    ['stop', '-D', cluster.directory, '-m', 'fast', '-w', '-t', '60', '-s'],
    cluster.account,
  );
}

/**
 * Whether the cluster's server process is alive. Its pid file outlives a crash, and the number in it may since have been given
 * to another process (at once, in a container): then the file is taken away, for Postgres itself would refuse to start.
 */
export async function livePostmaster(cluster: Cluster): Promise<boolean> {
  const pidFile = join(cluster.directory, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const pid = Number.parseInt(text ?? '', 10);
  if (!(pid > 0)) return false;
  if (isAlive(pid) && (await isServerOf(pid, cluster.directory))) return true;
  await rm(pidFile, { force: true });
  return false;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // No replica will ever follow it, and bulk loads need less log then.
  wal_level: 'minimal',
  max_wal_senders: 0,
  // A container's /dev/shm is too small for parallel queries, a laptop's cores are busy enough.
  max_parallel_workers_per_gather: 0,
  jit: 'off',
} as const;

const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '4GB',
} as const;

const MAX_LOG_BYTES = 16 * 1024 * 1024;

async function readyLog(cluster: Cluster): Promise<void> {
  const size = await stat(cluster.logPath).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await truncate(cluster.logPath);
  if (size > 0 && cluster.account) await chown(cluster.logPath, cluster.account.uid, cluster.account.gid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** On Linux a server stands in its data directory, which tells it from any other process; elsewhere its name has to do. */
async function isServerOf(pid: number, directory: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(directory));
    return (await promisify(execFile)('ps', ['-p', String(pid), '-o', 'comm='])).stdout.includes('postgres');
  } catch (error) {
    // Gone while we looked (ENOENT, or ps finds nothing). Not ours to inspect (EACCES): take it for what the file says.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
