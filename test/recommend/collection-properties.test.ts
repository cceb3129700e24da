import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInAudience } from '../../src/domain/audience.ts';
import type { GivenCollection } from '../../src/domain/collection.ts';
import { MATURITIES, type StoredItem } from '../../src/domain/item.ts';
import { isOn, occurrenceAt } from '../../src/domain/occurrence-at.ts';
import { aCollection, withCollections } from '../support/collections.ts';
import { createEligibilityOracle } from '../support/eligibility-oracle.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aRequest, aSnapshot, aState, itemIdsOf, makePage, makeRow, NOW_MS } from '../support/pages.ts';
import { aService, world as previewed, snapshotOf } from '../support/previews.ts';
import { tinyPackage } from '../support/tiny-package.ts';

/** What a collection shows is told by an oracle that reads the items and the collection, and no code of the page. */
const DAY_MS = 86_400_000;
const day = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();
const days = fc.integer({ min: -3, max: 3 });
const REGIONS = ['DE', 'US'];
/** Mostly none, so that rows are there; the others often enough to matter. */
const rarely = <T>(other: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight }, { arbitrary: other, weight: 1 });

const item = fc.record({
  maturity: fc.constantFrom(...MATURITIES),
  genres: fc.subarray(['Drama', 'War']),
  blocked: fc.constantFrom(false, false, false, true),
  window: fc.tuple(fc.constantFrom('*', '*', ...REGIONS), rarely(days), rarely(days)),
  seriesId: fc.constantFrom(null, null, null, 'i1'),
});
const items = fc.array(item, { minLength: 12, maxLength: 40, size: 'max' }).map((made): StoredItem[] =>
  made.map(({ window: [region, from, until], seriesId, ...changes }, at) =>
    aStoredItem(at + 1, {
      ...changes,
      // The first is the series that others belong to.
      type: at === 0 ? 'series' : seriesId === null ? 'film' : 'episode',
      seriesId: at === 0 ? null : seriesId,
      windows: [{ region, from: from === null ? null : day(from), until: until === null ? null : day(until) }],
    }),
  ),
);
const audience = fc.record(
  {
    regions: fc.subarray(REGIONS, { minLength: 1 }),
    maturities: fc.subarray([...MATURITIES], { minLength: 1 }),
    surfaces: fc.constantFrom(['tv' as const], ['web' as const]),
    newUsers: fc.boolean(),
  },
  { requiredKeys: [] },
);
const collection = fc.record({
  itemIds: fc
    .uniqueArray(fc.integer({ min: 1, max: 44 }), { minLength: 1, maxLength: 20, size: 'max' })
    .map((nos) => nos.map((no) => `i${no}`)),
  audience: fc.oneof({ arbitrary: fc.constant({}), weight: 4 }, { arbitrary: audience, weight: 1 }),
  from: rarely(days.map(day)),
  until: rarely(days.map((at) => day(at + 3))),
  repeat: rarely(
    fc.record({
      days: fc.subarray(['sun' as const, 'mon' as const, 'tue' as const], { minLength: 1 }),
      from: fc.constantFrom('00:00', '11:00', '12:00'),
      until: fc.constantFrom('12:30', '24:00', '02:00'),
    }),
  ),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  minimum: fc.constantFrom(1, 1, 1, 3),
  order: fc.constantFrom('editorial' as const, 'editorial' as const, 'ranker' as const),
});
const world = fc.record({
  items,
  collection,
  did: fc.array(
    fc.record({ type: fc.constantFrom('complete', 'hide', 'unhide'), itemNo: fc.integer({ min: 1, max: 40 }) }),
    // Four at most: who has done five is no new user.
    { maxLength: 4 },
  ),
  request: fc.record({
    region: fc.option(fc.constantFrom(...REGIONS)),
    maturity: fc.constantFrom('adult' as const, ...MATURITIES),
    nowMs: fc.tuple(days, fc.integer({ min: -1, max: 1 })).map(([at, ms]) => NOW_MS + at * DAY_MS + ms),
    isNewUser: fc.constant(true),
    exclude: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
  }),
});

