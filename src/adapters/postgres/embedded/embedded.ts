import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { MarqueeError } from '../../../domain/errors.ts';
import type { Logger } from '../../../domain/ports/logger.ts';
import { type Cluster, openCluster, saveCluster } from './embedded-cluster.ts';
import { acquireLock, tryLock } from './embedded-lock.ts';
import { freePort, livePostmaster, startServer, stopServer } from './embedded-server.ts';

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** false: a server was running already (another process's, or left behind by one that was killed) and was joined. */
  readonly startedHere: boolean;
  /** Takes leave. Whoever leaves last stops the server. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** false: lose everything with the machine, be faster. For tests. */
  readonly durable?: boolean;
}

/**
 * A real Postgres server under dataDir, listening on 127.0.0.1 alone. Made at first, started if it is not running, shared by
 * all processes that open it; it outlives a process that is killed and is joined by the next.
 *
 * Two operating-system locks in dataDir (both freed by the death of their holder): `postgres.lock` is held alone while someone
 * starts or stops the server; `postgres.users` is shared by all who use it. Throws MarqueeError 'unavailable' with the reason.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const durable = options.durable ?? true;
  await mkdir(dataDir, { recursive: true });
  const startLockPath = join(dataDir, 'postgres.lock');
  const usersLockPath = join(dataDir, 'postgres.users');

  const starting = await acquireLock(startLockPath, 'exclusive', LOCK_TIMEOUT_MS);
  try {
    const cluster = await openCluster({ dataDir, durable, logger: options.logger });
    const startedHere = !(await joinRunning(cluster));
    const running = startedHere ? await start(cluster, durable, options.logger) : cluster;
    const using = await acquireLock(usersLockPath, 'shared', LOCK_TIMEOUT_MS);
    let stopped = false;
    return {
      connectionString: connectionStringOf(running, DATABASE),
      startedHere,
      async stop() {
        if (stopped) return;
        stopped = true;
        const stopping = await acquireLock(startLockPath, 'exclusive', LOCK_TIMEOUT_MS);
        try {
          using.release();
          const last = tryLock(usersLockPath, 'exclusive');
          if (!last) return;
          await stopServer(running);
          last.release();
        } finally {
          stopping.release();
        }
      },
    };
  } finally {
    starting.release();
  }
}

const DATABASE = 'marquee';
const LOCK_TIMEOUT_MS = 60_000;
/** A server that was killed replays its log before it answers. */
const JOIN_ATTEMPTS = 150;
const JOIN_PAUSE_MS = 200;

/** true when the cluster's own server runs and answers (after waiting while it recovers); false when there is none. */
async function joinRunning(cluster: Cluster): Promise<boolean> {
  for (let attempt = 0; attempt < JOIN_ATTEMPTS; attempt++) {
    if (!(await livePostmaster(cluster))) return false;
    if ((await answer(cluster, DATABASE)) === 'yes') return true;
    await sleep(JOIN_PAUSE_MS);
  }
  throw new MarqueeError(
    'unavailable',
    `A Postgres server runs in ${cluster.directory} but does not answer on port ${cluster.port}. Stop it and start again.`,
  );
}

async function start(cluster: Cluster, durable: boolean, logger: Logger): Promise<Cluster> {
  let running = cluster;
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0 || running.port === 0) running = await saveCluster({ ...running, port: await freePort() });
    try {
      await startServer(running, durable);
      break;
    } catch (error) {
      // The remembered port may have been taken by a stranger since; another one is tried before giving up.
      if (attempt === 2) throw error;
      logger.warn({ err: error, port: running.port }, 'Embedded Postgres did not start; trying another port.');
    }
  }
  await ensureDatabase(running);
  logger.info({ port: running.port, directory: running.directory }, 'Embedded Postgres is running.');
  return running;
}

async function ensureDatabase(cluster: Cluster): Promise<void> {
  // Asked and not tried out: a server that is slow to answer has it none the less.
  const client = new Client({ connectionString: connectionStringOf(cluster, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function answer(cluster: Cluster, database: string): Promise<'yes' | 'no'> {
  const client = new Client({
    connectionString: connectionStringOf(cluster, database),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  // A server that goes away between two words must not take this process with it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'yes';
  } catch {
    return 'no';
  } finally {
    await client.end().catch(() => {});
  }
}

const connectionStringOf = (cluster: Cluster, database: string): string =>
  `postgresql://${cluster.user}:${cluster.password}@127.0.0.1:${cluster.port}/${database}`;
