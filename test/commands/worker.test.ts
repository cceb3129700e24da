import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { adopt } from '../../src/commands/adopt.ts';
import { importSinkDeps } from '../../src/commands/command-context.ts';
import { laneOfWorker } from '../../src/commands/lane-finisher.ts';
import { startWorker } from '../../src/commands/start-worker.ts';
import { loadConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { createEventIntake } from '../../src/ingest/accept-events.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { testRedisUrl } from '../support/redis.ts';
import { eventually } from '../support/service.ts';

let home: string;
let database: TestDatabase;
let context: Context;
let dataDir: string;
let events = 0;

const configWith = (env: Record<string, string> = {}) =>
  loadConfig({
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    MODELS_DIR: join(home, 'models'),
    SECRET_FILE: join(home, 'secret'),
    DATA_DIR: dataDir,
    ...env,
  });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'marquee-worker-'));
  dataDir = join(home, 'of-the-test');
  writeFileSync(join(home, 'secret'), 'a secret of at least thirty-two bytes');
  database = await createTestDatabase();
  context = await openContext(configWith());
}, 60_000);
afterAll(async () => {
  await context.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  dataDir = mkdtempSync(join(home, 'data-'));
});

/** Redis is shared with other test files: users of our own. */
const viewer = (n: number): string => userKeyFor(0xadab7 * 1000 + n);
const freshEvents = (count: number) =>
  Array.from({ length: count }, () =>
    anEvent({
      eventId: `worker-${events++}`,
      type: 'complete',
      portion: 1,
      userKey: viewer(events % 7),
      itemId: `film-${events}`,
    }),
  );

/** What a process that is gone had acknowledged and not shipped. */
async function leave(lane: string, count: number) {
  const left = freshEvents(count);
  const { journal, close } = await context.openJournal(lane);
  await createEventIntake(journal).accept(left);
  await close();
  return left.map(({ eventId }) => eventId);
}

const stored = () => context.logStore.countEvents({ origins: ['app'] });

async function watchedTitles(userKey: string): Promise<number> {
  const state = await (await context.userStates()).read(userKey);
  return state === null ? 0 : decodeUserState(state.bytes).watched.length;
}

const deps = async () => importSinkDeps(context, await context.userStates());
const segmentBytes = (directory: string): string =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.segment'))
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('');

