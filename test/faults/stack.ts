import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../../src/commands/keys.ts';
import { loadConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { freePort } from '../support/free-port.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { startRedis } from '../support/redis-server.ts';
import { ROOT, type ServeProcess, startServe } from '../support/serve-process.ts';
import type { TestAnswer } from '../support/service.ts';

/** A whole installation of real processes that belong to one test: `serve`, a durable Postgres and a Redis, each to be killed. */
export interface FaultStack {
  readonly baseUrl: string;
  readonly postgres: OwnPostgres;
  readonly dataDir: string;
  readonly modelsDir: string;
  /** The environment that `serve` and commands run with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The running service, or the last that ran. */
  readonly service: ServeProcess;
  /** Starts the service, on the same port and stores each time; Node's own arguments first. */
  serve(nodeArgs?: readonly string[]): Promise<ServeProcess>;
  /** Calls the API, of the service or of another instance on the same stores; rejects while nobody listens. */
  call(method: string, path: string, options?: StackCall): Promise<TestAnswer>;
  /** Opens the stores in this process, beside the service. */
  withContext<T>(work: (context: Context) => Promise<T>): Promise<T>;
  /** Ends every process and removes every file, whatever state they are in. */
  destroy(): Promise<void>;
}

export interface StackCall {
  readonly as?: 'app' | 'editor';
  readonly json?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly baseUrl?: string;
}

/** `dataDir` is made for the service under a directory of the test's own unless one is given, which stays the caller's. */
export async function openFaultStack(
  options: { readonly env?: Record<string, string>; readonly dataDir?: string } = {},
): Promise<FaultStack> {
  const closers: (() => unknown)[] = [];
  const destroy = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const home = mkdtempSync(join(tmpdir(), 'marquee-faults-'));
    closers.push(() => rmSync(home, { recursive: true, force: true }));
    // Postgres runs as a user of its own when we are root, and has to reach its files here.
    chmodSync(home, 0o755);
    const postgres = await startOwnPostgres(join(home, 'postgres'));
    closers.push(() => postgres.destroy());
    mkdirSync(join(home, 'redis'));
    const redis = await startRedis(join(home, 'redis'));
    closers.push(() => redis.stop());
    writeFileSync(join(home, 'secret'), randomBytes(64));
    const [port, adminPort] = [await freePort(), await freePort()];
    const dataDir = options.dataDir ?? join(home, 'data');
    const modelsDir = join(home, 'models');
    const env = {
      PATH: process.env.PATH,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      LOG_LEVEL: 'info',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      DATA_DIR: dataDir,
      MODELS_DIR: modelsDir,
      SECRET_FILE: join(home, 'secret'),
      STATS_REFRESH_S: '1',
      // The load, the stores and the service share a machine: a page may wait for its turn without stepping down a rung.
      DEADLINE_MS: '5000',
      DRAIN_MS: '120000',
      ...options.env,
    };
    const withContext = async <T>(work: (context: Context) => Promise<T>): Promise<T> => {
      const context = await openContext(loadConfig(env), { logger: SILENT_LOGGER });
      try {
        return await work(context);
      } finally {
        await context.close();
      }
    };
    const keys = await withContext(async (context) => ({
      app: (await makeKey(context, { role: 'app', name: 'app', origin: 'app' })).key,
      editor: (await makeKey(context, { role: 'editor', name: 'editor', origin: 'app' })).key,
    }));

    let service: ServeProcess | null = null;
    closers.push(async () => {
      if (service?.isRunning) await service.kill();
    });
    const baseUrl = `http://127.0.0.1:${port}`;
    return {
      baseUrl,
      postgres,
      dataDir,
      modelsDir,
      env,
      get service() {
        if (service === null) throw new Error(`Nothing was started yet in ${ROOT}`);
        return service;
      },
      async serve(nodeArgs = []) {
        service = await startServe(env, { nodeArgs });
        return service;
      },
      async call(method, path, { as = 'app', json, raw, headers, baseUrl: at = baseUrl } = {}) {
        const response = await fetch(at + path, {
          method,
          headers: {
            authorization: `Bearer ${keys[as]}`,
            ...(json !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: raw ?? (json === undefined ? undefined : JSON.stringify(json)),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
      },
      withContext,
      destroy,
    };
  } catch (error) {
    await destroy();
    throw error;
  }
}

/** Films f0, f1, ... that everybody may see. */
export async function putFilms(stack: Pick<FaultStack, 'call'>, count: number): Promise<readonly string[]> {
  const itemIds = Array.from({ length: count }, (_, n) => `f${n}`);
  const lines = itemIds.map((itemId, n) =>
    JSON.stringify({
      itemId,
      type: 'film',
      title: `Film ${n}`,
      genres: [n % 2 ? 'Drama' : 'Comedy'],
      maturity: 'teen',
      windows: [{ region: '*' }],
    }),
  );
  const { status, body } = await stack.call('POST', '/v1/items', {
    as: 'editor',
    headers: { 'content-type': 'application/x-ndjson' },
    raw: lines.join('\n'),
  });
  if (status !== 200 || body.accepted !== count) throw new Error(`Items were not taken: ${JSON.stringify(body)}`);
  return itemIds;
}
