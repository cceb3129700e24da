import { describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../../src/domain/item.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { rankedLists } from '../../../src/features/ranked-lists.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, itemIdsOf, makePage, makeRow } from '../../support/pages.ts';
import { completed, films, inDays, rowIdsOf } from './support.ts';

const uses = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at + 1, 40 - at]));

describe('leaving-soon', () => {
  const leaves = (itemNo: number, until: string, changes: Partial<StoredItem['item']> = {}): StoredItem =>
    aStoredItem(itemNo, { windows: [{ region: '*', from: null, until }], ...changes });
  const items = [
    ...films(5),
    leaves(11, inDays(20)),
    leaves(12, inDays(3)),
    leaves(13, inDays(31)),
    leaves(14, inDays(4), { maturity: 'adult' }),
    aStoredItem(15, { windows: [{ region: 'DE', from: null, until: inDays(5) }] }),
    aStoredItem(16, {
      windows: [
        { region: '*', from: null, until: inDays(6) },
        { region: '*', from: inDays(6), until: null },
      ],
    }),
    aStoredItem(17, {
      windows: [
        { region: '*', from: null, until: inDays(7) },
        { region: 'DE', from: inDays(2), until: null },
      ],
    }),
    leaves(18, inDays(8), { type: 'live', startsAt: inDays(-1), endsAt: inDays(8) }),
    aStoredItem(19, {
      windows: [
        { region: '*', from: inDays(9), until: inDays(10) },
        { region: '*', from: null, until: inDays(9) },
      ],
    }),
    leaves(20, inDays(-1)),
  ];
  const shownTo = async (region: string | null, maturity: 'kids' | 'adult', state = completed(1)) =>
    itemIdsOf((await makeRow(aSnapshot({ items, uses }), 'leaving-soon', state, { region, maturity })).page);

  test('holds what goes within 30 days and does not come back at once, the soonest first', async () => {
    expect(await shownTo(null, 'adult')).toEqual(['i12', 'i14', 'i17', 'i19', 'i11']);
  });

  test('respects region and maturity: what stays elsewhere leaves here, and is named to nobody who may not see it', async () => {
    expect(await shownTo('DE', 'kids')).toEqual(['i12', 'i15', 'i19', 'i11']);
    expect(await shownTo('US', 'kids')).toEqual(['i12', 'i17', 'i19', 'i11']);
  });

  test('of what the user has seen it says nothing', async () => {
    expect(await shownTo('US', 'kids', completed(12, 19))).toEqual(['i17', 'i11']);
  });

  test('is absent where nothing leaves, and says why it is there where something does', async () => {
    const { page } = await makeRow(aSnapshot({ items: films(30), uses }), 'leaving-soon');
    expect(page.rows).toEqual([]);
    const { page: leaving } = await makeRow(aSnapshot({ items, uses }), 'leaving-soon');
    expect(leaving.rows[0]).toMatchObject({ title: 'Leaving soon', titleParams: { days: '30' } });
    expect(leaving.rows[0]!.items[0]!.reason.code).toBe('leaving-soon');
  });

  test('a catalogue change is seen by the next page', async () => {
    const { page } = await makeRow(aSnapshot({ items: [...items, leaves(12, inDays(40))], uses }), 'leaving-soon');
    expect(itemIdsOf(page)).not.toContain('i12');
  });

  test('of many that leave those used most stand, still the soonest first', async () => {
    const many = Array.from({ length: 300 }, (_, at) => leaves(at + 1, inDays((at + 1) / 20)));
    const used = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [5 * at + 5, 9]));
    const { page } = await makeRow(aSnapshot({ items: many, uses: used }), 'leaving-soon', null, { items: 50 });
    const shown = itemIdsOf(page).map((itemId) => Number(itemId.slice(1)));
    // The 50 that are used and go first: every fifth.
    expect(shown).toEqual(Array.from({ length: 50 }, (_, at) => 5 * (at + 1)));
  });
});

describe('popular', () => {
  function playedIn(region: string, plays: readonly number[]): Snapshot {
    const snapshot = aSnapshot({ items: films(40), uses });
    const counted = new Float32Array(snapshot.catalogue.size);
    for (const [at, count] of plays.entries()) counted[snapshot.catalogue.denseOfItemNo(at + 20)] = count;
    const total = plays.reduce((sum, count) => sum + count, 0);
    const stats = { ...snapshot.stats, regions: new Map([[region, { plays: counted, total }]]) };
    return { ...snapshot, stats, lists: rankedLists(snapshot.catalogue, stats) };
  }

  test('in a region: what is played most there, by its name, for who is there', async () => {
    const { page } = await makeRow(playedIn('DE', [30, 50, 10, 20]), 'popular:DE', null, { region: 'DE' });
    expect(page.rows[0]).toMatchObject({
      kind: 'popular',
      title: 'Popular in DE',
      titleKey: 'row.popular-here',
      titleParams: { region: 'DE' },
    });
    expect(itemIdsOf(page)).toEqual(['i21', 'i20', 'i23', 'i22']);
    expect(page.rows[0]!.items[0]!.reason.code).toBe('popular-here');
  });

  test.each([
    ['somebody elsewhere', [30, 50, 10, 20], 'US'],
    ['somebody nowhere', [30, 50, 10, 20], null],
    ['too few plays', [30, 50, 10, 9], 'DE'],
    ['too few titles', [60, 50, 10], 'DE'],
  ])('in a region: absent for %s', async (_what, plays, region) => {
    const { page } = await makeRow(playedIn('DE', plays), 'popular:DE', null, { region });
    expect(page.rows).toEqual([]);
  });

  test('in a region where nobody ever played anything is a row that nobody can have', async () => {
    await expect(makeRow(playedIn('DE', [100]), 'popular:FR', null, { region: 'FR' })).rejects.toMatchObject({
      code: 'unknown-row',
    });
  });

  test('everywhere is absent where nothing was ever used', async () => {
    expect((await makeRow(aSnapshot({ items: films(40) }), 'popular')).page.rows).toEqual([]);
  });

  test('stands beside the one of the region on the home page', async () => {
    const { page } = await makePage(playedIn('DE', [30, 50, 10, 20]), null, { region: 'DE', rows: 20, items: 4 });
    expect(rowIdsOf(page)).toEqual(expect.arrayContaining(['popular', 'popular:DE']));
  });
});

describe('collection', () => {
  const fallback = { popular: { kids: [], teen: [], adult: [] }, editors: ['i9', 'i3', 'i7'] };

  test("the editors' list is a row in their order", async () => {
    const { page } = await makeRow(aSnapshot({ items: films(40), uses, fallback }), 'collection:editors-list', null);
    expect(itemIdsOf(page)).toEqual(['i9', 'i3', 'i7']);
    expect(page.rows[0]).toMatchObject({ kind: 'collection', title: 'Our selection' });
    expect(page.rows[0]!.items[0]!.reason.code).toBe('collection');
  });

  test.each(['collection:editors-list', 'collection:best', 'collection'])(
    '%s: nobody can have what nobody made',
    async (id) => {
      await expect(makeRow(aSnapshot({ items: films(40), uses }), id)).rejects.toMatchObject({ code: 'unknown-row' });
    },
  );
});
