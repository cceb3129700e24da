import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Shown } from '../../../src/domain/shown.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin } from '../../support/pages.ts';
import { aRule } from '../../support/rules.ts';
import { type GivenSelection, PLAIN, type SelectedRow, type SelectedSlot, selected } from '../../support/selection.ts';

const SIZE = 60;
const GENRES = ['Drama', 'War', 'Crime', 'Comedy'];
const filter = fc.constantFrom(
  'genre = Drama',
  'genre = War',
  'genre in (Crime, Comedy)',
  'type = film',
  'genre = Nothing',
);
const rule = fc.record({
  action: fc.constantFrom('boost', 'boost', 'bury'),
  filter,
  strength: fc.constantFrom(0, 0.5, 1, 3),
  limit: fc.constantFrom(0, 0.1, 0.25, 0.5, 1),
  rows: fc.constantFrom(null, null, ['a']),
});
const template = fc.record({
  exploration: fc.record({
    share: fc.constantFrom(0, 0, 0.5),
    temperature: fc.constantFrom(0.2, 1),
    among: fc.constantFrom(5, 20),
    floor: fc.constantFrom(0, 0.2),
  }),
  visibleSlots: fc.integer({ min: 1, max: 8 }),
  visibleRows: fc.integer({ min: 1, max: 3 }),
  diversity: fc.constantFrom(0, 0.5),
  lookahead: fc.integer({ min: 0, max: 3 }),
});
const itemNo = fc.integer({ min: 1, max: SIZE });
const row = fc.record({
  proposed: fc.uniqueArray(itemNo, { maxLength: 50, size: 'max' }).map((nos) => [nos.slice(0, 40), nos.slice(40)]),
  family: fc.constantFrom('a', 'b'),
  minimum: fc.constantFrom(1, 4),
});
const world = fc
  .record({
    genres: fc.array(fc.subarray(GENRES), { minLength: SIZE, maxLength: SIZE }),
    rows: fc.array(row, { minLength: 1, maxLength: 7 }),
    rules: fc.array(rule, { maxLength: 6 }),
    template,
    randomSeed: fc.integer(),
  })
  .map(({ genres, rows, rules, template: own, randomSeed }) => {
    const random = seededRandom(randomSeed);
    const scores = Array.from({ length: SIZE }, () => Math.floor(random() * 20) / 10 - 0.5);
    return {
      items: genres.map((of, at) => aStoredItem(at + 1, { genres: of })),
      rows: rows.map(({ family, ...one }, at) => ({ ...one, rowId: `${family}:${at}` })),
      scores: (no: number) => scores[no - 1]!,
      template: { ...PLAIN, ...own },
      request: { randomSeed },
      rules: rules.map((one, at) => aRule(one as never, `rule-${at}`)),
    } satisfies GivenSelection;
  });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const asked = (given: GivenSelection, request: GivenSelection['request']) =>
  selected({ ...given, request: { ...given.request, ...request } });
const liftedOf = (slots: readonly SelectedSlot[]): number => slots.filter(({ lifted }) => lifted).length;
const mostOf = ({ rules }: World): number => Math.max(0, ...rules.map(({ value }) => value.limit ?? 0));

/** Slots lifted on the screenful that a chain goes on with, told from the slots alone. */
function shownBy(pages: readonly SelectedRow[], { visibleSlots, visibleRows }: World['template']): Shown {
  const begun = pages.length % visibleRows;
  const screen = begun === 0 ? [] : pages.slice(-begun);
  return {
    parentId: 'p',
    rowIds: pages.map(({ rowId }) => rowId),
    titleNos: Int32Array.from(pages.flatMap(({ slots }) => slots.map(({ itemNo: no }) => no))).sort(),
    lastInRow: new Int32Array(),
    countInRow: 0,
    lifted: screen.reduce((sum, { slots }) => sum + liftedOf(slots.slice(0, visibleSlots)), 0),
  };
}

