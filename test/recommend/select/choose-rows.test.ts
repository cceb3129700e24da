import { describe, expect, test } from '@jest/globals';
import type { RowKind } from '../../../src/domain/page.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aState } from '../../support/pages.ts';
import { type GivenSelection, numbersOf, selected } from '../../support/selection.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const items = range(1, 120).map((itemNo) => aStoredItem(itemNo, { genres: [itemNo <= 60 ? 'Drama' : 'War'] }));
const rowIds = (given: Partial<GivenSelection> & Pick<GivenSelection, 'rows'>) =>
  selected({ items, request: { items: 5, rows: 9 }, ...given }).map(({ rowId }) => rowId);

/** Three rows of ten titles each, worth .1, .3 and .2. */
const three = [
  { rowId: 'a', proposed: range(1, 10) },
  { rowId: 'b', proposed: range(11, 20) },
  { rowId: 'c', proposed: range(21, 30) },
];
const worth = (itemNo: number): number => [0.1, 0.3, 0.2][Math.floor((itemNo - 1) / 10)] ?? 0.05;

describe('the next row', () => {
  test('is the one whose first look is worth most', () => {
    expect(rowIds({ rows: three, scores: worth })).toEqual(['b', 'c', 'a']);
  });

  test('counts what is in view first more than what comes behind it, and nothing that is out of view', () => {
    const rows = [
      { rowId: 'late', order: 'proposed' as const, proposed: range(1, 10) },
      { rowId: 'early', order: 'proposed' as const, proposed: range(11, 20) },
    ];
    const best = (itemNo: number) => (scored: number) => (scored === itemNo ? 0.9 : scored === 10 ? 1 : 0.1);
    expect(rowIds({ rows, scores: best(11) })).toEqual(['early', 'late']);
    const scores = (no: number) => (no === 6 || no === 11 ? 0.9 : no === 10 ? 1 : 0.1);
    expect(rowIds({ rows, scores })).toEqual(['early', 'late']);
  });

  test('is one that goes to the top, in the order given, whatever it is worth', () => {
    const rows = [...three, { rowId: 'mine', proposed: range(41, 50), place: 'top' as const }];
    expect(rowIds({ rows, scores: worth })).toEqual(['mine', 'b', 'c', 'a']);
  });

  test('is worth as much more or less as users touch it', () => {
    const rowAffinity = { of: (rowId: string) => (rowId === 'a' ? 4 : 1) };
    expect(rowIds({ rows: three, scores: worth, rowAffinity })).toEqual(['a', 'b', 'c']);
  });

  test('is worth less the more like the page it is, by genres and by family', () => {
    const rows = [
      { rowId: 'first', proposed: range(1, 10) },
      { rowId: 'alike', proposed: range(11, 20) },
      { rowId: 'other', proposed: range(61, 70) },
    ];
    const scores = (no: number) => (no <= 10 ? 0.5 : no <= 20 ? 0.3 : 0.28);
    expect(rowIds({ rows, scores })).toEqual(['first', 'alike', 'other']);
    expect(rowIds({ rows, scores, template: { rowDiversity: 0.5 } })).toEqual(['first', 'other', 'alike']);
    const families = rows.map((row, at) => ({ ...row, proposed: range(at * 10 + 1, at * 10 + 10) }));
    const ofFamily = families.map((row) => ({ ...row, family: row.rowId === 'other' ? 'else' : 'same' }));
    const close = (no: number) => (no <= 10 ? 0.5 : no <= 20 ? 0.3 : 0.28);
    expect(rowIds({ rows: ofFamily, scores: close, template: { rowDiversity: 0.5 } })).toEqual([
      'first',
      'other',
      'alike',
    ]);
  });

  test('remembers the rows that earlier pages of the chain gave', () => {
    const shown = {
      parentId: '',
      rowIds: ['b:1', 'b:2'],
      titleNos: new Int32Array(),
      lastInRow: new Int32Array(),
      countInRow: 0,
    };
    const rows = three.map((row) => ({ ...row, rowId: `${row.rowId}:x`, family: row.rowId }));
    const scores = (no: number) => (no <= 10 ? 0.1 : no <= 20 ? 0.22 : 0.2);
    const template = { rowDiversity: 0.5 };
    expect(rowIds({ rows, scores, template })).toEqual(['b:x', 'c:x', 'a:x']);
    expect(rowIds({ rows, scores, template, request: { shown, items: 5, rows: 9 } })).toEqual(['c:x', 'b:x', 'a:x']);
  });

  test('is the next of the order given where nothing has a score, and of the order asked where rows are named', () => {
    expect(rowIds({ rows: three, scores: worth, scored: false })).toEqual(['a', 'b', 'c']);
    const request = { rowIds: ['c', 'a', 'b'], items: 5, rows: 2 };
    expect(rowIds({ rows: three, scores: worth, request })).toEqual(['c', 'a']);
    const top = three.map((row) => ({ ...row, place: row.rowId === 'b' ? ('top' as const) : ('free' as const) }));
    expect(rowIds({ rows: top, scores: worth, request })).toEqual(['c', 'a']);
  });

  test('is not one of a family that has all it may have; named ones are', () => {
    const rows = three.map((row) => ({ ...row, family: row.rowId === 'a' ? 'x' : 'y', atMost: 1 }));
    expect(rowIds({ rows, scores: worth })).toEqual(['b', 'a']);
    expect(rowIds({ rows, scores: worth, request: { rowIds: ['a', 'b', 'c'], items: 5 } })).toEqual(['a', 'b', 'c']);
  });

  test('is not one with less than its minimum left, however many slots are asked for', () => {
    const rows = [
      { rowId: 'a', proposed: range(1, 10) },
      { rowId: 'b', proposed: [1, 2, 3, 11, 12], minimum: 3 },
      { rowId: 'c', proposed: [4, 21, 22, 23], minimum: 3 },
    ];
    expect(rowIds({ rows, scored: false })).toEqual(['a', 'c']);
    expect(rowIds({ rows, scored: false, request: { items: 1 } })).toEqual(['a', 'b', 'c']);
    expect(rowIds({ rows: [rows[2]!], scored: false, request: { items: 1 } })).toEqual(['c']);
  });

  test('is not of a kind that is switched off, until it is on again', () => {
    const rows = three.map((row) => ({ ...row, kind: (row.rowId === 'b' ? 'trending' : 'genre') as RowKind }));
    const off = { name: 'row:trending', state: 'off', untilMs: null, reason: '' } as const;
    expect(rowIds({ rows, scores: worth, switches: [off] })).toEqual(['c', 'a']);
    expect(rowIds({ rows, scores: worth, switches: [{ ...off, untilMs: 1 }] })).toEqual(['b', 'c', 'a']);
  });
});

