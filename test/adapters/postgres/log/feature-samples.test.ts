import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFeatureSamples } from '../../../../src/adapters/postgres/log/feature-samples.ts';
import { createLogRetention } from '../../../../src/adapters/postgres/log/log-retention.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import { addToCheckpoint } from '../../../../src/ingest/retention.ts';
import { DAY_MS, installationMs } from '../../../ingest/replay-world.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

let database: TestDatabase;
let stores: Stores;
let firstDayMs: number;
let position = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  firstDayMs = await installationMs(stores);
});

afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

const ship = (records: Partial<Parameters<Stores['log']['ship']>[0]>) =>
  stores.log.ship({
    ...{ journalId: 'journal-1', fromPosition: position, toPosition: ++position, decisions: [], events: [] },
    ...records,
  });

const sampled = (n: number, atMs: number, changes: Partial<Decision> = {}): Decision =>
  aDecision([n], {
    servedAtMs: atMs,
    recommendationId: recommendationIdAt(atMs, n),
    userKey: userKeyFor(n),
    featureSample: Uint8Array.of(n, 0, 255),
    ...changes,
  });

const ALL = { origins: ['app'], fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY, limit: 100 };

describe('feature samples in Postgres', () => {
  test('come with their decisions, whole, the newest first, by origin, package and time', async () => {
    const nowMs = firstDayMs + 2 * DAY_MS;
    const { featureSample: _, ...plain } = sampled(4, nowMs + 4);
    await ship({
      decisions: [
        sampled(1, nowMs + 1),
        sampled(2, nowMs + 2, { rankerVersion: 'other' }),
        sampled(3, nowMs + 3, { origin: 'simulate' }),
        plain,
      ],
    });
    const samples = createFeatureSamples(stores);
    const numbers = async (filter: Partial<typeof ALL> & { modelVersion?: string } = {}) =>
      (await samples.newest({ ...ALL, ...filter })).map(({ bytes }) => bytes[0]);
    expect(await numbers()).toEqual([2, 1]);
    expect(await numbers({ origins: ['app', 'simulate'] })).toEqual([3, 2, 1]);
    expect(await numbers({ modelVersion: 'v7' })).toEqual([1]);
    expect(await numbers({ limit: 1 })).toEqual([2]);
    expect(await numbers({ fromMs: nowMs + 2 })).toEqual([2]);
    expect(await numbers({ untilMs: nowMs + 2 })).toEqual([1]);
    expect((await samples.newest(ALL)).at(-1)).toEqual({
      recommendationId: recommendationIdAt(nowMs + 1, 1),
      servedAtMs: nowMs + 1,
      userKey: userKeyFor(1),
      isMerged: false,
      bytes: Buffer.of(1, 0, 255),
    });
  });

  test('say when their user is another by now', async () => {
    const changedAtMs = firstDayMs + 2 * DAY_MS + 10;
    const merge = { kind: 'merge', userKey: userKeyFor(9), fromUserKey: userKeyFor(1), origin: 'app' } as const;
    await ship({ userChanges: [{ ...merge, changeId: 'm1', changedAtMs }] });
    const [newest] = (await createFeatureSamples(stores).newest(ALL)).filter(({ bytes }) => bytes[0] === 1);
    expect(newest).toMatchObject({ userKey: userKeyFor(9), isMerged: true });
  });

  test('the log gives the events and pages of some users alone, merged ones under their new name', async () => {
    const atMs = firstDayMs + 2 * DAY_MS;
    await ship({
      events: [1, 2, 5].map((n) => anEvent({ eventId: `e${n}`, userKey: userKeyFor(n), occurredAtMs: atMs + n })),
    });
    const read: string[] = [];
    for await (const batch of stores.log.events({ origins: ['app'], userKeys: [userKeyFor(9), userKeyFor(5)] })) {
      read.push(...batch.map(({ eventId }) => eventId));
    }
    expect(read).toEqual(['e1', 'e5']);
    const pages: string[] = [];
    for await (const batch of stores.log.decisions({ origins: ['app'], userKeys: [userKeyFor(2)] })) {
      pages.push(...batch.map(({ userKey }) => userKey));
    }
    expect(pages).toEqual([userKeyFor(2)]);
  });

  test('go with the decisions of their day', async () => {
    await ship({ decisions: [sampled(6, firstDayMs + 1), sampled(7, firstDayMs + DAY_MS)] });
    const retention = createLogRetention({ pool: stores.owner });
    const left = async () => (await createFeatureSamples(stores).newest(ALL)).map(({ bytes }) => bytes[0]);
    expect(await left()).toEqual([2, 1, 7, 6]);
    expect(await retention.dropDay(firstDayMs / DAY_MS + 1, addToCheckpoint)).toBe('dropped');
    expect(await left()).toEqual([2, 1, 7, 6]);
    expect(await retention.dropDay(firstDayMs / DAY_MS + 2, addToCheckpoint)).toBe('dropped');
    expect(await left()).toEqual([2, 1, 7]);
  });
});
