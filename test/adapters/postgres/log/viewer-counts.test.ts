import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createViewerCounts } from '../../../../src/adapters/postgres/log/viewer-counts.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import { reachOf } from '../../../../src/domain/reach.ts';
import { NOBODY } from '../../../../src/domain/user-key.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const SERVED_MS = Date.UTC(2026, 5, 1, 11);
const DAY_MS = 86_400_000;
const WEEK = { fromMs: SERVED_MS - 6 * DAY_MS, toMs: SERVED_MS + DAY_MS, origins: ['app'] } as const;

describe('how many viewers there were, from the log', () => {
  let database: TestDatabase;
  let stores: Stores;
  let itemNo: number;
  let made = 0;
  const page = (differences: Partial<Decision>): Decision => {
    const servedAtMs = differences.servedAtMs ?? SERVED_MS;
    return aDecision([itemNo], { recommendationId: recommendationIdAt(servedAtMs, ++made), ...differences });
  };
  const ship = async (decisions: Decision[]) => {
    await stores.log.ship({ journalId: `j${made}`, fromPosition: 0, toPosition: 1, decisions, events: [] });
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([anItem('film-1')]);
    [itemNo] = (await stores.itemNumbers.resolve(['film-1'])) as unknown as [number];
    await ship([
      page({}),
      page({}),
      page({ surface: 'web', region: 'US', language: 'en' }),
      page({ userKey: userKeyFor(2), maturity: 'kids', region: null }),
      page({ userKey: userKeyFor(3) }),
      page({ userKey: userKeyFor(4), origin: 'simulate' }),
      page({ userKey: userKeyFor(5), servedAtMs: SERVED_MS - 8 * DAY_MS }),
      page({ userKey: userKeyFor(6), parentId: recommendationIdAt(1) }),
      page({ userKey: userKeyFor(7), route: 'search' }),
      page({ userKey: userKeyFor(8) }),
      page({ userKey: NOBODY }),
    ]);
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, 'too many', $2, 9999)`,
      [userKeyFor(8), new Date(SERVED_MS)],
    );
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test('each is counted once, with all that the viewer was seen as; nobody, and who was flagged, is no viewer', async () => {
    const counts = await createViewerCounts({ pool: stores.pool }).read(WEEK);
    const tv = { surface: 'tv', region: 'SE', maturity: 'adult', language: null };
    expect(counts).toMatchObject({ fromMs: WEEK.fromMs, toMs: WEEK.toMs, sampleShare: 1 });
    expect(counts.groups).toHaveLength(3);
    expect(counts.groups).toEqual(
      expect.arrayContaining([
        { users: 1, seenAs: [tv] },
        { users: 1, seenAs: [{ ...tv, maturity: 'kids', region: null }] },
        { users: 1, seenAs: [tv, { surface: 'web', region: 'US', maturity: 'adult', language: 'en' }] },
      ]),
    );
    expect(JSON.stringify(counts)).not.toContain(userKeyFor(1));
    expect(reachOf({ regions: ['SE'] }, counts)).toMatchObject({ users: 2, ofUsers: 3 });
  });

  test('of other origins and times when they are asked for', async () => {
    const reader = createViewerCounts({ pool: stores.pool });
    const users = async (when: Partial<Parameters<typeof reader.read>[0]>) =>
      (await reader.read({ ...WEEK, ...when })).groups.reduce((sum, group) => sum + group.users, 0);
    expect(await users({ origins: ['simulate'] })).toBe(1);
    expect(await users({ origins: ['app', 'simulate'] })).toBe(4);
    expect(await users({ fromMs: SERVED_MS - 9 * DAY_MS })).toBe(4);
    expect(await users({ fromMs: SERVED_MS + 1, toMs: SERVED_MS + 2 })).toBe(0);
  });

  test('of a great log a share of the viewers is looked at, which tells of all of them', async () => {
    const pages = Array.from({ length: 4_000 }, (_, n) =>
      page({
        userKey: hash('sha256', `viewer ${n}`).slice(0, 32),
        surface: 'mobile',
        region: n % 4 === 0 ? 'DE' : 'FR',
        servedAtMs: SERVED_MS + 1_000,
      }),
    );
    await ship(pages);
    const counts = await createViewerCounts({ pool: stores.pool, mostPages: 1_000 }).read(WEEK);
    expect(counts.sampleShare).toBeGreaterThan(0.1);
    expect(counts.sampleShare).toBeLessThan(0.4);
    const reach = reachOf({ regions: ['DE'] }, counts)!;
    // Some 1,000 of 4,000 are looked at: the draw is the same every time, and so is what it is off by.
    expect(Math.abs(reach.ofUsers - 4_000)).toBeLessThan(600);
    expect(Math.abs(reach.users - 1_000)).toBeLessThan(350);
    expect(Math.abs(reach.share - 0.25)).toBeLessThan(0.075);
  });
});