describe('whatever is in a collection, whoever asks, and when', () => {
  test('its row has the items that may be shown, in the editors’ order, and stands while it is in force', async () => {
    let rows = 0;
    let slots = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ items: all, collection: given, did, request }) => {
        const { exclude, isNewUser, ...asked } = request;
        const { region, maturity, nowMs } = asked;
        const oracle = createEligibilityOracle(all);
        const known = (id: string): boolean => all.some((stored) => stored.item.itemId === id);
        const state = aState(...did);
        const excludeItemIds = exclude.map((no) => `i${no}`);
        const snapshot = withCollections(
          aSnapshot({ items: all, models: tinyPackage }),
          aCollection('c', { title: 'C', ...given } as GivenCollection),
        );
        const { page } = await makeRow(snapshot, 'collection:c', state, { ...asked, excludeItemIds, items: 50 });

        const said = (type: string) =>
          new Set(
            did
              .filter((one) => one.type === type)
              .map(({ itemNo }) => `i${itemNo}`)
              .filter(known)
              .map(oracle.titleOf),
          );
        const hidden = new Map<string, string>();
        for (const { type, itemNo } of did) {
          if (type !== 'complete' && known(`i${itemNo}`)) hidden.set(oracle.titleOf(`i${itemNo}`), type);
        }
        const excluded = new Set(excludeItemIds.filter(known).map(oracle.titleOf));
        // The series is watched when all of it is, which a title tells of itself alone: those are left to other tests.
        const watched = said('complete');
        if (given.order === 'ranker' && watched.has('i1')) return;
        const seen = new Set<string>();
        const wanted = given.itemIds.filter((id) => {
          if (!known(id) || oracle.objection(id, { region, maturity }, nowMs) !== null) return false;
          const title = oracle.titleOf(id);
          if (hidden.get(title) === 'hide' || excluded.has(title)) return false;
          if (given.order === 'ranker' && watched.has(title)) return false;
          if (seen.has(title)) return false;
          seen.add(title);
          return true;
        });
        const isInForce =
          isOn(occurrenceAt(aCollection('c', given as Partial<GivenCollection>).value)(nowMs), nowMs) &&
          isInAudience(given.audience, { ...aRequest(asked), isNewUser });
        const expected = isInForce && wanted.length >= given.minimum ? wanted : [];
        const found = itemIdsOf(page);
        if (given.order === 'editorial') expect(found).toEqual(expected);
        else expect(found.map(oracle.titleOf).sort()).toEqual(expected.map(oracle.titleOf).sort());
        if (found.length > 0) rows++;
        slots += found.length;
      }),
      { numRuns: 400 },
    );
    expect(rows).toBeGreaterThan(60);
    expect(slots).toBeGreaterThan(200);
  });

  test('a preview with it is the page that is served when it is stored, and without it the page that is', async () => {
    let stood = 0;
    const drafted = fc.record({
      world: previewed,
      collection,
      isStored: fc.boolean(),
      place: fc.constantFrom('top' as const, null),
    });
    await fc.assert(
      fc.asyncProperty(drafted, async ({ world: given, collection: one, isStored, place }) => {
        const stored = aCollection('c1', { title: 'Before', itemIds: ['i2', 'i4', 'i6'] });
        const snapshot = isStored ? withCollections(snapshotOf(given), stored) : snapshotOf(given);
        const draft = aCollection('c1', { title: 'After', ...one, place } as GivenCollection);
        const preview = await aService(snapshot, given.state).preview(given.request, { collections: [draft] });
        const still = async (made: typeof snapshot) => (await aService(made, given.state).preview(given.request)).page;
        expect(preview.page).toEqual(await still(withCollections(snapshot, draft)));
        expect(preview.without).toEqual(await still(snapshot));
        const row = preview.page.rows.find(({ rowId }) => rowId === 'collection:c1');
        if (row === undefined) return;
        stood++;
        expect(row.title).toBe(row.titleKey === 'row.pinned' ? 'Selected for you' : 'After');
        const before = preview.without.rows.findIndex(({ rowId }) => rowId === 'collection:c1');
        const after = preview.page.rows.indexOf(row);
        const told = preview.difference.rows.find(({ rowId }) => rowId === 'collection:c1');
        if (before === after) expect(told).toBeUndefined();
        else expect(told).toEqual({ rowId: 'collection:c1', before: before < 0 ? null : before, after });
      }),
      { numRuns: 150 },
    );
    expect(stood).toBeGreaterThan(5);
  });
});

test('what is blocked, or loses its licence, is out of the row on the next page', async () => {
  const all = Array.from({ length: 30 }, (_, at) => aStoredItem(at + 1));
  const made = aCollection('c', { itemIds: ['i21', 'i22', 'i23'], place: 'top' });
  const shown = async (changes: Parameters<typeof aStoredItem>[1], pins = false) => {
    const changed = all.map((one) => (one.itemNo === 22 ? aStoredItem(22, changes) : one));
    const pin = aPin(1, { itemId: 'i22', rowId: 'collection:c', position: 0 });
    const snapshot = withCollections(aSnapshot({ items: changed, pins: pins ? [pin] : [] }), made);
    return itemIdsOf((await makePage(snapshot, null, { maturity: 'kids' })).page, 'collection:c');
  };
  expect(await shown({})).toEqual(['i21', 'i22', 'i23']);
  for (const changes of [
    { blocked: true },
    { deleted: true },
    { maturity: 'teen' as const },
    { windows: [{ region: '*', from: null, until: new Date(NOW_MS).toISOString() }] },
    { endsAt: new Date(NOW_MS).toISOString() },
  ]) {
    expect(await shown(changes)).toEqual(['i21', 'i23']);
    expect(await shown(changes, true)).toEqual(['i21', 'i23']);
  }
});
