import { expect, test } from '@jest/globals';
import type { Preview } from '../../../clients/typescript/src/index.ts';
import { pageMarks, rowChangeText, slotKey, titlesOf } from '../../../src/console/preview/page-marks.ts';

type Rows = Readonly<Record<string, readonly string[]>>;

/** A preview of pages with such rows; what differs as the service tells it. */
function aPreview(before: Rows, after: Rows): Preview {
  const page = (rows: Rows) => ({
    rows: Object.entries(rows).map(([rowId, items]) => ({
      rowId,
      title: `Row ${rowId}`,
      items: items.map((itemId, position) => ({ itemId, position, item: { title: `The ${itemId}` } })),
    })),
  });
  const rowIds = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const diff = rowIds.flatMap((rowId) => {
    const length = Math.max(before[rowId]?.length ?? 0, after[rowId]?.length ?? 0);
    return Array.from({ length }, (_, position) => ({
      rowId,
      position,
      before: before[rowId]?.[position] ?? null,
      after: after[rowId]?.[position] ?? null,
    })).filter((slot) => slot.before !== slot.after);
  });
  const placeOf = (rows: Rows, rowId: string) => (rowId in rows ? Object.keys(rows).indexOf(rowId) : null);
  const rowDiff = rowIds
    .map((rowId) => ({ rowId, before: placeOf(before, rowId), after: placeOf(after, rowId) }))
    .filter((row) => row.before !== row.after);
  return { page: page(after), without: page(before), diff, rowDiff } as unknown as Preview;
}

test('a pin in a row: its item came, the last one left, those behind it moved along', () => {
  const marks = pageMarks(aPreview({ top: ['a', 'b', 'c'] }, { top: ['a', 'x', 'b'] }));
  expect(marks.with.get(slotKey('top', 0))).toBeUndefined();
  expect(marks.with.get(slotKey('top', 1))).toEqual({ kind: 'came', other: null });
  expect(marks.with.get(slotKey('top', 2))).toEqual({ kind: 'moved', other: 1 });
  expect(marks.without.get(slotKey('top', 1))).toEqual({ kind: 'moved', other: 2 });
  expect(marks.without.get(slotKey('top', 2))).toEqual({ kind: 'left', other: null });
  expect(marks.changes).toEqual([
    {
      rowId: 'top',
      title: 'Row top',
      row: null,
      came: [{ itemId: 'x', position: 1 }],
      left: [{ itemId: 'c', position: 2 }],
      moved: 1,
    },
  ]);
});

test('rows that come, go and move are told as such, those that are gone last', () => {
  const { changes } = pageMarks(aPreview({ a: ['1'], b: ['2'] }, { n: ['3'], a: ['1'] }));
  expect(changes.map((change) => `${change.rowId}: ${rowChangeText(change)}`)).toEqual([
    'n: new on the page',
    'a: moved from place 1 to 2',
    'b: gone from the page',
  ]);
  expect(changes[2]!.left).toEqual([{ itemId: '2', position: 0 }]);
  expect(rowChangeText({ row: null })).toBe('');
});

test('pages that are the same have no marks; titles are of both pages', () => {
  const same = aPreview({ a: ['1'] }, { a: ['1'] });
  expect(pageMarks(same)).toEqual({ with: new Map(), without: new Map(), changes: [] });
  expect([...titlesOf(aPreview({ a: ['1'] }, { a: ['2'] }))]).toEqual([
    ['2', 'The 2'],
    ['1', 'The 1'],
  ]);
});
