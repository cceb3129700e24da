import { describe, expect, test } from '@jest/globals';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, makePage, makeRow, type SnapshotGiven } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const given = (changes: Partial<SnapshotGiven> = {}): SnapshotGiven => ({
  items: Array.from({ length: 200 }, (_, at) => aStoredItem(at + 1, { genres: [['Drama', 'War'][at % 2]!] })),
  uses: Object.fromEntries(Array.from({ length: 150 }, (_, at) => [at + 1, 150 - at])),
  models: tinyPackage,
  ...changes,
});
const viewer = aState({ type: 'complete', itemNo: 10 }, { type: 'progress', itemNo: 33, value: 0.4 });

describe('a row alone', () => {
  test.each(['continue-watching', 'top-picks', 'because-you-watched:i10', 'trending', 'popular', 'genre:war'])(
    '%s is that row and nothing else',
    async (rowId) => {
      const { page, decision } = await makeRow(aSnapshot(given()), rowId, viewer);
      expect([page.rows.map((row) => row.rowId), page.rung]).toEqual([[rowId], 'R0']);
      expect(decision).toMatchObject({ route: 'row', rowIds: [rowId] });
    },
  );

  test('logs how many slots were asked for, also where they are not filled', async () => {
    const row = await makeRow(aSnapshot(given()), 'top-picks', viewer, { items: 7 });
    expect(row.decision).toMatchObject({ slotsAsked: 7 });
    const home = await makePage(aSnapshot(given()), viewer, { items: 7, rows: 3 });
    expect(home.decision).toMatchObject({ slotsAsked: 21 });
    const named = await makePage(aSnapshot(given()), viewer, { items: 7, rows: 3, rowIds: ['top-picks', 'live-now'] });
    expect(named.decision).toMatchObject({ slotsAsked: 14, rowIds: ['top-picks'] });
  });

  test('is the row that a home page of that row alone has', async () => {
    const { page } = await makeRow(aSnapshot(given()), 'top-picks', viewer, { items: 7 });
    const home = await makePage(aSnapshot(given()), viewer, { items: 7, rowIds: ['top-picks'] });
    expect(page.rows).toEqual(home.page.rows);
  });

  test.each(['continue-watching', 'because-you-watched:i11', 'genre:war'])(
    '%s is absent where there is no evidence for it',
    async (rowId) => {
      const { page } = await makeRow(
        aSnapshot({ items: [aStoredItem(11), aStoredItem(12, { genres: ['War'] })] }),
        rowId,
      );
      expect(page.rows).toEqual([]);
    },
  );

  test.each([
    'no-such-row',
    'genre:nope',
    'genre',
    'because-you-watched:i999',
    'similar',
    'trending:x',
    'my-list:',
    'popular:XX',
  ])('%s is a row that nobody can have', async (rowId) => {
    await expect(makeRow(aSnapshot(given()), rowId, viewer)).rejects.toMatchObject({ code: 'unknown-row' });
  });

  test('that stands by its pins alone can be asked for while they hold', async () => {
    const pins = [aPin(1, { itemId: 'i150', rowId: 'collection:best', ifRowAbsent: 'insert' })];
    const { page } = await makeRow(aSnapshot(given({ pins })), 'collection:best', viewer);
    expect(itemIdsOf(page)).toEqual(['i150']);
    await expect(makeRow(aSnapshot(given()), 'collection:best')).rejects.toMatchObject({ code: 'unknown-row' });
  });

  test('holds its own pins, by name or kind, and counts no others as withheld', async () => {
    const pins = [
      aPin(1, { itemId: 'i150', rowId: 'trending', position: 0 }),
      aPin(2, { itemId: 'i151', rowKind: 'trending', position: 2 }),
      aPin(3, { itemId: 'i152', rowId: 'popular' }),
    ];
    const { page, decision } = await makeRow(aSnapshot(given({ pins })), 'trending', null);
    expect([0, 2].map((slot) => page.rows[0]!.items[slot]!.itemId)).toEqual(['i150', 'i151']);
    expect(decision.withheld).toEqual([]);
  });

  test('is the same row, without the model, where the model fails it', async () => {
    const { page } = await makeRow(aSnapshot(given({ models: null })), 'top-picks', viewer);
    expect([page.rows[0]!.rowId, page.rung, page.rows[0]!.items.length]).toEqual(['top-picks', 'R4', 20]);
  });
});
