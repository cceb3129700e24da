import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Decision, impressionIdOf } from '../../../src/domain/decision.ts';
import type { EventType, ViewerEvent } from '../../../src/domain/event.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { collect, openStores, type Stores } from '../../support/postgres-stores.ts';
import { TRUNCATE_LOG } from '../../support/rolled-up.ts';

const DAY_MS = 86_400_000;
const ORIGINS = ['app', 'import'];

describe('what the roll-ups say of exposure', () => {
  let database: TestDatabase;
  let stores: Stores;
  let items: Int32Array;
  let todayMs = 0;
  let pages = 0;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([anItem('a'), anItem('b'), anItem('c')]);
    items = await stores.itemNumbers.resolve(['a', 'b', 'c']);
    const { rows } = await stores.pool.query('SELECT first_day::text FROM installation');
    todayMs = Date.parse(rows[0].first_day) + DAY_MS / 2;
  });

  beforeEach(async () => {
    await stores.owner.query(TRUNCATE_LOG);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** A home page of two rows with two items each, by default of today. */
  function aPage(differences: Partial<Decision> = {}): Decision {
    const page = aDecision([items[0]!, items[1]!, items[2]!, items[0]!], {
      servedAtMs: todayMs,
      recommendationId: recommendationIdAt(todayMs, ++pages),
      rowIds: ['trending', 'because-you-watched:318'],
      ...differences,
    });
    page.slots.rowIndex.set([0, 0, 1, 1]);
    page.slots.position.set([0, 1, 0, 1]);
    return page;
  }

  const anOutcome = (page: Decision, type: EventType, row: number, slot: number): ViewerEvent =>
    anEvent({
      eventId: `${type}-${page.recommendationId}-${row}-${slot}`,
      type,
      itemId: type === 'viewed' ? null : 'a',
      userKey: page.userKey,
      occurredAtMs: page.servedAtMs + 1_000,
      impressionIds: [impressionIdOf(page.recommendationId, row, slot)],
    });

  async function ship(decisions: readonly Decision[], events: readonly ViewerEvent[] = []) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
    while ((await stores.rollUps.run()).more);
  }

  const served = async (sinceRevision = 0, origins: readonly string[] = ORIGINS) =>
    collect(stores.exposure.served({ origins, sinceRevision }));
  const rows = async (nowMs = todayMs, halfLifeDays = 14) =>
    (await stores.exposure.rows({ origins: ORIGINS, nowMs, halfLifeDays })).toSorted(
      (a, b) => a.rowIndex - b.rowIndex || a.position - b.position,
    );
  const version = async (part: string) =>
    (await stores.pool.query('SELECT version FROM snapshot_versions WHERE part = $1', [part])).rows[0].version;

  test('impressions of items are told whole, and then where there are more of them', async () => {
    const before = await version('exposure');
    await ship([aPage(), aPage({ origin: 'import', servedAtMs: todayMs - 400 * DAY_MS }), aPage({ origin: 'test' })]);
    const first = await served();
    expect(first.map((count) => [count.itemNo, count.served])).toEqual([
      [items[0], 4],
      [items[1], 2],
      [items[2], 2],
    ]);
    expect((await served(0, ['test'])).map((count) => count.served)).toEqual([2, 1, 1]);
    expect(await version('exposure')).toBe(before + 1);
    const revision = Math.max(...first.map((count) => count.revision));
    const page = aPage();
    await ship([page]);
    expect(await served(revision)).toMatchObject([{ served: 6 }, { served: 3 }, { served: 3 }]);
    // What came of impressions changes nothing of how often there were some.
    const later = Math.max(...(await served()).map((count) => count.revision));
    await ship([], [anOutcome(page, 'click', 0, 0)]);
    expect(await served(later)).toEqual([]);
  });

  test('rows are counted by surface and place: viewed, and touched once whether clicked, played or both', async () => {
    const first = aPage();
    const second = aPage({ surface: 'mobile' });
    await ship(
      [first, second],
      [
        anOutcome(first, 'viewed', 0, 0),
        anOutcome(first, 'click', 0, 0),
        anOutcome(first, 'play', 0, 0),
        anOutcome(first, 'play', 1, 1),
        anOutcome(second, 'viewed', 1, 0),
      ],
    );
    const found = (await rows()).map(({ surface, rowId, rowIndex, position: at, ...counts }) => [
      [surface, rowId, rowIndex, at].join(' '),
      [counts.served, counts.viewed, counts.touched],
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'tv trending 0 0': [1, 1, 1],
      'tv trending 0 1': [1, 0, 0],
      'tv because-you-watched 1 0': [1, 0, 0],
      'tv because-you-watched 1 1': [1, 0, 1],
      'mobile trending 0 0': [1, 0, 0],
      'mobile trending 0 1': [1, 0, 0],
      'mobile because-you-watched 1 0': [1, 1, 0],
      'mobile because-you-watched 1 1': [1, 0, 0],
    });
  });

  test('scores are summed beside them, none below 0 or above 1; what no ranker scored or a pin took compares no rows', async () => {
    const scored = aPage();
    scored.slots.score.set([0.5, -0.25, 7, 0.125]);
    const again = aPage({ servedAtMs: todayMs - DAY_MS * 14 });
    again.slots.score.set([0.25, 0, 0, 0]);
    const byOrder = aPage({ rankerVersion: null, rung: 'R3' });
    const pinned = aPage();
    pinned.slots.pinNo.fill(1);
    const broken = aPage();
    broken.slots.score.fill(Number.NaN);
    const all = [scored, again, byOrder, pinned, broken];
    await ship(
      all,
      all.flatMap((page) => [anOutcome(page, 'viewed', 0, 0), anOutcome(page, 'click', 0, 0)]),
    );
    const found = await rows();
    expect(found.map(({ served: times, viewed, touched }) => [times, viewed, touched])).toEqual([
      [1.5, 1.5, 1.5],
      [1.5, 0, 0],
      [1.5, 0, 0],
      [1.5, 0, 0],
    ]);
    expect(found.map(({ servedScore, viewedScore }) => [servedScore, viewedScore])).toEqual([
      [0.625, 0.625],
      [0, 0],
      [1, 0],
      [0.125, 0],
    ]);
    // How often a row was shown is kept all the same.
    const { rows: shown } = await stores.pool.query('SELECT sum(served)::int4 AS served FROM row_funnel');
    expect(shown[0].served).toBe(4 * all.length);
  });

  test('a day counts half as much as one a half-life later, and none of before long', async () => {
    const at = (daysAgo: number) => aPage({ servedAtMs: todayMs - daysAgo * DAY_MS });
    await ship([at(0), at(14), at(28), at(300)]);
    const [one] = (await rows()).filter(({ rowIndex, position: slot }) => rowIndex === 0 && slot === 0);
    expect(one!.served).toBeCloseTo(1 + 0.5 + 0.25, 9);
    // A clock that is behind the log gives nothing more than its due.
    const [early] = (await rows(todayMs - 5 * DAY_MS)).filter(({ rowIndex }) => rowIndex === 0);
    expect(early!.served).toBeLessThanOrEqual(4);
  });

  test('only the beginnings of home pages compare rows: not one row alone, not what continues a page, nobody flagged', async () => {
    const runaway = userKeyFor(9);
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, 'rate', now(), 9999)`,
      [runaway],
    );
    const flagged = aPage({ userKey: runaway });
    await ship(
      [aPage({ route: 'row' }), aPage({ route: 'similar' }), aPage({ parentId: recommendationIdAt(1) }), flagged],
      [anOutcome(flagged, 'click', 0, 0)],
    );
    expect(await rows()).toEqual([]);
    expect((await served())[0]!.served).toBe(8);
  });

  test('an update of a service fills in what the roll-ups would have counted of its log', async () => {
    const page = aPage();
    const flagged = aPage({ userKey: userKeyFor(9) });
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, 'rate', now(), 9999)`,
      [userKeyFor(9)],
    );
    const others = [aPage({ route: 'row' }), aPage({ parentId: recommendationIdAt(1) }), flagged];
    await ship([page, ...others], [anOutcome(page, 'viewed', 0, 0), anOutcome(page, 'play', 0, 1)]);
    // Shipped and not rolled up yet: that is left to the roll-ups.
    await stores.log.ship({
      journalId: 'j',
      fromPosition: position,
      toPosition: ++position,
      decisions: [aPage()],
      events: [],
    });
    const counts = async () => [(await served()).map((one) => [one.itemNo, one.served]), await rows()];
    const kept = await counts();
    await stores.owner.query('TRUNCATE item_exposure, row_funnel');
    const migration = await readFile('migrations/0025_exposure.sql', 'utf8');
    const fills = migration.match(/^INSERT INTO (item_exposure|row_funnel) [^;]*;/gm)!;
    expect(fills).toHaveLength(2);
    for (const fill of fills) await stores.owner.query(fill);
    expect(await counts()).toEqual(kept);
    while ((await stores.rollUps.run()).more);
    expect((await served())[0]!.served).toBe(10);
  });

  test('made anew they are the same, and whoever follows hears of nothing', async () => {
    const page = aPage();
    await ship([page, aPage({ servedAtMs: todayMs - 2 * DAY_MS })], [anOutcome(page, 'click', 0, 0)]);
    const before = [await served(), await rows()];
    await stores.rollUps.rebuild();
    expect([await served(), await rows()]).toEqual(before);
    await stores.owner.query('DELETE FROM decisions');
    await stores.rollUps.rebuild();
    expect((await served()).map((count) => count.served)).toEqual([0, 0, 0]);
    expect(await rows()).toEqual([]);
  });
});
