import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MarqueeError } from '../../../domain/errors.ts';
import type { Logger } from '../../../domain/ports/logger.ts';
import { type Account, isTraversable, postgresAccount, run } from './embedded-account.ts';
import { placeBinaries } from './embedded-binaries.ts';

/** One embedded server's files and how to reach it. */
export interface Cluster {
  /** Remembered here: port, password, directory. */
  readonly statePath: string;
  /** PGDATA. */
  readonly directory: string;
  /** Holds initdb, pg_ctl and postgres. */
  readonly binaries: string;
  readonly logPath: string;
  /** null: the server runs as ourselves. */
  readonly account: Account | null;
  readonly user: string;
  readonly password: string;
  /** 0: none chosen yet. */
  readonly port: number;
}

export interface ClusterOptions {
  readonly dataDir: string;
  readonly durable: boolean;
  readonly logger: Logger;
}

/** Finds the cluster that belongs to a data directory, or makes it (initdb). The caller holds the start lock. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const statePath = join(options.dataDir, 'postgres.json');
  const known = await readState(statePath);
  const account = await postgresAccount();
  const root = known?.root ?? (await chooseRoot(options, account));
  const cluster: Cluster = {
    statePath,
    directory: join(root, 'postgres'),
    binaries: await placeBinaries(root, account),
    logPath: join(root, 'postgres.log'),
    account,
    user: 'marquee',
    password: known?.password ?? randomBytes(24).toString('hex'),
    port: known?.port ?? 0,
  };
  if (!known || !(await exists(join(cluster.directory, 'PG_VERSION')))) {
    await initialise(cluster, options.durable);
    await saveCluster(cluster);
  }
  return cluster;
}

/** Remembers port and password; only the owner may read them. Returns the cluster. */
export async function saveCluster(cluster: Cluster): Promise<Cluster> {
  const state: State = { root: dirname(cluster.directory), port: cluster.port, password: cluster.password };
  const temporary = `${cluster.statePath}.new`;
  await writeFile(temporary, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(temporary, cluster.statePath);
  return cluster;
}

interface State {
  /** Directory that holds `postgres`, its log and, if need be, the binaries. */
  readonly root: string;
  readonly port: number;
  readonly password: string;
}

async function readState(path: string): Promise<State | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const state = JSON.parse(text) as State;
    if (typeof state.root === 'string' && typeof state.port === 'number' && typeof state.password === 'string') {
      return state;
    }
  } catch {}
  throw new MarqueeError('unavailable', `${path} is damaged: restore it, or remove the data directory to begin anew.`);
}

/**
 * Under the data directory, unless the server must run as another user (we are root) who cannot get there, as when DATA_DIR
 * lies in /root: then beside the system's other servers, and postgres.json says where.
 */
async function chooseRoot(options: ClusterOptions, account: Account | null): Promise<string> {
  if (!account || (await isTraversable(options.dataDir, account))) return options.dataDir;
  const root = join('/var/lib/marquee', randomBytes(6).toString('hex'));
  await mkdir(root, { recursive: true, mode: 0o755 });
  options.logger.warn(
    { dataDir: options.dataDir, root },
    'The data directory cannot be entered by user postgres; embedded Postgres keeps its files elsewhere.',
  );
  return root;
}

async function initialise(cluster: Cluster, durable: boolean): Promise<void> {
  // Made under another name: a crash half way leaves no half cluster behind.
  const unfinished = `${cluster.directory}.new`;
  const passwordFile = `${cluster.directory}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  await writeFile(cluster.logPath, '', { mode: 0o640, flag: 'a' });
  for (const path of [unfinished, passwordFile, cluster.logPath]) {
    if (cluster.account) await chown(path, cluster.account.uid, cluster.account.gid);
  }
  try {
    const flags = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await run(
      join(cluster.binaries, 'initdb'),
      [
        `--pgdata=${unfinished}`,
        `--username=${cluster.user}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        ...flags,
        ...(durable ? [] : ['--no-sync']),
      ],
      cluster.account,
    );
    await rm(cluster.directory, { recursive: true, force: true });
    await rename(unfinished, cluster.directory);
    await chmod(cluster.directory, 0o700);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
