import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSinkDeps } from '../src/commands/command-context.ts';
import { openImportSink } from '../src/commands/import-sink.ts';
import { loadConfig } from '../src/config.ts';
import { type Context, openContext } from '../src/context.ts';
import { createApiKey } from '../src/domain/api-key.ts';
import { startRedis } from './redis.ts';
import { syntheticItems } from './synthetic/catalogue.ts';
import { publishModel } from './synthetic/model.ts';
import { createTastes, type Tastes } from './synthetic/tastes.ts';
import { historyOfUser } from './synthetic/viewers.ts';

/** Everything a service needs to serve full pages, made up, and gone when closed. */
export interface World {
  readonly settings: NodeJS.ProcessEnv;
  readonly redisUrl: string | null;
  readonly userIds: readonly string[];
  /** In the order of userIds. */
  readonly userKeys: readonly string[];
  /** Of role app. */
  readonly key: string;
  close(): Promise<void>;
}

const MOST_USERS = 3000;
const USERS_A_BATCH = 50;
const SEED = 7;

export async function createWorld(items: number, say: (line: string) => void): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const directory = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    // Postgres does not run as root: its own user has to get here.
    await chmod(directory, 0o755);
    const redis = await startRedis();
    if (redis === null) say('There is no redis-server on the PATH: user states are in Postgres.');
    else closers.push(redis.stop);
    const settings = {
      DATA_DIR: join(directory, 'data'),
      MODELS_DIR: join(directory, 'models'),
      PORT: '0',
      ADMIN_PORT: '0',
      ...(redis && { REDIS_URL: redis.url }),
    };
    const context = await openContext(loadConfig({ ...settings, LOG_LEVEL: 'warn' }));
    closers.push(context.close);

    say(`Making ${items} items and their viewers.`);
    const tastes = createTastes(items, SEED);
    const nowMs = context.clock.nowMs();
    await context.itemStore.upsert(syntheticItems(tastes, nowMs, SEED));
    const userIds = Array.from({ length: Math.min(MOST_USERS, items) }, (_, user) => `viewer-${user}`);
    const userKeys = userIds.map(context.userKeyOf);
    await watch(context, tastes, userKeys, nowMs);

    say('Making the model package.');
    await context.openBackend();
    await publishModel(context, SEED);
    const { keyId, key, keyHash } = createApiKey(context.randomBytes);
    await context.keyStore.create({ keyId, role: 'app', name: 'bench', origin: 'app', keyHash }, nowMs);
    return { settings, redisUrl: redis?.url ?? null, userIds, userKeys, key, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Histories take the way that events take: journal, log, user state. */
async function watch(context: Context, tastes: Tastes, userKeys: readonly string[], nowMs: number): Promise<void> {
  const sink = await openImportSink(importSinkDeps(context, await context.userStates()));
  try {
    for (let from = 0; from < userKeys.length; from += USERS_A_BATCH) {
      const batch = userKeys.slice(from, from + USERS_A_BATCH);
      await sink.accept(batch.flatMap((userKey, at) => historyOfUser(tastes, { userKey, seed: from + at }, nowMs)));
    }
    await sink.finish();
  } finally {
    await sink.close();
  }
}
