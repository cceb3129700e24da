import { describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { pageContext } from '../../../src/recommend/page-context.ts';
import { createRowWindow, WINDOW } from '../../../src/recommend/select/likeness.ts';
import { createPageSoFar } from '../../../src/recommend/select/page-so-far.ts';
import { createTasteMix } from '../../../src/recommend/select/taste-mix.ts';
import { aStoredItem } from '../../support/items.ts';
import { aRequest, aSnapshot, aState } from '../../support/pages.ts';
import { numbersOf, selected } from '../../support/selection.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('likeness to the last titles of a row', () => {
  const items = [
    aStoredItem(1, { genres: ['Drama', 'War'], cast: ['Ann'] }),
    aStoredItem(2, { genres: ['Drama'], cast: ['Ann', 'Bo'] }),
    aStoredItem(3, { genres: ['Comedy'] }),
    aStoredItem(4, {}),
    ...range(5, 20).map((itemNo) => aStoredItem(itemNo, { genres: ['Crime'], cast: ['Cy'] })),
  ];
  const catalogue = createCatalogue(items, 1);
  const dense = (itemNo: number) => catalogue.denseOfItemNo(itemNo);

  test('is nothing at first; then by the share of genres, and more with the same people', () => {
    const window = createRowWindow();
    window.begin(catalogue);
    expect(window.likenessOf(dense(1))).toBe(0);
    window.add(dense(1));
    expect(window.likenessOf(dense(1))).toBeCloseTo(0.7 + 0.3 / 2, 12);
    expect(window.likenessOf(dense(2))).toBeCloseTo(0.7 + 0.3 / 2, 12);
    expect([window.likenessOf(dense(3)), window.likenessOf(dense(4))]).toEqual([0, 0]);
    window.add(dense(3));
    expect(window.likenessOf(dense(1))).toBeCloseTo(0.7 / 2 + 0.3 / 2, 12);
    expect(window.likenessOf(dense(3))).toBeCloseTo(0.7 / 2, 12);
  });

  test('forgets what is out of view, and everything with the next row, of whichever catalogue', () => {
    const window = createRowWindow();
    window.begin(catalogue);
    window.add(dense(1));
    expect([window.mostOfAPerson(dense(2)), window.crowd]).toEqual([1, 1]);
    for (const itemNo of range(5, 4 + WINDOW)) window.add(dense(itemNo));
    expect([window.likenessOf(dense(1)), window.mostOfAPerson(dense(2))]).toEqual([0, 0]);
    expect(window.mostOfAPerson(dense(20))).toBe(WINDOW);
    window.begin(createCatalogue([aStoredItem(1, { genres: ['Crime'], cast: ['Cy'] })], 2));
    expect([window.likenessOf(0), window.mostOfAPerson(0), window.crowd]).toEqual([0, 0, 0]);
  });

  test('brings something else forward as soon as that is worth it', () => {
    const alike = range(1, 6).map((itemNo) => aStoredItem(itemNo, { genres: [itemNo < 4 ? 'Drama' : 'Comedy'] }));
    const scores = (itemNo: number) => (7 - itemNo) / 100;
    const row = (diversity: number) =>
      numbersOf(
        selected({ items: alike, rows: [{ rowId: 'a', proposed: range(1, 6) }], scores, template: { diversity } }),
      ).a;
    expect(row(0)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(row(20)!.slice(0, 4)).toEqual([1, 4, 2, 5]);
  });
});

describe('the mix of a page', () => {
  const items = [
    ...range(1, 40).map((itemNo) => aStoredItem(itemNo, { genres: ['Drama'] })),
    ...range(41, 80).map((itemNo) => aStoredItem(itemNo, { genres: ['War'] })),
    aStoredItem(81, { genres: ['Comedy'] }),
    aStoredItem(82, {}),
  ];
  const snapshot = aSnapshot({ items });
  const { catalogue } = snapshot;
  const dense = (itemNo: number) => catalogue.denseOfItemNo(itemNo);
  const contextOf = (...watched: readonly number[]) =>
    pageContext(aRequest(), snapshot, aState(...watched.map((itemNo) => ({ type: 'complete' as const, itemNo }))), {
      due: [],
      nextMs: Number.POSITIVE_INFINITY,
    });
  function mixOf(watched: readonly number[], taken: readonly number[]) {
    const soFar = createPageSoFar();
    const mix = createTasteMix(soFar);
    const context = contextOf(...watched);
    soFar.begin(context);
    const hasTaste = mix.begin(context);
    for (const itemNo of taken) {
      soFar.take(dense(itemNo));
      mix.add(dense(itemNo));
    }
    return { hasTaste, of: (itemNo: number) => mix.overTaste(dense(itemNo)) };
  }

  test('costs nothing before the page has one, and nothing without a taste', () => {
    const { of } = mixOf([1, 2, 3, 41], []);
    expect([of(5), of(45), of(82)]).toEqual([0, 0, 0]);
    expect(mixOf([], []).hasTaste).toBe(false);
  });

  test('costs more the more of a genre there is than the taste has; what there is too little of is wanted', () => {
    const watched = [1, 2, 3, 4, 5, 6, 41, 42, 43, 44, 45, 46];
    const some = mixOf(watched, range(10, 14));
    const many = mixOf(watched, range(10, 29));
    expect(some.of(30)).toBeGreaterThan(0);
    expect(many.of(30)).toBeGreaterThan(some.of(30));
    expect(some.of(50)).toBeLessThan(0);
    expect(many.of(50)).toBeLessThan(some.of(50));
    for (const { of } of [some, many])
      for (const itemNo of [30, 50, 81]) expect(Math.abs(of(itemNo))).toBeLessThanOrEqual(1);
  });

  test('is right where the shares are those of the taste', () => {
    const even = mixOf([1, 2, 3, 41, 42, 43], [...range(10, 19), ...range(50, 59)]);
    expect(Math.abs(even.of(30))).toBeLessThan(0.1);
    expect(Math.abs(even.of(30) - even.of(60))).toBeLessThan(0.05);
  });

  test('follows what was watched lately more than what was watched long ago', () => {
    const turned = mixOf([...range(1, 30), ...range(41, 60)], [...range(31, 40), ...range(61, 70)]);
    expect(turned.of(71)).toBeLessThan(turned.of(5));
  });

  test('does not depend on the order in which the page was filled', () => {
    const taken = [10, 50, 81, 11, 51, 12];
    expect(mixOf([1, 2, 41], taken).of(30)).toBe(mixOf([1, 2, 41], taken.toReversed()).of(30));
  });

  test('comes nearer to the taste on a page that minds it', () => {
    const state = aState(...[1, 2, 3, 41, 42, 43].map((itemNo) => ({ type: 'complete' as const, itemNo })));
    const scores = (itemNo: number) => (itemNo <= 40 ? 0.5 : 0.45) + (itemNo % 40) / 1000;
    const warOf = (calibration: number) => {
      const rows = [{ rowId: 'a', proposed: [...range(4, 24), ...range(44, 64)] }];
      const made = selected({ items, rows, scores, state, template: { calibration }, request: { items: 20 } });
      return numbersOf(made).a!.filter((itemNo) => itemNo > 40).length;
    };
    expect(warOf(0)).toBe(0);
    expect(warOf(3)).toBeGreaterThan(4);
  });
});
