import { describe, expect, test } from '@jest/globals';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, itemIdsOf, makePage, makeRow } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { completed, didDaysAgo, films, inDays, rowIdsOf, withRows } from './support.ts';

const uses = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at + 1, 40 - at]));

describe('my-list', () => {
  const listed = didDaysAgo(
    { type: 'list-add', itemNo: 30, daysAgo: 9 },
    { type: 'list-add', itemNo: 31, daysAgo: 8 },
    { type: 'list-add', itemNo: 32, daysAgo: 7 },
    { type: 'list-add', itemNo: 33, daysAgo: 6 },
    { type: 'list-add', itemNo: 34, daysAgo: 5 },
    { type: 'list-remove', itemNo: 31, daysAgo: 4 },
    { type: 'complete', itemNo: 33, daysAgo: 3 },
    { type: 'list-remove', itemNo: 30, daysAgo: 2 },
    { type: 'list-add', itemNo: 30, daysAgo: 1 },
    { type: 'hide', itemNo: 34, daysAgo: 1 },
  );

  test('holds what was added and not watched, hidden or taken off, the newest first: added again is new', async () => {
    const { page } = await makeRow(aSnapshot({ items: films(40), uses }), 'my-list', listed);
    expect(page.rows[0]).toMatchObject({
      rowId: 'my-list',
      kind: 'my-list',
      title: 'My list',
      titleKey: 'row.my-list',
    });
    expect(itemIdsOf(page)).toEqual(['i30', 'i32']);
    expect(page.rows[0]!.items.map(({ reason, propensity }) => [reason.code, propensity])).toEqual([
      ['on-your-list', 1],
      ['on-your-list', 1],
    ]);
  });

  test('is on the home page of who has a list, and of nobody else', async () => {
    const snapshot = aSnapshot({ items: films(300), uses, models: tinyPackage });
    expect(rowIdsOf((await makePage(snapshot, listed, { rows: 20 })).page)).toContain('my-list');
    expect(rowIdsOf((await makePage(snapshot, completed(3), { rows: 20 })).page)).not.toContain('my-list');
    const emptied = didDaysAgo(
      { type: 'list-add', itemNo: 30, daysAgo: 2 },
      { type: 'list-remove', itemNo: 30, daysAgo: 1 },
    );
    expect(rowIdsOf((await makePage(snapshot, emptied, { rows: 20 })).page)).not.toContain('my-list');
  });

  test('names the series when an episode was added, and shows nothing that the audience may not see', async () => {
    const items = [
      ...films(3),
      aStoredItem(60, { type: 'series' }),
      aStoredItem(61, { type: 'episode', seriesId: 'i60', season: 1, episode: 1 }),
      aStoredItem(70, { maturity: 'adult' }),
      aStoredItem(80, { windows: [{ region: 'DE', from: null, until: null }] }),
    ];
    const state = didDaysAgo(
      { type: 'list-add', itemNo: 61, daysAgo: 3 },
      { type: 'list-add', itemNo: 70, daysAgo: 2 },
      { type: 'list-add', itemNo: 80, daysAgo: 1 },
    );
    const shownTo = async (maturity: 'kids' | 'adult', region: string | null) =>
      itemIdsOf((await makeRow(aSnapshot({ items }), 'my-list', state, { maturity, region })).page);
    expect(await shownTo('adult', 'DE')).toEqual(['i80', 'i70', 'i60']);
    expect(await shownTo('kids', 'US')).toEqual(['i60']);
  });
});

describe('watch-again', () => {
  const state = didDaysAgo(
    { type: 'complete', itemNo: 1, daysAgo: 90 },
    { type: 'complete', itemNo: 2, daysAgo: 31 },
    { type: 'complete', itemNo: 3, daysAgo: 29 },
    { type: 'complete', itemNo: 4, daysAgo: 3 },
    { type: 'rate', itemNo: 4, value: 1, daysAgo: 3 },
    { type: 'complete', itemNo: 5, daysAgo: 80 },
    { type: 'rate', itemNo: 5, value: -0.5, daysAgo: 80 },
    { type: 'rate', itemNo: 6, value: 1, daysAgo: 70 },
    { type: 'rate', itemNo: 6, value: Number.NaN, daysAgo: 2 },
    { type: 'complete', itemNo: 7, daysAgo: 60 },
    { type: 'progress', itemNo: 8, value: 0.5, daysAgo: 60 },
  );
  const items = [
    ...films(40).filter(({ itemNo }) => itemNo !== 7),
    aStoredItem(7, { windows: [{ region: '*', from: null, until: inDays(-1) }] }),
  ];

  test('holds what was rated best, then what was watched 30 days ago or more, the longest ago first', async () => {
    const { page } = await makeRow(aSnapshot({ items, uses }), 'watch-again', state);
    expect(itemIdsOf(page)).toEqual(['i4', 'i1', 'i2']);
    expect(page.rows[0]).toMatchObject({ title: 'Watch again', titleKey: 'row.watch-again' });
    expect(page.rows[0]!.items[0]!.reason.code).toBe('watched-before');
  });

  test('alone shows watched titles: no other row does', async () => {
    const snapshot = aSnapshot({ items: [...items, ...films(300).slice(40)], uses, models: tinyPackage });
    const { page } = await makePage(snapshot, state, { rows: 20 });
    expect(rowIdsOf(page)).toContain('watch-again');
    for (const row of page.rows) {
      const watched = row.items.filter(({ itemId }) => ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7'].includes(itemId));
      if (row.kind !== 'watch-again') expect(watched).toEqual([]);
    }
  });

  test('is absent while nothing was watched long ago or rated best', async () => {
    const { page } = await makeRow(aSnapshot({ items, uses }), 'watch-again', completed(1, 2, 3));
    expect(page.rows).toEqual([]);
  });
});

describe('because-you-watched', () => {
  test('one completed title is enough, and names itself', async () => {
    const snapshot = aSnapshot({ items: films(300), uses, models: tinyPackage });
    const { page } = await makePage(snapshot, completed(3), { rows: 20 });
    const rows = page.rows.filter(({ kind }) => kind === 'because-you-watched');
    expect(rows.map(({ rowId, titleParams }) => [rowId, titleParams])).toEqual([
      ['because-you-watched:i3', { title: 'Title i3' }],
    ]);
  });

  test('of several seeds as many rows stand as the template says', async () => {
    const snapshot = aSnapshot({ items: films(300), uses, models: tinyPackage });
    const given = withRows(snapshot, { row: 'because-you-watched', atMost: 2 }, { row: 'trending' });
    const { page } = await makePage(given, completed(3, 5, 7, 9), { rows: 20 });
    expect(page.rows.filter(({ kind }) => kind === 'because-you-watched')).toHaveLength(2);
  });
});