describe('whatever rules there are', () => {
  test('of each screenful no more is lifted than the widest limit says, and of what follows in a row no more of its slots', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 30 }), (given, items) => {
        const { visibleSlots, visibleRows } = given.template;
        const rows = asked(given, { rows: 9, items });
        for (let first = 0; first < rows.length; first += visibleRows) {
          const screen = rows.slice(first, first + visibleRows).flatMap(({ slots }) => slots.slice(0, visibleSlots));
          expect(liftedOf(screen)).toBeLessThanOrEqual(mostOf(given) * visibleSlots * visibleRows + 1e-6);
        }
        for (const { slots } of rows) {
          const rest = slots.slice(visibleSlots);
          for (let to = 1; to <= rest.length; to++) {
            expect(liftedOf(rest.slice(0, to))).toBeLessThanOrEqual(mostOf(given) * to + 1e-6);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a rule lifts no more than its own limit, whatever the others may', () => {
    fc.assert(
      fc.property(world, (given) => {
        const rules = [
          aRule({ action: 'boost', filter: 'genre = Drama and genre != War', limit: 0.1, strength: 3 }, 'narrow'),
          aRule({ action: 'boost', filter: 'genre = War', limit: 0.5, strength: 1 }, 'wide'),
        ];
        const { visibleSlots, visibleRows } = given.template;
        const rows = asked({ ...given, rules }, { rows: visibleRows, items: visibleSlots });
        const narrow = rows
          .flatMap(({ slots }) => slots)
          .filter(({ itemNo: no, lifted }) => {
            const { genres } = given.items[no - 1]!.item;
            return lifted && genres.includes('Drama') && !genres.includes('War');
          });
        expect(narrow.length).toBeLessThanOrEqual(0.1 * visibleSlots * visibleRows + 1e-6);
      }),
      { numRuns: 200 },
    );
  });

  test('boosted titles take no more of a first look beyond what they would have had', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...GENRES), fc.constantFrom(0, 0.2, 0.5), (given, genre, limit) => {
        const { visibleSlots } = given.template;
        const exploration = { ...given.template.exploration, share: 0 };
        const plain = {
          ...given,
          rows: given.rows.slice(0, 1),
          template: { ...PLAIN, visibleSlots, visibleRows: 1, exploration },
        };
        const boost = aRule({ action: 'boost', filter: `genre = ${genre}`, limit, strength: 3 });
        const count = (rules: GivenSelection['rules']): number =>
          asked({ ...plain, rules }, { rows: 1, items: visibleSlots })
            .flatMap(({ slots }) => slots)
            .filter(({ itemNo: no }) => given.items[no - 1]!.item.genres.includes(genre)).length;
        expect(count([boost]) - count([])).toBeLessThanOrEqual(limit * visibleSlots + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('n rows and then n more are the rows of one page of twice as many: the limit goes with the chain', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), (given, rows, items) => {
        const long = asked(given, { rows: 2 * rows, items });
        const first = asked(given, { rows, items });
        const left = given.rows.filter((one) => !first.some(({ rowId }) => rowId === one.rowId));
        const request = { rows, items, shown: shownBy(first, given.template) };
        const second = left.length === 0 ? [] : asked({ ...given, rows: left }, request);
        expect([...first, ...second]).toEqual([...long]);
      }),
      { numRuns: 400 },
    );
  });

  test('a row of n and then n more of it are the row of twice as many', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 20 }), (given, items) => {
        const alone = { ...given, rows: given.rows.slice(0, 1).map((one) => ({ ...one, minimum: 1 })) };
        const request = { rows: 1, rowIds: [alone.rows[0]!.rowId] };
        const { visibleSlots } = given.template;
        const long = asked(alone, { ...request, items: 2 * items }).flatMap(({ slots }) => slots);
        const first = asked(alone, { ...request, items }).flatMap(({ slots }) => slots);
        const isFirstLook = items < visibleSlots;
        const titles = first.map(({ itemNo: no }) => no);
        const shown: Shown = {
          parentId: 'p',
          rowIds: [],
          titleNos: Int32Array.from(titles).sort(),
          lastInRow: Int32Array.from(titles.slice(-12)),
          countInRow: titles.length,
          lifted: liftedOf(isFirstLook ? first : first.slice(visibleSlots)),
        };
        const second =
          first.length < items ? [] : asked(alone, { ...request, items, shown }).flatMap(({ slots }) => slots);
        expect([...first, ...second]).toEqual(long);
      }),
      { numRuns: 300 },
    );
  });

  test('a boost and a bury that are alike leave the page as it is', () => {
    fc.assert(
      fc.property(world, filter, (given, of) => {
        const rules = [
          aRule({ action: 'boost', filter: of, strength: 2 }, 'one way'),
          aRule({ action: 'bury', filter: of, strength: 2 }, 'and the other'),
        ];
        const without = asked({ ...given, rules: [] }, { rows: 9, items: 12 });
        expect([...asked({ ...given, rules }, { rows: 9, items: 12 })]).toEqual([...without]);
      }),
      { numRuns: 100 },
    );
  });

  test('strengths of nothing, boosts without room and rules for other rows leave the page as it is', () => {
    fc.assert(
      fc.property(world, filter, (given, of) => {
        const without = asked({ ...given, rules: [] }, { rows: 9, items: 12 });
        const rules = [
          aRule({ action: 'boost', filter: of, strength: 0 }, 'nothing'),
          aRule({ action: 'bury', filter: of, strength: 0 }, 'nothing too'),
          aRule({ action: 'boost', filter: of, limit: 1, strength: 3, rows: ['genre'] }, 'elsewhere'),
          aRule({ action: 'boost', filter: of, limit: 0, strength: 3 }, 'no room'),
        ];
        expect([...asked({ ...given, rules }, { rows: 9, items: 12 })]).toEqual([...without]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what rules do', () => {
  /** Fifty titles, the lower the number the better; every fifth is of war. */
  const given = {
    items: Array.from({ length: 50 }, (_, at) =>
      aStoredItem(at + 1, { genres: [(at + 1) % 5 === 0 ? 'War' : 'Drama'] }),
    ),
    rows: [{ rowId: 'a:1', proposed: Array.from({ length: 50 }, (_, at) => at + 1) }],
    scores: (no: number) => 1 - no / 50,
  } satisfies GivenSelection;
  const numbers = (rules: GivenSelection['rules'], items = 6, more: Partial<GivenSelection> = {}) =>
    selected({ ...given, ...more, rules: rules!, request: { rows: 1, items } })[0]!.slots.map(({ itemNo: no }) => no);

  test('a boost brings titles forward by so many standard deviations, from anywhere in the pool, up to its limit', () => {
    expect(numbers([])).toEqual([1, 2, 3, 4, 5, 6]);
    const boost = (strength: number, limit: number) => [
      aRule({ action: 'boost', filter: 'genre = War', strength, limit }),
    ];
    // Numbers are 14.4 to a standard deviation: 5 and 10 are worth as much as -9 and -4, 15 as much as 1.
    expect(numbers(boost(1, 1))).toEqual([5, 10, 1, 2, 15, 3].sort((a, b) => placeOf(a) - placeOf(b)));
    expect(numbers(boost(3, 1))).toEqual([5, 10, 15, 20, 25, 30]);
    // Of three rows of six slots that a screen shows, a ninth are two.
    expect(numbers(boost(3, 2 / 18))).toEqual([5, 10, 1, 2, 3, 4]);
    expect(numbers(boost(3, 0))).toEqual([1, 2, 3, 4, 5, 6]);
    function placeOf(no: number): number {
      return no % 5 === 0 ? no - 14.43 : no;
    }
  });

  test('strengths add up, and to no more than three', () => {
    const boosts = (strength: number, count: number) =>
      Array.from({ length: count }, (_, at) =>
        aRule({ action: 'boost', filter: 'genre = War', strength, limit: 1 }, `b${at}`),
      );
    expect(numbers(boosts(1, 3), 9)).toEqual(numbers(boosts(3, 1), 9));
    expect(numbers(boosts(3, 5), 20)).toEqual(numbers(boosts(3, 1), 20));
  });

  test('a bury lets titles sink, past as many others as it takes', () => {
    const bury = aRule({ action: 'bury', filter: 'genre = Drama', strength: 3 });
    // Three standard deviations are 43.3 numbers: 1 stands as far down as 44.3 would, 2 as 45.3.
    expect(numbers([bury], 12)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 1, 45, 2, 3]);
    expect(numbers([aRule({ action: 'bury', filter: 'genre = War', strength: 0.1 })])).toEqual([1, 2, 3, 4, 6, 5]);
  });

  test('a pin is touched by neither', () => {
    const pins = [aPin(1, { itemId: 'i40', rowId: 'a:1', position: 1 })];
    const bury = aRule({ action: 'bury', filter: 'genre = War', strength: 3 });
    expect(numbers([bury], 4, { pins })).toEqual([1, 40, 2, 3]);
  });

  test('rows in the order of their source are as they were', () => {
    const rows = [{ ...given.rows[0]!, order: 'proposed' as const }];
    const rules = [aRule({ action: 'boost', filter: 'genre = War', strength: 3, limit: 1 })];
    expect(numbers(rules, 6, { rows })).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a slot that is left to chance', () => {
  test('is drawn with the propensities that are logged, rules or none', () => {
    const genres = Array.from({ length: 12 }, (_, at) => [GENRES[at % 4]!]);
    const drawn = {
      items: genres.map((of, at) => aStoredItem(at + 1, { genres: of })),
      rows: [{ rowId: 'a:1', proposed: genres.map((_, at) => at + 1) }],
      scores: (no: number) => 1 - no / 12,
      template: { exploration: { share: 0.8, temperature: 1, among: 12, floor: 0.1 } },
      rules: [
        aRule({ action: 'boost', filter: 'genre = War', strength: 1.5, limit: 0.5 }),
        aRule({ action: 'bury', filter: 'genre = Drama', strength: 1 }),
      ],
    } satisfies GivenSelection;
    const draws = 6000;
    const counts = new Map<number, number>();
    const propensities = new Map<number, number>();
    for (let randomSeed = 0; randomSeed < draws; randomSeed++) {
      const [{ itemNo: no, propensity }] = asked(drawn, { randomSeed: randomSeed * 7919, rows: 1, items: 1 })[0]!
        .slots as [SelectedSlot];
      counts.set(no, (counts.get(no) ?? 0) + 1);
      // What chance chose among and by is the same for each of these pages, so each title always has the same propensity.
      expect(propensities.get(no) ?? propensity).toBe(propensity);
      propensities.set(no, propensity);
    }
    const sum = [...propensities.values()].reduce((total, one) => total + one, 0);
    expect(propensities.size).toBe(12);
    expect(sum).toBeCloseTo(1, 5);
    for (const [no, propensity] of propensities) {
      // Five standard errors.
      const margin = 5 * Math.sqrt((propensity * (1 - propensity)) / draws);
      expect(Math.abs(counts.get(no)! / draws - propensity)).toBeLessThan(margin);
    }
  });
});
