import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';

/** A Postgres that belongs to one test, with everything on that keeps data over a crash, for killing and freezing. */
export interface OwnPostgres {
  /** The same after every restart. */
  readonly url: string;
  /** SIGKILL to the postmaster and to all its children; resolves when none of them is left. */
  kill(): Promise<void>;
  /** Starts it again after kill(); resolves when it has replayed its log and answers. */
  restart(): Promise<void>;
  /** SIGSTOP to all of them: connections stay open and nobody answers, the worst way to be away. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Stops it, whatever state it is in. The files are the caller's. */
  destroy(): Promise<void>;
}

/** `dataDir` must be a directory that user postgres may enter. */
export async function startOwnPostgres(dataDir: string): Promise<OwnPostgres> {
  const open = () => openEmbeddedPostgres({ dataDir, logger: SILENT_LOGGER, durable: true });
  let server = await open();
  const url = server.connectionString;
  const pidFile = join(await dataDirectoryOf(url), 'postmaster.pid');
  /** Each open() takes a place among the users of the server; the last to leave stops it. */
  const opened: EmbeddedPostgres[] = [server];

  const signalAll = async (signal: NodeJS.Signals): Promise<readonly number[]> => {
    const pids = await familyOf(Number.parseInt(await readFile(pidFile, 'utf8'), 10));
    for (const pid of pids) send(pid, signal);
    return pids;
  };

  return {
    url,
    async kill() {
      const pids = await signalAll('SIGKILL');
      // As long as one child lives, its shared memory keeps the next server from starting.
      while (pids.some((pid) => send(pid, 0))) await sleep(5);
    },
    async restart() {
      server = await open();
      if (server.connectionString !== url) throw new Error(`Postgres came back elsewhere: ${server.connectionString}`);
      opened.push(server);
    },
    async freeze() {
      await signalAll('SIGSTOP');
    },
    async thaw() {
      await signalAll('SIGCONT');
    },
    async destroy() {
      // Frozen, it would not hear that it should stop; killed, there is nothing to wake.
      await signalAll('SIGCONT').catch(() => {});
      for (const one of opened) await one.stop();
    },
  };
}

async function dataDirectoryOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('SHOW data_directory')).rows[0].data_directory;
  } finally {
    await client.end();
  }
}

/** The postmaster first, so that it starts no new child while the others go. */
async function familyOf(postmaster: number): Promise<readonly number[]> {
  const parents = process.platform === 'linux' ? await parentsByProc() : await parentsByPs();
  return [postmaster, ...parents.filter(([, parent]) => parent === postmaster).map(([pid]) => pid)];
}

/** Every process and its parent. */
type Parents = readonly (readonly [pid: number, parent: number])[];

/** A container need not have `ps`. */
async function parentsByProc(): Promise<Parents> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = pids.map(async (pid) => {
    // Gone while we looked: nobody's child any more. The name in brackets may hold anything.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') ? 0');
    return [Number(pid), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2])] as const;
  });
  return Promise.all(stats);
}

async function parentsByPs(): Promise<Parents> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

/** false: there is no such process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
