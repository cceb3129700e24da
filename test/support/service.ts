import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../../src/commands/keys.ts';
import { type Service, startService } from '../../src/commands/service.ts';
import { loadConfig } from '../../src/config.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { ROLES, type Role } from '../../src/domain/ports/key-store.ts';
import { createTestDatabase } from './database.ts';
import { testRedisUrl } from './redis.ts';

/** A whole service as operators run it (real Postgres, Redis, HTTP), in this process, with a key of each role. */
export interface TestService extends Service {
  /** Calls the API; the answer's body as JSON. */
  call(
    method: string,
    path: string,
    options?: { as?: Role; json?: unknown; raw?: string; headers?: Record<string, string> },
  ): Promise<TestAnswer>;
  keyOf(role: Role): string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Stops this one (if it runs) and starts another on the same stores. */
  restart(): Promise<TestService>;
  /** Another replica: the same database, Redis, packages and secret, a journal of its own. */
  replica(options?: {
    databaseDirectUrl?: (real: string) => Promise<string>;
    /** Environment other than the first one's. */
    env?: Record<string, string>;
  }): Promise<TestService>;
  /** Stops it and removes everything it had. */
  destroy(): Promise<void>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface TestServiceOptions {
  /** Environment beyond the stores. */
  readonly env?: Record<string, string>;
  /** What the service is told, where it is not the server itself (a proxy, say). */
  readonly databaseUrl?: (real: string) => string | Promise<string>;
  readonly redisUrl?: string | null;
  /** What is left to chance; when left out the same for every page, so that two pages differ by what the test did alone. */
  readonly random?: () => number;
  /** Its time; the machine's when left out. */
  readonly clock?: Clock;
  /** How often it looks for changes by itself; as in production when left out. */
  readonly pollMs?: number;
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const home = mkdtempSync(join(tmpdir(), 'marquee-service-'));
  const database = await createTestDatabase();
  const databaseUrl = (await options.databaseUrl?.(database.url)) ?? database.url;
  const secretFile = join(home, 'secret');
  writeFileSync(secretFile, randomBytes(64));
  const env = {
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    ...(options.redisUrl !== null && { REDIS_URL: options.redisUrl ?? testRedisUrl() }),
    DATA_DIR: join(home, 'data'),
    MODELS_DIR: join(home, 'models'),
    SECRET_FILE: secretFile,
    STATS_REFRESH_S: '1',
    // Replicas, clients and the test share this process: a page may wait for its turn without stepping down a rung.
    DEADLINE_MS: '5000',
    ...options.env,
  };
  const keys = new Map<Role, string>();
  const destroyAll = async () => {
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  };

  async function start(given: Record<string, string>, remove: () => Promise<void>): Promise<TestService> {
    const config = loadConfig(given);
    const service = await startService(config, {
      origins: ['app', 'import'],
      overrides: {
        random: options.random ?? (() => 0.5),
        ...(options.clock && { clock: options.clock }),
        ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
      },
    });
    for (const role of ROLES) {
      if (!keys.has(role)) keys.set(role, (await makeKey(service.context, { role, name: role, origin: 'app' })).key);
    }
    return {
      ...service,
      keyOf: (role) => keys.get(role)!,
      dataDir: config.dataDir,
      databaseUrl: database.url,
      async call(method, path, { as = 'app', json, raw, headers } = {}) {
        const response = await fetch(service.baseUrl + path, {
          method,
          headers: {
            authorization: `Bearer ${keys.get(as)}`,
            ...(json !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: raw ?? (json === undefined ? undefined : JSON.stringify(json)),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
      },
      async restart() {
        await service.stop();
        return start(given, remove);
      },
      async replica({ databaseDirectUrl, env: differences } = {}) {
        const dataDir = mkdtempSync(join(home, 'replica-'));
        const direct = await databaseDirectUrl?.(database.url);
        const own = { DATA_DIR: dataDir, ...(direct && { DATABASE_DIRECT_URL: direct }), ...differences };
        return start({ ...given, ...own }, async () => {});
      },
      async destroy() {
        await service.stop();
        await remove();
      },
    };
  }
  return start(env, destroyAll);
}

/**
 * How many times as long as promised a test waits before it fails: a machine that does much else at once breaks no promise of ours.
 * TEST_PATIENCE=1 on a quiet one holds the service to its word.
 */
const PATIENCE = Number(process.env.TEST_PATIENCE ?? 5);

/** Asks again until the answer is as wanted; fails with the last answer after `withinMs` times the patience. For what is promised "within". */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  withinMs: number,
): Promise<T> {
  const deadlineMs = performance.now() + withinMs * PATIENCE;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (performance.now() > deadlineMs) {
      throw new Error(`Not within ${withinMs} ms; the last answer: ${String(JSON.stringify(answer)).slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
