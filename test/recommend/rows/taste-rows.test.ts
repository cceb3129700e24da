import { describe, expect, test } from '@jest/globals';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, itemIdsOf, makePage, makeRow } from '../../support/pages.ts';
import { completed, didDaysAgo, films, rowIdsOf, withRows } from './support.ts';

const uses = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [at + 1, 60 - at]));

describe('more-from a person', () => {
  const items = [
    ...films(20),
    ...[21, 22, 23, 24, 25].map((itemNo) => aStoredItem(itemNo, { directors: ['Agnès Varda'] })),
    ...[26, 27].map((itemNo) => aStoredItem(itemNo, { cast: ['Agnès Varda', 'Bo'] })),
    ...[31, 32, 33].map((itemNo) => aStoredItem(itemNo, { cast: ['Rare Guest'] })),
  ];
  const snapshot = aSnapshot({ items, uses });

  test('stands where two liked titles have the person, and names who it is', async () => {
    const { page } = await makeRow(snapshot, 'more-from:agnes-varda', completed(21, 26));
    expect(page.rows[0]).toMatchObject({
      kind: 'more-from',
      title: 'More from Agnès Varda',
      titleKey: 'row.more-from-person',
      titleParams: { person: 'Agnès Varda' },
      seed: null,
    });
    expect(itemIdsOf(page).sort()).toEqual(['i22', 'i23', 'i24', 'i25', 'i27']);
    expect(page.rows[0]!.items[0]!.reason.code).toBe('more-from');
    const offered = await makePage(withRows(snapshot, { row: 'more-from', atMost: 2 }), completed(21, 26));
    expect(rowIdsOf(offered.page)).toEqual(['more-from:agnes-varda']);
  });

  test.each([
    ['one liked title is no pattern', completed(21)],
    [
      'two that were not liked are none either',
      didDaysAgo(
        { type: 'complete', itemNo: 21, daysAgo: 2 },
        { type: 'rate', itemNo: 21, value: -1, daysAgo: 2 },
        { type: 'complete', itemNo: 22, daysAgo: 1 },
        { type: 'rate', itemNo: 22, value: -1, daysAgo: 1 },
      ),
    ],
    ['what is left of the person is too little', completed(21, 22, 23, 24, 25)],
    ['a user without a history', null],
  ])('is absent: %s', async (_why, state) => {
    expect((await makeRow(snapshot, 'more-from:agnes-varda', state)).page.rows).toEqual([]);
  });

  test('of nobody, or of a film, is a row that nobody can have', async () => {
    for (const rowId of ['more-from:no-body', 'more-from', 'more-from:i1']) {
      await expect(makeRow(snapshot, rowId, completed(21, 26))).rejects.toMatchObject({ code: 'unknown-row' });
    }
  });

  test('of two people with one slug only the first has a row: no name stands over the titles of another', async () => {
    const both = [
      ...[41, 42, 43, 44, 45].map((itemNo) => aStoredItem(itemNo, { cast: ['Ana Lee'] })),
      ...[51, 52, 53, 54, 55].map((itemNo) => aStoredItem(itemNo, { cast: ['Aña Lee'] })),
    ];
    const { page } = await makeRow(aSnapshot({ items: both }), 'more-from:ana-lee', completed(51, 52));
    expect(page.rows).toEqual([]);
    const { page: first } = await makeRow(aSnapshot({ items: both }), 'more-from:ana-lee', completed(41, 42));
    expect(itemIdsOf(first).sort()).toEqual(['i43', 'i44', 'i45']);
  });
});

