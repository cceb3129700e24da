import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ComparedRow, comparePackages } from '../../../src/learning/compare/compare-packages.ts';

const row = (rowId: string, ...items: readonly (string | [string, number])[]): ComparedRow => ({
  rowId,
  items: items.map((item) =>
    typeof item === 'string' ? { itemId: item, score: 0 } : { itemId: item[0], score: item[1] },
  ),
});

describe('two packages', () => {
  test('are compared by what their top lists share, however the rest of the page looks', () => {
    const a = [row('top-picks', 'i1', 'i2', 'i3', 'i4', 'i5'), row('popular', 'i9')];
    const b = [row('popular', 'i9'), row('top-picks', 'i2', 'i1', 'i7', 'i3', 'i8')];
    expect(comparePackages([{ a, b }], 5).overlap).toMatchObject({ count: 1, mean: 0.6 });
    expect(comparePackages([{ a, b }], 2).overlap).toMatchObject({ count: 1, mean: 1 });
    expect(comparePackages([{ a, b }], 3).overlap!.mean).toBeCloseTo(2 / 3, 12);
  });

  test('a shorter list shares less, and no list at all counts nothing', () => {
    const long = [row('top-picks', 'i1', 'i2', 'i3', 'i4')];
    const short = [row('top-picks', 'i1')];
    expect(comparePackages([{ a: long, b: short }], 10).overlap!.mean).toBe(0.25);
    expect(comparePackages([{ a: short, b: long }], 10).overlap!.mean).toBe(0.25);
    expect(comparePackages([{ a: [], b: [row('popular', 'i1')] }], 10)).toMatchObject({
      overlap: null,
      scoreShift: null,
    });
  });

  test('scores shift by what B gives more than A, over the items that both lists hold', () => {
    const a = [row('top-picks', ['i1', 0.5], ['i2', 0.4], ['i3', 0.3], ['i4', 0.1])];
    const b = [row('top-picks', ['i2', 0.5], ['i1', 0.4], ['i9', 0.9], ['i3', 0.6])];
    const { scoreShift } = comparePackages([{ a, b }], 4);
    // i2 +.1, i1 -.1, i3 +.3
    expect(scoreShift!.count).toBe(3);
    expect(scoreShift!.mean).toBeCloseTo(0.1, 12);
    expect(scoreShift!.p50).toBeCloseTo(0.1, 12);
    expect(scoreShift!.p25).toBeCloseTo(0, 12);
    expect(scoreShift!.p95).toBeCloseTo(0.28, 12);
  });

  test('rows count as changed for another item or another order, and where one page lacks them as the other page s', () => {
    const a = [row('top-picks', 'i1', 'i2'), row('new', 'i3'), row('popular', 'i5'), row('genre:x', 'i6')];
    const b = [
      row('top-picks', 'i2', 'i1'),
      row('new', 'i4'),
      row('popular', 'i5'),
      row('because-you-watched:i1', 'i7'),
    ];
    expect(comparePackages([{ a, b }], 10)).toMatchObject({
      rows: { inBoth: 3, changed: 2, onlyInA: 1, onlyInB: 1 },
      samePages: 0,
    });
  });

  test('a page with the same rows in another order is not the same page', () => {
    const [one, other] = [row('new', 'i1'), row('popular', 'i2')];
    const swapped = comparePackages([{ a: [one, other], b: [other, one] }], 10);
    expect(swapped).toMatchObject({ rows: { inBoth: 2, changed: 0 }, samePages: 0 });
    expect(comparePackages([{ a: [one, other], b: [one, other] }], 10).samePages).toBe(1);
  });

  const aPage = fc
    .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 })
    .map((items) => [row('top-picks', ...items.map((n): [string, number] => [`i${n}`, n / 7]))]);

  test('that are one are the same in everything; changing sides turns the shift round and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: aPage, b: aPage }), { minLength: 1, maxLength: 6 }), (pairs) => {
        const same = comparePackages(
          pairs.map(({ a }) => ({ a, b: a })),
          10,
        );
        expect(same).toMatchObject({
          overlap: { mean: 1, p5: 1 },
          scoreShift: { mean: 0, p95: 0 },
          samePages: pairs.length,
        });
        const there = comparePackages(pairs, 10);
        const back = comparePackages(
          pairs.map(({ a, b }) => ({ a: b, b: a })),
          10,
        );
        expect(back.overlap).toEqual(there.overlap);
        expect(back.rows.changed).toBe(there.rows.changed);
        if (there.scoreShift) expect(back.scoreShift!.mean).toBeCloseTo(-there.scoreShift.mean, 12);
      }),
    );
  });
});