describe('a worker', () => {
  test('ships what its journal and the lanes of workers that are gone hold, and shows on its admin port that it lives', async () => {
    const before = await stored();
    await leave(dataDir, 3);
    await leave(laneOfWorker(dataDir, 1), 4);
    await leave(laneOfWorker(dataDir, 12), 5);
    const worker = await startWorker(configWith());
    try {
      await eventually(stored, (count) => count === before + 12, 15_000);
      await eventually(
        async () => readdirSync(join(dataDir, 'workers')),
        (lanes) => lanes.length === 0,
        15_000,
      );
      await worker.settled();
      const ready = await fetch(`${worker.adminUrl}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([
        200,
        expect.objectContaining({ state: 'ready', dependencies: { postgres: 'up', redis: 'up' } }),
      ]);
      const metrics = await (await fetch(`${worker.adminUrl}/metrics`)).text();
      expect(metrics).toMatch(/^marquee_shipped_total\{record="event".*\} 12$/m);
      expect(metrics).not.toMatch(/^marquee_catalogue_items/m);
    } finally {
      await worker.stop();
    }
  }, 60_000);

  test('leaves a lane alone whose worker still ends, and ships it when that is gone', async () => {
    const before = await stored();
    const lane = laneOfWorker(dataDir, 3);
    const left = freshEvents(2);
    const orphan = await context.openJournal(lane);
    await createEventIntake(orphan.journal).accept(left);
    const worker = await startWorker(configWith());
    try {
      await worker.settled();
      expect(await stored()).toBe(before);
      await orphan.close();
      await eventually(stored, (count) => count === before + 2, 20_000);
    } finally {
      await worker.stop();
    }
  }, 60_000);

  test('is refused a DATA_DIR that another process has', async () => {
    const worker = await startWorker(configWith());
    try {
      await expect(startWorker(configWith())).rejects.toMatchObject({ code: 'already-running' });
    } finally {
      await worker.stop();
    }
  }, 60_000);
});

describe('adopting what a process left', () => {
  test('brings all its journals to Postgres and into the user states, once, and leaves no record on its disk', async () => {
    const before = await stored();
    const watchedBefore = await watchedTitles(viewer(1));
    const left = [
      ...(await leave(dataDir, 7)),
      ...(await leave(laneOfWorker(dataDir, 1), 7)),
      ...(await leave(join(dataDir, 'imports', 'abcd'), 7)),
    ];
    const adoption = await adopt(await deps(), dataDir);
    expect(adoption.shipped).toEqual([dataDir, laneOfWorker(dataDir, 1), join(dataDir, 'imports', 'abcd')]);
    expect(adoption.bytes).toBeGreaterThan(left.length * 50);
    expect(await stored()).toBe(before + left.length);
    expect(await watchedTitles(viewer(1))).toBe(watchedBefore + 3);
    expect(segmentBytes(join(dataDir, 'journal'))).toBe('');
    expect(readdirSync(join(dataDir, 'workers'))).toEqual([]);
    expect(readdirSync(join(dataDir, 'imports'))).toEqual([]);

    expect(await adopt(await deps(), dataDir)).toEqual({ shipped: [dataDir], bytes: 0 });
    expect(await stored()).toBe(before + left.length);
  });

  test('from a copy of the volume, and then from the volume itself, stores nothing twice', async () => {
    const before = await stored();
    await leave(dataDir, 9);
    const copy = join(home, `copy-${events}`);
    cpSync(join(dataDir, 'journal'), copy, { recursive: true });
    expect((await adopt(await deps(), copy)).shipped).toEqual([copy]);
    expect(await stored()).toBe(before + 9);
    await adopt(await deps(), dataDir);
    expect(await stored()).toBe(before + 9);
  });

  test('from one lane, by its directory or by that of its journal, leaves the others', async () => {
    const before = await stored();
    await leave(laneOfWorker(dataDir, 1), 2);
    await leave(laneOfWorker(dataDir, 2), 3);
    await adopt(await deps(), laneOfWorker(dataDir, 1));
    expect(await stored()).toBe(before + 2);
    await adopt(await deps(), join(laneOfWorker(dataDir, 2), 'journal'));
    expect(await stored()).toBe(before + 5);
  });

  test('is refused while a process holds it, and nothing of it is touched', async () => {
    const before = await stored();
    await leave(dataDir, 2);
    const holder = await context.openJournal(dataDir);
    await expect(adopt(await deps(), dataDir)).rejects.toMatchObject({ code: 'already-running' });
    expect(await stored()).toBe(before);
    await holder.close();
    await adopt(await deps(), dataDir);
    expect(await stored()).toBe(before + 2);
  });

  test('of another tenant or another secret is refused, and keeps what it has', async () => {
    await leave(dataDir, 2);
    const theirs = join(home, 'their-secret');
    writeFileSync(theirs, 'another secret of at least thirty-two bytes');
    for (const env of [{ SECRET_FILE: theirs }, { TENANT: 'theirs' }] as Record<string, string>[]) {
      const other = await openContext(configWith(env));
      try {
        const others = importSinkDeps(other, await other.userStates());
        await expect(adopt(others, dataDir)).rejects.toMatchObject({ code: 'data-check-failed' });
      } finally {
        await other.close();
      }
    }
    expect(segmentBytes(join(dataDir, 'journal'))).toContain(`worker-${events - 1}`);
  }, 60_000);

  test('needs a directory in which a journal is or was', async () => {
    const empty = join(home, 'nothing-here');
    await expect(adopt(await deps(), empty)).rejects.toMatchObject({ code: 'bad-argument' });
    mkdirSync(empty);
    await expect(adopt(await deps(), empty)).rejects.toMatchObject({ code: 'bad-argument' });
    expect(existsSync(join(empty, 'journal'))).toBe(false);
  });
});
