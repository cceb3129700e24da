import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/clock.ts';
import { ROW_KINDS, type RowKind } from '../../src/domain/page.ts';
import { SURFACES, type Surface } from '../../src/domain/pin.ts';
import type { RowCount } from '../../src/domain/row-counts.ts';
import { rowAffinityOf } from '../../src/features/row-affinity.ts';

/** How much people touch rows, whatever their place and the titles in them. */
const APPEAL: Readonly<Record<string, number>> = {
  'top-picks': 1,
  trending: 1,
  new: 1,
  popular: 1,
  'genre:drama': 1,
  'genre:war': 0.5,
  'genre:comedy': 2,
  'because-you-watched': 1,
};
const KIND_OF = (rowId: string): RowKind => (rowId === 'top-picks' ? 'personal' : (rowId.split(':')[0] as RowKind));

interface Given {
  readonly pages: number;
  readonly appeal?: Readonly<Record<string, number>>;
  /** How good the titles of rows are on the average page, 1 where nothing is said: touches follow it, and the ranker's scores know. */
  readonly quality?: Readonly<Record<string, number>>;
  readonly sendsViews?: boolean;
  /** Rows in the same order on each page; else in one drawn anew. */
  readonly fixed?: boolean;
  /** The row at the top of each. */
  readonly first?: string;
  /** Touches after which nobody wants more of a page, though they saw it. */
  readonly enough?: number;
  readonly surface?: Surface;
  readonly seed?: number;
}

const EMPTY = { served: 0, viewed: 0, touched: 0, servedScore: 0, viewedScore: 0 };
/** Scores are of another scale than touches: they foretell plays. */
const SCORE_OF_GOOD = 0.1;

/** Home pages of people who go down and along by chance, and touch what they see: the less the further along it stands. */
function aLog(given: Given): RowCount[] {
  const {
    pages,
    appeal = APPEAL,
    quality = {},
    sendsViews = true,
    fixed = false,
    first,
    enough = 1_000,
    surface = 'tv',
    seed = 1,
  } = given;
  const random = seededRandom(seed);
  const counts = new Map<string, { -readonly [Name in keyof RowCount]: RowCount[Name] }>();
  const rowIds = Object.keys(appeal);
  for (let page = 0; page < pages; page++) {
    const drawn = fixed ? rowIds : rowIds.toSorted(() => random() - 0.5);
    const order = first === undefined ? drawn : [first, ...drawn.filter((rowId) => rowId !== first)];
    let isLooking = true;
    let wanted = enough;
    for (const [rowIndex, rowId] of order.entries()) {
      let isAlong = isLooking;
      for (let position = 0; position < 6; position++) {
        const key = `${rowId} ${rowIndex} ${position}`;
        const count = counts.get(key) ?? { ...EMPTY, surface, rowId, rowIndex, position };
        counts.set(key, count);
        // Titles differ from page to page, and in a row the best come first.
        const good = (quality[rowId] ?? 1) * 0.8 ** position * (0.5 + random());
        count.served++;
        count.servedScore += SCORE_OF_GOOD * good;
        if (isAlong) {
          if (sendsViews) count.viewed++;
          if (sendsViews) count.viewedScore += SCORE_OF_GOOD * good;
          if (wanted > 0 && random() < 0.2 * good * appeal[rowId]!) {
            count.touched++;
            wanted--;
          }
        }
        isAlong &&= random() < 0.9;
      }
      isLooking &&= random() < 0.8;
    }
  }
  return [...counts.values()];
}

const affinities = (counts: readonly RowCount[], surface: Surface = 'tv') => {
  const affinity = rowAffinityOf(counts);
  return (rowId: string) => affinity.of(rowId, KIND_OF(rowId), surface);
};

