import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTemplate } from './database.ts';
import { startRedis } from './redis-server.ts';

/** What global-teardown.ts takes down again, last first. Jest runs both in one process. */
export const cleanups: (() => Promise<void>)[] = [];

/** One real Postgres and one real Redis for the whole run; workers find them by the environment. */
export default async function setUp(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'marquee-test-'));
  await chmod(directory, 0o755);
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  // Commands are started by the hundred: what they are compiled to is kept for the next.
  process.env.NODE_COMPILE_CACHE ??= join(directory, 'compile-cache');
  // Both are waited for even when one fails or we are interrupted: what is half started cannot be taken down.
  const starting = Promise.allSettled([startPostgres(directory), startOwnRedis(directory)]);
  // Jest runs no teardown when it is interrupted, and the servers would not hear of it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void starting.then(cleanUp).finally(() => process.exit(1)));
  }
  const [postgres, redis] = await starting;
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await cleanUp();
    throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
  }
  process.env.MARQUEE_TEST_DATABASE_URL = postgres.value;
  process.env.MARQUEE_TEST_REDIS_URL = redis.value;
}

export async function cleanUp(): Promise<void> {
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
}

async function startPostgres(directory: string): Promise<string> {
  let url = process.env.TEST_DATABASE_URL;
  if (!url) {
    const server = await openEmbeddedPostgres({ dataDir: directory, durable: false, logger: SILENT_LOGGER });
    cleanups.push(() => server.stop());
    url = server.connectionString;
  }
  const template = await createTemplate(url);
  cleanups.push(() => template.drop());
  process.env.MARQUEE_TEST_TEMPLATE = template.name;
  return url;
}

async function startOwnRedis(directory: string): Promise<string> {
  const server = await startRedis(directory);
  cleanups.push(() => server.stop());
  return server.url;
}
