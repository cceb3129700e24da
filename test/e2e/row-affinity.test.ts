import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Decision, impressionIdOf } from '../../src/domain/decision.ts';
import type { EventType, ViewerEvent } from '../../src/domain/event.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { AFFINITY_HALF_LIFE_DAYS, rowAffinityOf } from '../../src/features/row-affinity.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aStoredItem } from '../support/items.ts';
import { anEvent, recommendationIdAt } from '../support/log-fixtures.ts';
import { aSnapshot, aState, makePage, NOW_MS } from '../support/pages.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const GENRES = ['Drama', 'War', 'Comedy', 'Crime', 'Western'];
const items = Array.from({ length: 150 }, (_, at) => aStoredItem(at + 1, { genres: [GENRES[at % 5]!] }));
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, 200 - itemNo]));
const state = aState({ type: 'complete', itemNo: 10 }, { type: 'complete', itemNo: 21 });
const SEEN_ROWS = 4;
const PAGES_A_ROUND = 40;

/** Pages by the real pipeline, through the real log and its roll-ups, and back into the next pages. */
describe('a row that everybody sees and nobody touches', () => {
  let database: TestDatabase;
  let stores: Stores;
  let snapshot: Snapshot = aSnapshot({ items, uses, models: tinyPackage });
  let pages = 0;
  let shipped = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** Viewers look at what is in front of them, and click the first title of every third row of it, but never in one row. */
  function outcomesOf(page: Decision, shunned: string): ViewerEvent[] {
    const outcome = (type: EventType, row: number, slot: number) =>
      anEvent({
        eventId: `${type}-${page.recommendationId}-${row}-${slot}`,
        type,
        itemId: type === 'viewed' ? null : 'i1',
        userKey: page.userKey,
        occurredAtMs: page.servedAtMs + 1_000,
        impressionIds: [impressionIdOf(page.recommendationId, row, slot)],
      });
    return page.rowIds.slice(0, SEEN_ROWS).flatMap((rowId, row) => {
      const views = [0, 1, 2].map((slot) => outcome('viewed', row, slot));
      return rowId !== shunned && (pages + row) % 3 === 0 ? [...views, outcome('click', row, 0)] : views;
    });
  }

  async function round(shunned: string): Promise<void> {
    const decisions: Decision[] = [];
    const events: ViewerEvent[] = [];
    for (let at = 0; at < PAGES_A_ROUND; at++) {
      const recommendationId = recommendationIdAt(NOW_MS, ++pages);
      const { decision } = await makePage(snapshot, state, { recommendationId, origin: 'app', rows: 6, items: 8 });
      decisions.push(decision);
      events.push(...outcomesOf(decision, shunned));
    }
    await stores.log.ship({ journalId: 'j', fromPosition: shipped, toPosition: ++shipped, decisions, events });
    while ((await stores.rollUps.run()).more);
    const asked = { origins: ['app'], nowMs: NOW_MS, halfLifeDays: AFFINITY_HALF_LIFE_DAYS };
    snapshot = { ...snapshot, rowAffinity: rowAffinityOf(await stores.exposure.rows(asked)) };
  }

  test('sinks below its neighbours, and its place is taken by one that is touched', async () => {
    const { page } = await makePage(snapshot, state, { rows: 6, items: 8 });
    const before = page.rows.map(({ rowId }) => rowId);
    const shunned = page.rows[1]!;
    for (let at = 0; at < 3; at++) await round(shunned.rowId);
    const after = (await makePage(snapshot, state, { rows: 6, items: 8 })).page.rows.map(({ rowId }) => rowId);
    const place = after.indexOf(shunned.rowId) < 0 ? after.length : after.indexOf(shunned.rowId);
    expect(place).toBeGreaterThan(before.indexOf(shunned.rowId));
    expect(after.indexOf(before[2]!)).toBeLessThan(place);
    const { of } = snapshot.rowAffinity;
    expect(of(shunned.rowId, shunned.kind, 'tv')).toBeLessThan(0.9);
    expect(of(before[2]!, page.rows[2]!.kind, 'tv')).toBeGreaterThan(of(shunned.rowId, shunned.kind, 'tv'));
  });
});