describe('the affinity of a row', () => {
  test.each([
    ['where views are sent', true],
    ['where none are', false],
  ])('comes to how much more it is touched than others in its places: %s', (_where, sendsViews) => {
    const of = affinities(aLog({ pages: 10_000, sendsViews }));
    // Of others with a mean appeal of 8.0 / 7, 7.5 / 7, 6.5 / 7.
    expect(of('genre:war')).toBeCloseTo(0.5 / (8 / 7), 1);
    expect(of('trending')).toBeCloseTo(1 / (7.5 / 7), 1);
    expect(of('genre:comedy')).toBeCloseTo(2 / (6.5 / 7), 0);
    expect(of('genre:war') / of('genre:drama')).toBeCloseTo(0.5, 1);
  });

  describe.each([
    ['where views are sent', true],
    ['where none are', false],
  ])('beside scores: %s', (_where, sendsViews) => {
    // From a quarter of what others have to three times as much.
    const quality = { 'genre:war': 0.25, 'genre:comedy': 2, 'genre:drama': 0.5, trending: 3, 'top-picks': 1.5 };
    const alike = Object.fromEntries(Object.keys(APPEAL).map((rowId) => [rowId, 1]));
    const unscored = (counts: readonly RowCount[]) =>
      counts.map((count) => ({ ...count, servedScore: 0, viewedScore: 0 }));

    test('is 1 for rows that are touched as much as their titles are better, and would not be without the scores', () => {
      const log = aLog({ pages: 10_000, appeal: alike, quality, sendsViews });
      const of = affinities(log);
      for (const rowId of Object.keys(APPEAL)) expect(Math.abs(of(rowId) - 1)).toBeLessThan(0.1);
      const blind = affinities(unscored(log));
      expect(blind('trending')).toBeGreaterThan(2);
      expect(blind('genre:war')).toBeLessThan(0.4);
    });

    test.each([
      ['genre:comedy', 0.5],
      ['genre:war', 0.5],
      ['trending', 0.5],
      ['genre:drama', 2],
    ])('is what the row does beyond them: %s, %d times', (rowId, truth) => {
      const of = affinities(aLog({ pages: 10_000, appeal: { ...alike, [rowId]: truth }, quality, sendsViews }));
      expect(Math.abs(of(rowId) / truth - 1)).toBeLessThan(0.12);
    });

    test('lets a row sink that is never touched, however high its titles are scored', () => {
      const of = affinities(aLog({ pages: 4_000, appeal: { ...alike, trending: 0 }, quality, sendsViews }));
      expect(of('trending')).toBe(0.3);
    });
  });

  test('takes scores of watched titles for what rows are chosen by', () => {
    const appeal = { ...APPEAL, 'watch-again': 0.25 };
    // Touched a quarter as often, and worth a quarter of what their scores say: as the others then, whose mean appeal is 8.5 / 8.
    expect(affinities(aLog({ pages: 6_000, appeal }))('watch-again')).toBeCloseTo(1 / (8.5 / 8), 1);
  });

  test('compares rows with those that stood as far down, where people have had enough, as far as there are any', () => {
    // Others stand below top-picks, always, and whoever found something there takes no more.
    const quality = { 'top-picks': 2 };
    const alike = Object.fromEntries(Object.keys(APPEAL).map((rowId) => [rowId, rowId === 'genre:war' ? 0.5 : 1]));
    const counts = aLog({ pages: 20_000, appeal: alike, quality, enough: 1, first: 'top-picks' });
    const of = affinities(counts);
    for (const rowId of ['trending', 'new', 'popular', 'genre:drama', 'because-you-watched']) {
      expect(of(rowId)).toBeGreaterThan(0.85);
      expect(of(rowId)).toBeLessThan(1.2);
      expect(Math.abs(of('genre:war') / of(rowId) - 0.5)).toBeLessThan(0.15);
    }
  });

  test('does not ask what users make of what they had begun', () => {
    const log = aLog({ pages: 2_000 });
    const begun = log.map((count) => ({ ...count, rowId: 'continue-watching', touched: count.served }));
    const affinity = rowAffinityOf([...log, ...begun]);
    for (const rowId of Object.keys(APPEAL))
      expect(affinity.of(rowId, KIND_OF(rowId), 'tv')).toBe(affinities(log)(rowId));
    expect(affinity.of('continue-watching', 'continue-watching', 'tv')).toBe(1);
  });

  test('does not mind where rows stand: rows as good as each other stay alike, though those below are seen by few', () => {
    const alike = Object.fromEntries(Object.keys(APPEAL).map((rowId) => [rowId, 1]));
    const of = affinities(aLog({ pages: 6_000, appeal: alike, fixed: true }));
    for (const rowId of Object.keys(alike)) {
      expect(of(rowId)).toBeGreaterThan(0.85);
      expect(of(rowId)).toBeLessThan(1.15);
    }
    // Without views a row that always stands in one place cannot be told from the place: nothing is made of it.
    const without = affinities(aLog({ pages: 6_000, appeal: APPEAL, fixed: true, sendsViews: false }));
    for (const rowId of Object.keys(APPEAL)) expect(without(rowId)).toBe(1);
  });

  test('of few data is near 1, and of none exactly 1', () => {
    const of = affinities(aLog({ pages: 20 }));
    for (const rowId of Object.keys(APPEAL)) expect(Math.abs(of(rowId) - 1)).toBeLessThan(0.3);
    for (const counts of [[], aLog({ pages: 50, appeal: { popular: 1 } })]) {
      const { of: unknown } = rowAffinityOf(counts);
      for (const kind of ROW_KINDS) for (const surface of SURFACES) expect(unknown(kind, kind, surface)).toBe(1);
    }
  });

  test('of a row that is never touched sinks the further the more it is seen, to a floor above nothing', () => {
    const appeal = { ...APPEAL, 'genre:war': 0 };
    const found = [20, 100, 500, 4_000].map((pages) => affinities(aLog({ pages, appeal }))('genre:war'));
    for (let at = 1; at < found.length; at++) expect(found[at]!).toBeLessThanOrEqual(found[at - 1]!);
    expect(found[0]!).toBeGreaterThan(0.6);
    expect(found.at(-1)!).toBe(0.3);
    const loved = affinities(aLog({ pages: 4_000, appeal: { ...APPEAL, 'genre:comedy': 5 } }));
    expect(loved('genre:comedy')).toBe(3);
  });

  test('of a row nobody knows is that of its kind; of one grown from a title that of all such rows', () => {
    const appeal = { ...APPEAL, 'genre:drama': 0.5, 'genre:comedy': 0.5, 'because-you-watched': 2 };
    const of = affinities(aLog({ pages: 6_000, appeal }));
    expect(of('genre:sports')).toBeCloseTo(of('genre:war'), 1);
    expect(of('because-you-watched:318')).toBe(of('because-you-watched'));
    expect(of('because-you-watched:318')).toBeGreaterThan(1.5);
  });

  test('is learned by surface, and elsewhere starts from what other surfaces say', () => {
    const onTv = aLog({ pages: 6_000, appeal: { ...APPEAL, 'genre:war': 0.5 } });
    const onMobile = aLog({ pages: 6_000, appeal: { ...APPEAL, 'genre:war': 2 }, surface: 'mobile', seed: 2 });
    const affinity = rowAffinityOf([...onTv, ...onMobile]);
    expect(affinity.of('genre:war', 'genre', 'tv')).toBeLessThan(0.6);
    expect(affinity.of('genre:war', 'genre', 'mobile')).toBeGreaterThan(1.4);
    const { of } = rowAffinityOf(onTv);
    expect(of('genre:war', 'genre', 'web')).toBeLessThan(0.7);
  });

  test('is a number between its bounds, whatever was counted', () => {
    const few = fc.integer({ min: 0, max: 5_000 });
    const count: fc.Arbitrary<RowCount> = fc.record({
      surface: fc.constantFrom(...SURFACES),
      rowId: fc.constantFrom(...Object.keys(APPEAL), 'no-such-row', 'similar'),
      rowIndex: fc.nat(3),
      position: fc.nat(3),
      // Touches without views, views without pages: counts follow the log, and the log is what came.
      served: few,
      viewed: few,
      touched: few,
      servedScore: fc.double({ min: 0, max: 5_000, noNaN: true }),
      viewedScore: fc.double({ min: 0, max: 5_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(count, { maxLength: 30 }), (counts) => {
        const affinity = rowAffinityOf(counts);
        for (const { rowId } of counts) {
          const value = affinity.of(rowId, KIND_OF(rowId), 'tv');
          expect(value).toBeGreaterThanOrEqual(0.3);
          expect(value).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