describe('filling in page order', () => {
  const rows = [
    { rowId: 'a', order: 'proposed' as const, proposed: range(1, 30) },
    { rowId: 'b', order: 'proposed' as const, proposed: range(1, 30) },
    { rowId: 'c', order: 'proposed' as const, proposed: range(1, 30) },
  ];
  const request = { items: 9, rows: 9 };

  test('what rows to come show first is left to them, as many of them as look ahead', () => {
    const with1 = numbersOf(selected({ items, rows, request, scored: false, template: { lookahead: 1 } }));
    expect(with1.a).toEqual([...range(1, 6), ...range(13, 15)]);
    expect(with1.b).toEqual([...range(7, 12), ...range(22, 24)]);
    const with2 = numbersOf(selected({ items, rows, request, scored: false, template: { lookahead: 2 } }));
    expect(with2.a).toEqual([...range(1, 6), ...range(19, 21)]);
    expect(with2.c!.slice(0, 6)).toEqual(range(13, 18));
  });

  test('few titles are spread over the rows: each family to come is promised four, and no row is short for the sake of more', () => {
    const of = (count: number) =>
      numbersOf(
        selected({
          items,
          rows: rows.map((row) => ({ ...row, family: row.rowId, proposed: range(1, count) })),
          request,
          scored: false,
          template: { lookahead: 3 },
        }),
      );
    expect(of(10)).toEqual({ a: range(1, 4), b: range(5, 8), c: [9, 10] });
    expect(of(13)).toEqual({ a: [...range(1, 4), 13], b: range(5, 8), c: range(9, 12) });
    expect(of(16)).toEqual({ a: [...range(1, 5), ...range(14, 16)], b: range(6, 9), c: range(10, 13) });
  });

  test('what is a row’s by right stands in it, wherever it stands', () => {
    const own = { rowId: 'own', order: 'proposed' as const, proposed: [1, 3, 5], firstLook: Number.POSITIVE_INFINITY };
    const asked = { items: 9, rowIds: ['a', 'own'] };
    const made = numbersOf(selected({ items, rows: [own, rows[0]!], request: asked, scored: false }));
    expect(made).toEqual({ a: [2, 4, ...range(6, 12)], own: [1, 3, 5] });
  });

  test('a row whose sources have more says so where that would count: in its first look, or when it is short', () => {
    const dry = (proposed: readonly number[], hasMore: boolean) =>
      selected({ items, rows: [{ rowId: 'a', proposed, hasMore }], request, scored: false }).dry;
    expect(dry(range(1, 9), true)).toEqual([]);
    expect(dry(range(1, 8), true)).toEqual(['a']);
    expect(dry(range(1, 8), false)).toEqual([]);
  });
});

