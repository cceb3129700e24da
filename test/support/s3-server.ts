import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Settings } from '../../src/domain/ports/export-target.ts';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';

/** A real S3-compatible store: OpenStack Swift with its S3 API, which checks the signature of every request and of every body. */
export interface S3Server {
  /** Of a key that may do everything. */
  readonly settings: S3Settings;
  /** The same as commands take it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of a key that is known and may do nothing. */
  readonly stranger: Credentials;
  readonly client: S3Client;
  /** A new one; its name. */
  createBucket(): Promise<string>;
  /** Every object under a prefix, by what follows it. */
  objects(bucket: string, prefix: string): Promise<ReadonlyMap<string, Buffer>>;
  /** The keys of uploads in parts that have neither ended nor been aborted. */
  uploads(bucket: string): Promise<readonly string[]>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
}

/** To install and start it on a slow machine: for `beforeAll`. */
export const S3_START_MS = 300_000;

const REGION = 'eu-north-1';
const PACKAGES = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'];

/**
 * Starts one on free ports: the programs from the PATH, else installed as root on Debian. Only test files that need it call this. With
 * `anyStore` it is the one that TEST_S3_URL names, if any: http://key:secret@host:port?region=name, of a key that may make buckets.
 */
export async function startS3({ anyStore = false }: { anyStore?: boolean } = {}): Promise<S3Server> {
  const given = process.env.TEST_S3_URL;
  if (anyStore && given) {
    const { origin, username, password, searchParams } = new URL(given);
    const credentials = { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) };
    return { ...doorsOf(origin, credentials, searchParams.get('region') ?? 'us-east-1'), stop: async () => {} };
  }
  if ((await findProgram('swift-proxy-server', PACKAGES)) === null) {
    throw new Error(
      `These tests need OpenStack Swift: install ${PACKAGES.join(', ')} (Debian: apt-get install)${anyStore ? ', or set TEST_S3_URL' : ''}.`,
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchAll();
    } catch (error) {
      // Another worker of the tests may be installing it at this moment: what was found is not all of it yet. A port may have been taken, too.
      if (attempt === MOST_ATTEMPTS) throw error;
      await sleep(WAIT_MS);
    }
  }
}

const MOST_ATTEMPTS = 6;
const WAIT_MS = 5_000;

async function launchAll(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'marquee-s3-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(kill));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const ports = Object.fromEntries(await Promise.all(SERVERS.map(async (name) => [name, await freePort()])));
    await configure(directory, ports);
    for (const name of SERVERS) children.push(launch(directory, name));
    await Promise.all(
      SERVERS.map((name, at) => untilListening(ports[name], children[at]!, join(directory, `${name}.log`))),
    );
    return { ...doorsOf(`http://127.0.0.1:${ports.proxy}`, WRITER, REGION), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const STORES = ['account', 'container', 'object'] as const;
const SERVERS = [...STORES, 'proxy'] as const;

const WRITER: Credentials = { accessKeyId: 'lake:writer', secretAccessKey: 'secret-of-the-writer' };

type Credentials = NonNullable<S3Settings['credentials']>;

function doorsOf(endpoint: string, credentials: Credentials, region: string): Omit<S3Server, 'stop'> {
  const settings: S3Settings = { endpoint, region, credentials, forcePathStyle: true, checksums: null };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  return {
    settings,
    environment: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stranger: { accessKeyId: 'lake:stranger', secretAccessKey: 'secret-of-the-stranger' },
    client,
    async createBucket() {
      const Bucket = `marquee-test-${randomUUID()}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    async objects(Bucket, Prefix) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      const all = Contents.map(async ({ Key }): Promise<[string, Buffer]> => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return [Key!.slice(Prefix.length), Buffer.from(await Body!.transformToByteArray())];
      });
      return new Map(await Promise.all(all));
    },
    async uploads(Bucket) {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      return Uploads.map(({ Key }) => Key!);
    },
  };
}

/** One device, one copy, users in the configuration. */
async function configure(directory: string, ports: Readonly<Record<string, number>>): Promise<void> {
  await mkdir(join(directory, 'devices', 'd1'), { recursive: true });
  await writeFile(
    join(directory, 'swift.conf'),
    '[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n',
  );
  const common = (name: string): string[] => [
    '[DEFAULT]',
    `swift_dir = ${directory}`,
    `user = ${userInfo().username}`,
    'bind_ip = 127.0.0.1',
    `bind_port = ${ports[name]}`,
    'workers = 0',
    // On a busy machine one process waits for another as long as that takes: else listings lag behind, and stores are passed over.
    ...['conn_timeout', 'node_timeout', 'container_update_timeout', 'client_timeout'].map(
      (timeout) => `${timeout} = 120`,
    ),
    'error_suppression_limit = 1000000',
    // Else its log goes to the machine's.
    'log_address = /nowhere',
  ];
  await Promise.all(
    STORES.map(async (name) => {
      const lines = [
        ...common(name),
        `devices = ${join(directory, 'devices')}`,
        'mount_check = false',
        'fallocate_reserve = 0',
        '[pipeline:main]',
        `pipeline = ${name}-server`,
        `[app:${name}-server]`,
        `use = egg:swift#${name}`,
      ];
      await writeFile(join(directory, `${name}.conf`), `${lines.join('\n')}\n`);
      const ring = (...args: string[]) =>
        promisify(execFile)('swift-ring-builder', [join(directory, `${name}.builder`), ...args]);
      await ring('create', '0', '1', '1');
      await ring('add', `r1z1-127.0.0.1:${ports[name]}/d1`, '1');
      await ring('rebalance');
    }),
  );
  const filters = [
    'catch_errors',
    'gatekeeper',
    'memcache',
    'listing_formats',
    'bulk',
    's3api',
    'tempauth',
    'slo',
    'versioned_writes',
  ];
  const options: Readonly<Record<string, readonly string[]>> = {
    // Asked for, and nobody answers: it remembers nothing.
    memcache: ['memcache_servers = 127.0.0.1:1'],
    s3api: [`location = ${REGION}`],
    tempauth: ['user_lake_writer = secret-of-the-writer .admin', 'user_lake_stranger = secret-of-the-stranger'],
  };
  const lines = [
    ...common('proxy'),
    '[pipeline:main]',
    `pipeline = ${filters.join(' ')} proxy-server`,
    ...filters.flatMap((name) => [`[filter:${name}]`, `use = egg:swift#${name}`, ...(options[name] ?? [])]),
    '[app:proxy-server]',
    'use = egg:swift#proxy',
    'account_autocreate = true',
  ];
  await writeFile(join(directory, 'proxy.conf'), `${lines.join('\n')}\n`);
}

function launch(directory: string, name: string): ChildProcess {
  const script = `exec swift-${name}-server ${join(directory, `${name}.conf`)} > ${join(directory, `${name}.log`)} 2>&1`;
  return spawn('sh', ['-c', script], { stdio: 'ignore' });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function untilListening(port: number, child: ChildProcess, log: string): Promise<void> {
  while (!(await isListening(port))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Swift did not start: ${await readFile(log, 'utf8')}`);
    await sleep(20);
  }
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
