import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
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
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const children = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
    .filter(([, parent]) => parent === postmaster);
  return [postmaster, ...children.map(([pid]) => pid)];
}

/** false: there is no such process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
