import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { discountsOf, lossesOf, pageValue } from '../../../src/recommend/suggest/page-value.ts';
import { bestPlaces } from '../../../src/recommend/suggest/places.ts';
import type { SeenPage, SeenRow } from '../../../src/recommend/suggest/seen-page.ts';

const VISIBLE = 4;
const score = fc.integer({ min: -500, max: 1000 }).map((thousandths) => thousandths / 1000);
const world = fc.record({
  rows: fc.array(fc.array(score, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 3 }),
  free: fc.array(score, { minLength: 1, maxLength: 5 }),
  affinities: fc.array(
    fc.integer({ min: 0, max: 20 }).map((tenths) => tenths / 10),
    { minLength: 3, maxLength: 3 },
  ),
});

/** Rows that take every title; the free ones are the last. */
function aPage(given: { rows: number[][]; free: number[]; affinities: number[] }) {
  let titles = 0;
  const rows: SeenRow[] = given.rows.map((scores, at) => ({
    rowId: `row-${at}`,
    kind: 'personal',
    genre: -1,
    titles: scores.map(() => titles++),
    scores,
    pinned: scores.map(() => false),
    pool: [],
  }));
  const scores = Float32Array.from([...given.rows.flat(), ...given.free]);
  const context = {
    template: { visibleSlots: VISIBLE, visibleRows: 3 },
    request: { surface: 'tv' },
    open: new Uint32Array(4).fill(0xffffffff),
    catalogue: {},
    snapshot: { rowAffinity: { of: (rowId: string) => given.affinities[Number(rowId.slice(4))]! } },
  };
  return { page: { context, rows } as unknown as SeenPage, scores, titles: Array.from(scores.keys()) };
}

function withTitle(page: SeenPage, rowId: string, position: number, value: number): SeenPage {
  const rows = page.rows.map((row) =>
    row.rowId === rowId ? { ...row, scores: row.scores.toSpliced(position, 0, value) } : row,
  );
  return { ...page, rows };
}

describe('what a page is worth', () => {
  test('a title of score 1 at the head of a row is 1, and each slot counts less', () => {
    const { page } = aPage({ rows: [[1]], free: [], affinities: [1, 1, 1] });
    expect(pageValue(page)).toBe(1);
    const discounts = discountsOf(VISIBLE);
    expect([...discounts]).toEqual([1, 1 / Math.log2(3), 1 / 2, 1 / Math.log2(5)]);
  });

  test('what a title gains in a slot is the difference it makes to the page', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { page, scores, titles } = aPage(given);
        const before = pageValue(page);
        for (const { title, row, position, gain } of bestPlaces(page, titles, scores)) {
          const after = pageValue(withTitle(page, row.rowId, position, scores[title]!));
          expect(gain).toBeCloseTo(after - before, 9);
        }
      }),
    );
  });

  test('places come by what they gain, and none is of a title in sight', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { page, scores, titles } = aPage(given);
        const places = bestPlaces(page, titles, scores);
        const inSight = page.rows.flatMap((row) => row.titles.slice(0, VISIBLE));
        const gains = places.map(({ gain }) => gain);
        expect(gains).toEqual(gains.toSorted((a, b) => b - a));
        expect(places.filter(({ title }) => inSight.includes(title))).toEqual([]);
        expect(places).toHaveLength(inSight.length * (titles.length - inSight.length));
      }),
    );
  });

  test('what gives way loses the difference between two slots, and the last one all it had', () => {
    const { page } = aPage({ rows: [[0.5, 0.25, 0.5, 1]], free: [], affinities: [1, 1, 1] });
    const discounts = discountsOf(VISIBLE);
    expect(lossesOf(page.rows[0]!, discounts)[3]).toBeCloseTo(discounts[3]!, 12);
    expect(lossesOf(page.rows[0]!, discounts)[2]).toBeCloseTo(
      discounts[3]! + 0.5 * (discounts[2]! - discounts[3]!),
      12,
    );
  });
});