describe('more-from a series', () => {
  const episode = (itemNo: number, number: number) =>
    aStoredItem(itemNo, { type: 'episode', seriesId: 'i10', season: 1, episode: number });
  const items = [
    ...films(9),
    aStoredItem(10, { type: 'series', title: 'The House', cast: ['Ann', 'Bo'] }),
    episode(11, 1),
    episode(12, 2),
    aStoredItem(20, { cast: ['Bo'] }),
    aStoredItem(21, { cast: ['Ann', 'Bo'] }),
    aStoredItem(22, { directors: ['Ann'] }),
    aStoredItem(23, { cast: ['Cy'] }),
  ];
  const snapshot = aSnapshot({ items, uses });

  test('stands when the last episode was watched: titles of its people, and nothing of itself', async () => {
    const { page } = await makeRow(snapshot, 'more-from:i10', completed(12, 11));
    expect(page.rows[0]).toMatchObject({
      title: 'More from the people of The House',
      titleKey: 'row.more-from-series',
      titleParams: { title: 'The House' },
      seed: { itemId: 'i10', title: 'The House' },
    });
    expect(itemIdsOf(page).sort()).toEqual(['i20', 'i21', 'i22']);
  });

  test('holds a clip or special of the series that the user has not seen, one of them', async () => {
    const extras = [
      aStoredItem(30, { type: 'clip', seriesId: 'i10' }),
      aStoredItem(31, { type: 'clip', seriesId: 'i10' }),
      aStoredItem(32, { type: 'episode', seriesId: 'i10', season: 0, episode: 1 }),
    ];
    const made = aSnapshot({ items: [...items, ...extras], uses });
    const shownAfter = async (...itemNos: number[]) =>
      itemIdsOf((await makeRow(made, 'more-from:i10', completed(12, 11, ...itemNos))).page).sort();
    expect(await shownAfter()).toEqual(['i20', 'i21', 'i22', 'i30']);
    expect(await shownAfter(30)).toEqual(['i20', 'i21', 'i22', 'i31']);
    expect(await shownAfter(30, 31)).toEqual(['i20', 'i21', 'i22', 'i32']);
    expect(await shownAfter(30, 31, 32)).toEqual(['i20', 'i21', 'i22']);
    const hidden = didDaysAgo(
      { type: 'complete', itemNo: 12, daysAgo: 3 },
      { type: 'complete', itemNo: 11, daysAgo: 3 },
      { type: 'hide', itemNo: 10, daysAgo: 1 },
    );
    expect((await makeRow(made, 'more-from:i10', hidden)).page.rows).toEqual([]);
  });

  test('is absent while episodes are left', async () => {
    expect((await makeRow(snapshot, 'more-from:i10', completed(11))).page.rows).toEqual([]);
  });
});

describe('genre rows', () => {
  const of = (genres: readonly string[], from: number, count: number) =>
    Array.from({ length: count }, (_, at) => aStoredItem(from + at, { genres: [...genres] }));
  const items = [
    ...of(['Crime'], 1, 10),
    ...of(['Drama'], 21, 10),
    ...of(['Crime', 'Drama'], 41, 12),
    ...of(['Crime', 'War'], 61, 6),
    ...of(['Comédie Française'], 81, 6),
  ];
  const snapshot = aSnapshot({ items, uses });

  test('of two genres that the user liked together: titles of both, named by both', async () => {
    const { page } = await makePage(withRows(snapshot, { row: 'genre', atMost: 4 }), completed(41, 42), { items: 4 });
    const row = page.rows.find(({ rowId }) => rowId === 'genre:crime.drama')!;
    expect(row).toMatchObject({
      kind: 'genre',
      title: 'Crime & Drama',
      titleKey: 'row.sub-genre',
      titleParams: { genre: 'Crime', subGenre: 'Drama' },
    });
    for (const { itemId, reason } of row.items) {
      expect(Number(itemId.slice(1))).toBeGreaterThan(42);
      expect(Number(itemId.slice(1))).toBeLessThan(53);
      expect(reason.code).toBe('genre');
    }
  });

  test('of two genres is not offered for one liked title, nor where there are few of both', async () => {
    const offered = async (...itemNos: number[]) =>
      rowIdsOf((await makePage(withRows(snapshot, { row: 'genre', atMost: 9 }), completed(...itemNos))).page);
    expect(await offered(41, 1)).not.toContain('genre:crime.drama');
    expect(await offered(61, 62)).not.toContain('genre:crime.war');
  });

  test('of two genres has one name: the other order, and a genre twice, are rows that nobody can have', async () => {
    expect(itemIdsOf((await makeRow(snapshot, 'genre:crime.drama', null)).page)).toHaveLength(12);
    for (const rowId of [
      'genre:drama.crime',
      'genre:crime.crime',
      'genre:crime.',
      'genre:.crime',
      'genre:crime.drama.war',
    ]) {
      await expect(makeRow(snapshot, rowId)).rejects.toMatchObject({ code: 'unknown-row' });
    }
  });

  test('have names that a URL can hold, whatever the genre is called', async () => {
    const { page } = await makeRow(snapshot, 'genre:comedie-francaise');
    expect([page.rows[0]!.title, itemIdsOf(page).length]).toEqual(['Comédie Française', 6]);
  });
});
