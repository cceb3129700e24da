import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPinReports } from '../../../../src/adapters/postgres/log/pin-reports.ts';
import { seededRandom } from '../../../../src/domain/clock.ts';
import { type Decision, impressionIdOf } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import type { PinSlots } from '../../../../src/domain/ports/pin-reports.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt } from '../../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const FROM_MS = Date.UTC(2026, 5, 1, 11);
const MINUTE_MS = 60_000;
const PAGES = 300;
const ITEMS = Array.from({ length: 12 }, (_, n) => `film-${n}`);
const ROWS = ['top-picks', 'trending', 'more-from:1', 'more-from:2'];
const DURATION_S = 7200;

/** Of a slot, in a row of it; the numbers of items as the log has them. */
type Slot = readonly (string | number | null)[];

describe('rows that the cost of a pin is told from', () => {
  let database: TestDatabase;
  let stores: Stores;
  let pinId: string;
  let pinNo: number;
  let otherNo: number;
  let decisions: Decision[];
  const when = { fromMs: FROM_MS, toMs: FROM_MS + PAGES * MINUTE_MS, origin: 'app' } as const;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert(ITEMS.map((itemId) => anItem(itemId, { durationS: DURATION_S })));
    const itemNos = [...(await stores.itemNumbers.resolve(ITEMS))];
    const mine = await stores.pins.create(aPinDraft('film-0'), aChange(FROM_MS));
    const other = await stores.pins.create(aPinDraft('film-1'), aChange(FROM_MS));
    [pinId, pinNo, otherNo] = [mine.pin.pinId, mine.pinNo, other.pinNo];
    decisions = [];
    const events: ViewerEvent[] = [];
    const random = seededRandom(5);
    const below = (limit: number) => Math.floor(random() * limit);
    const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;
    for (let n = 0; n < PAGES; n++) {
      const servedAtMs = FROM_MS + n * MINUTE_MS;
      const rowIds = ROWS.filter(() => random() < 0.6);
      const places = rowIds.flatMap((_, row) => Array.from({ length: below(5) }, (_, position) => ({ row, position })));
      const page = aDecision(
        places.map(() => oneOf(itemNos)),
        {
          servedAtMs,
          recommendationId: recommendationIdAt(servedAtMs),
          // From 00 to ea at their beginning, by which they are drawn.
          userKey: (6 * below(40)).toString(16).padStart(2, '0').padEnd(32, '1'),
          rowIds,
          surface: oneOf(['tv', 'tv', 'web', 'mobile']),
          region: oneOf(['SE', null]),
          route: oneOf(['home', 'home', 'row', 'search']),
          origin: oneOf(['app', 'app', 'app', 'test']),
          withheld: [],
        },
      );
      for (const [at, { row, position }] of places.entries()) {
        page.slots.rowIndex[at] = row;
        page.slots.position[at] = position;
        page.slots.explored[at] = below(4) === 0 ? 1 : 0;
        // It never stands in a trending row, and nowhere on a mobile.
        const pin = rowIds[row] === 'trending' || page.surface === 'mobile' ? otherNo : oneOf([pinNo, otherNo]);
        if (below(6) === 0) page.slots.pinNo[at] = pin;
        if (page.slots.pinNo[at] !== 0 && below(4) > 0) page.slots.displacedItemNo[at] = oneOf(itemNos);
        if (below(3) > 0) continue;
        const type = oneOf(['viewed', 'click', 'play', 'progress'] as const);
        events.push(
          anEvent({
            eventId: `${n}.${at}`,
            type,
            userKey: page.userKey,
            origin: page.origin,
            itemId: type === 'viewed' ? null : ITEMS[itemNos.indexOf(page.slots.itemNo[at]!)]!,
            occurredAtMs: servedAtMs + MINUTE_MS,
            impressionIds: [impressionIdOf(page.recommendationId, row, position)],
            portion: type === 'progress' ? (1 + below(4)) / 4 : null,
          }),
        );
      }
      decisions.push(page);
    }
    await stores.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 1, decisions, events });
    while ((await stores.rollUps.run()).more);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const nameOf = (rowId: string): string => rowId.split(':')[0]!;

  /** Row by row, of pages on which something was said to be served to apps: as the definition in the ports has it. */
  async function expectedRows(): Promise<{ user: string; slots: Slot[] }[]> {
    const { rows: outcomes } = await stores.pool.query(
      'SELECT recommendation_id, row_index, position, clicked_at, played_at, portion FROM v_impression_outcomes',
    );
    const cameOf = new Map(outcomes.map((o) => [`${o.recommendation_id}.${o.row_index}.${o.position}`, o]));
    const rewards = (page: Decision, at: number): number[] => {
      const came = cameOf.get(
        impressionIdOf(page.recommendationId, page.slots.rowIndex[at]!, page.slots.position[at]!),
      );
      return [came.clicked_at ? 1 : 0, came.played_at ? 1 : 0, ((came.portion ?? 0) * DURATION_S) / 3600];
    };
    const nothing = [0, 0, 0];
    return decisions
      .filter(({ origin, route, surface }) => origin === 'app' && route !== 'search' && surface !== 'mobile')
      .flatMap((page) => {
        const { itemNo, rowIndex, position, pinNo: by, displacedItemNo, explored } = page.slots;
        return page.rowIds.flatMap((rowId, row) => {
          const places = [...itemNo.keys()].filter((at) => rowIndex[at] === row);
          if (nameOf(rowId) === 'trending' || places.length === 0) return [];
          const slots = places.map((at) => {
            const displaced = by[at] === pinNo ? displacedItemNo[at]! : 0;
            const isBelow = (place: number) => place > at && rowIndex[place] === row && by[place] === 0;
            const went = [...itemNo.keys()].filter(
              (place) => displaced !== 0 && itemNo[place] === displaced && !isBelow(place),
            );
            const elsewhere = went.map((place) => rewards(page, place)).filter((reward) => Math.max(...reward) > 0);
            const placedBy = by[at] === 0 ? 0 : by[at] === pinNo ? 1 : 2;
            return [
              ...[page.surface, page.region, itemNo[at]!, position[at]!, placedBy, displaced, explored[at]!],
              ...rewards(page, at),
              // Of an item that stands there twice either is right.
              ...(elsewhere.length > 1 ? ['either'] : (elsewhere[0] ?? nothing)),
            ];
          });
          return [{ user: page.userKey, slots }];
        });
      });
  }

  function rowsOf(slots: PinSlots): { user: number; slots: Slot[] }[] {
    const rows: { user: number; slots: Slot[] }[] = [];
    const of = (where: 'here' | 'elsewhere', at: number) =>
      (['clicks', 'plays', 'hours'] as const).map((reward) => slots.rewards[reward][where][at]!);
    for (let at = 0; at < slots.item.length; at++) {
      if (at === 0 || slots.page[at] !== slots.page[at - 1]) rows.push({ user: slots.user[at]!, slots: [] });
      rows
        .at(-1)!
        .slots.push([
          ...[slots.surfaces[slots.surface[at]!]!, slots.regions[slots.region[at]!]!, slots.item[at]!],
          ...[slots.position[at]!, slots.placedBy[at]!, slots.displaced[at]!, slots.explored[at]!],
          ...of('here', at),
          ...of('elsewhere', at),
        ]);
    }
    return rows;
  }

  test('are those of its kinds of rows and its surfaces, slot by slot, with what came of each', async () => {
    const slots = await createPinReports({ pool: stores.pool }).readSlots(pinId, when);
    expect(slots.sampleShare).toBe(1);
    const [expected, read] = [await expectedRows(), rowsOf(slots)];
    expect(expected.length).toBeGreaterThan(100);
    expect(read.length).toBe(expected.length);
    // Pages are found in any order: a row is told by what it has.
    const keyOf = ({ slots: ofRow }: { slots: Slot[] }) => JSON.stringify(ofRow.map((slot) => slot.slice(0, 10)));
    const left = new Map<string, { user: string; slots: Slot[] }[]>();
    for (const row of expected) left.set(keyOf(row), [...(left.get(keyOf(row)) ?? []), row]);
    const isOnlyOne = new Map([...left].map(([key, alike]) => [key, alike.length === 1]));
    const usersOf = new Map<number, Set<string>>();
    for (const row of read) {
      const one = left.get(keyOf(row))?.pop();
      expect([keyOf(row), one !== undefined]).toEqual([keyOf(row), true]);
      for (const [at, slot] of one!.slots.entries()) {
        if (slot[10] !== 'either') expect(row.slots[at]!.slice(10)).toEqual(slot.slice(10));
      }
      if (isOnlyOne.get(keyOf(row))) usersOf.set(row.user, (usersOf.get(row.user) ?? new Set()).add(one!.user));
    }
    expect([...usersOf.values()].map(({ size }) => size)).toEqual([...usersOf].map(() => 1));
    expect(slots.users).toBe(new Set(expected.map(({ user }) => user)).size);
    const placed = read.flatMap(({ slots: ofRow }) => ofRow.map((slot) => slot[4]));
    expect(new Set(placed)).toEqual(new Set([0, 1, 2]));
    expect(read.some(({ slots: ofRow }) => ofRow.some((slot) => Number(slot[12]) > 0))).toBe(true);
  });

  test('of fewer pages are those of fewer users, each with all of theirs, and the pin first', async () => {
    const rowsByUser = (slots: PinSlots) => {
      const sizes = new Map<number, number>();
      for (const { user } of rowsOf(slots)) sizes.set(user, (sizes.get(user) ?? 0) + 1);
      return [...sizes.values()].sort((a, b) => a - b);
    };
    const all = await createPinReports({ pool: stores.pool }).readSlots(pinId, when);
    const some = await createPinReports({ pool: stores.pool, mostPages: 20 }).readSlots(pinId, when);
    expect(some.sampleShare).toBeLessThan(0.5);
    expect(some.users).toBeGreaterThan(0);
    expect(some.users).toBeLessThan(all.users);
    expect(some.item.length).toBeLessThan(all.item.length / 2);
    const ofPin = ({ placedBy }: PinSlots) => placedBy.filter((by) => by === 1).length;
    expect(ofPin(some)).toBeGreaterThan(0);
    expect(ofPin(some)).toBeLessThan(ofPin(all));
    expect(Math.max(...rowsByUser(some))).toBeLessThanOrEqual(Math.max(...rowsByUser(all)));
  });
});
