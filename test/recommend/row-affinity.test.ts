import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { aStoredItem } from '../support/items.ts';
import { aSnapshot, aState, makePage } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const GENRES = ['Drama', 'War', 'Comedy', 'Crime', 'Western'];
const items = Array.from({ length: 150 }, (_, at) => aStoredItem(at + 1, { genres: [GENRES[at % 5]!] }));
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, 200 - itemNo]));
const snapshot = aSnapshot({ items, uses, models: tinyPackage });
const state = aState({ type: 'complete', itemNo: 10 }, { type: 'complete', itemNo: 21 });
const rowsOf = ({ rows }: Page) => rows.map(({ rowId }) => rowId);
const pageWhere = async (affinities: Readonly<Record<string, number>>) =>
  (await makePage({ ...snapshot, rowAffinity: { of: (rowId) => affinities[rowId] ?? 1 } }, state, { rows: 6 })).page;

describe('the affinity of rows', () => {
  test('moves a row that is never touched below those that were its neighbours, and one that is loved to the top', async () => {
    const before = rowsOf(await pageWhere({}));
    expect(before).toHaveLength(6);
    const [, second, third] = before as [string, string, string];
    const sunk = rowsOf(await pageWhere({ [second]: 0.3 }));
    expect(sunk.indexOf(third)).toBeLessThan(sunk.indexOf(second) < 0 ? 6 : sunk.indexOf(second));
    const loved = rowsOf(await pageWhere({ [before[5]!]: 3 }));
    expect(loved[0]).toBe(before[5]);
  });

  test('of 1 for all rows is none', async () => {
    const alike = await makePage({ ...snapshot, rowAffinity: { of: () => 1 } }, state);
    const untouched = await makePage(snapshot, state);
    expect(alike.page.rows).toEqual(untouched.page.rows);
  });

  test('does not move what a user came for from the top', async () => {
    const begun = aState({ type: 'complete', itemNo: 10 }, { type: 'progress', itemNo: 30, value: 0.4 });
    const shunned = { ...snapshot, rowAffinity: { of: () => 0.3 } };
    expect(rowsOf((await makePage(shunned, begun)).page)[0]).toBe('continue-watching');
  });
});
