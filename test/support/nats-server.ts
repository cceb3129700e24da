import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';

/** One real NATS server with JetStream. */
export interface NatsServer {
  readonly name: string;
  readonly url: string;
  /** SIGKILL; resolves when it is gone. What it stored stays. */
  kill(): Promise<void>;
  /** Again, with what it stored. */
  start(): Promise<void>;
}

export interface NatsServers {
  /** All of them, as NATS_URL takes them. */
  readonly url: string;
  readonly servers: readonly NatsServer[];
  /** Ends them and removes what they stored. */
  stop(): Promise<void>;
}

/**
 * Starts one NATS server, or a cluster of some, on free ports: the program from the PATH, else installed as root on Debian. One
 * server may also be the one that TEST_NATS_URL names. Only test files that need it call this, so that no other test waits for it.
 */
export async function startNats({
  size = 1,
  authorization = null,
}: {
  size?: number;
  /** As the servers' configuration has it: `user: a, password: b`, or `token: c`. */
  authorization?: string | null;
} = {}): Promise<NatsServers> {
  const program = await findProgram('nats-server');
  const given = process.env.TEST_NATS_URL;
  if (program === null) {
    if (given && size === 1 && authorization === null) return { url: given, servers: [], stop: async () => {} };
    throw new Error(
      `These tests need NATS: install nats-server (Debian: apt-get install nats-server)${size === 1 ? ' or set TEST_NATS_URL' : ''}.`,
    );
  }
  const directory = await mkdtemp(join(tmpdir(), 'marquee-nats-'));
  const ports = await Promise.all(Array.from({ length: 2 * size }, freePort));
  const servers = Array.from({ length: size }, (_, index) =>
    natsServer(program, directory, index, ports, authorization),
  );
  await Promise.all(servers.map((server) => server.start()));
  return {
    url: servers.map((server) => server.url).join(','),
    servers,
    async stop() {
      await Promise.all(servers.map((server) => server.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function natsServer(
  program: string,
  directory: string,
  index: number,
  ports: readonly number[],
  authorization: string | null,
): NatsServer {
  const size = ports.length / 2;
  const port = ports[index]!;
  const name = `n${index + 1}`;
  const routes = ports.slice(size).map((routePort) => `"nats://127.0.0.1:${routePort}"`);
  const config = [
    `server_name: ${name}`,
    `listen: "127.0.0.1:${port}"`,
    `jetstream { store_dir: "${join(directory, name)}", max_memory_store: 67108864, max_file_store: 4294967296 }`,
    ...(authorization === null ? [] : [`authorization { ${authorization} }`]),
    ...(size === 1 ? [] : [`cluster { name: test, listen: "127.0.0.1:${ports[size + index]}", routes: [${routes}] }`]),
  ].join('\n');
  let child: ChildProcess | null = null;
  let gone: Promise<void> = Promise.resolve();

  return {
    name,
    url: `nats://127.0.0.1:${port}`,
    async start() {
      const configPath = join(directory, `${name}.conf`);
      await writeFile(configPath, config);
      const started = spawn(program, ['-c', configPath, '-l', join(directory, `${name}.log`)], { stdio: 'ignore' });
      child = started;
      let failure: Error | null = null;
      gone = new Promise((resolve) => {
        started.once('error', (error) => {
          failure = error;
          resolve();
        });
        started.once('exit', (code) => {
          failure ??= new Error(`nats-server ended with code ${code}.`);
          resolve();
        });
      });
      while (!(await answers(port))) {
        if (failure) throw failure;
        await sleep(20);
      }
    },
    async kill() {
      child?.kill('SIGKILL');
      await gone;
    },
  };
}

/** A server says INFO to whoever connects. */
async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', (greeting) => {
      socket.destroy();
      resolve(greeting.toString().startsWith('INFO'));
    });
  });
}