describe('a page with pins', () => {
  const rows = three.map((row) => ({ ...row, order: 'proposed' as const }));

  test('keeps the order of its rows; one that is inserted stands behind the row planned before it', () => {
    const pins = [aPin(1, { itemId: 'i99', rowId: 'pinned', ifRowAbsent: 'insert' })];
    const inserted = { rowId: 'pinned', proposed: [], onDemand: true };
    const given = [rows[0]!, rows[1]!, inserted, rows[2]!];
    expect(rowIds({ rows: given, scores: worth, pins })).toEqual(['b', 'pinned', 'c', 'a']);
  });

  test('draws in every slot what it draws without them, a slot later behind a pin', () => {
    const template = { exploration: { share: 0.8, temperature: 1, among: 10, floor: 0.2 } };
    const byScore = [three[0]!, three[1]!];
    const request = { items: 6, rows: 9, randomSeed: 7 };
    const scores = (no: number) => worth(no) + (no % 10) / 100;
    const without = numbersOf(selected({ items, rows: byScore, scores, template, request }));
    const pins = [aPin(1, { itemId: 'i99', rowId: 'b', position: 2 })];
    const withPin = numbersOf(selected({ items, rows: byScore, scores, template, request, pins }));
    expect(withPin.b).toEqual([...without.b!.slice(0, 2), 99, ...without.b!.slice(2, 5)]);
    expect(withPin.a).toEqual(without.a);
  });
});

test('a title that was seen and left alone often is passed over as long as there are others', () => {
  const seen = aState({ type: 'complete', itemNo: 100 });
  const views = {
    length: 4,
    occurredAtMs: Float64Array.from([1, 2, 3, 4]),
    eventKey: new Uint32Array(8),
    itemNo: Int32Array.from([2, 2, 2, 3]),
  };
  const given = {
    items,
    rows: [{ rowId: 'a', proposed: [1, 2, 3] }],
    scores: { 1: 0.1, 2: 0.9, 3: 0.2 },
    state: { ...seen, views },
    request: { items: 3 },
  };
  expect(numbersOf(selected({ ...given, template: { mostIgnored: 3 } })).a).toEqual([3, 1, 2]);
  expect(numbersOf(selected({ ...given, template: { mostIgnored: 4 } })).a).toEqual([2, 3, 1]);
});
