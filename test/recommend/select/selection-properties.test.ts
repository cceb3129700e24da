import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Shown } from '../../../src/domain/shown.ts';
import { aStoredItem } from '../../support/items.ts';
import { aState } from '../../support/pages.ts';
import { type GivenRow, type GivenSelection, PLAIN, type SelectedRow, selected } from '../../support/selection.ts';

const GENRES = ['Drama', 'War', 'Crime', 'Comedy'];
const PEOPLE = ['Ann', 'Bo', 'Cy'];
const MOST_OF: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, d: 9 };
const itemNo = fc.integer({ min: 1, max: 60 });
const item = fc.record({
  genres: fc.subarray(GENRES),
  cast: fc.subarray(PEOPLE),
  blocked: fc.constantFrom(false, false, false, true),
});
const row = fc.record({
  proposed: fc
    .uniqueArray(itemNo, { maxLength: 50, size: 'max' })
    .chain((nos) => fc.nat(nos.length).map((cut) => [nos.slice(0, cut), nos.slice(cut)] as const)),
  order: fc.constantFrom('score', 'score', 'proposed'),
  minimum: fc.constantFrom(1, 1, 4),
  place: fc.constantFrom('free', 'free', 'free', 'top'),
  family: fc.constantFrom('a', 'b', 'c', 'd'),
  firstLook: fc.constantFrom(4, 4, 4, 4, Number.POSITIVE_INFINITY),
});
const template = fc.record({
  exploration: fc.record({
    share: fc.constantFrom(0, 0.3, 1),
    temperature: fc.constantFrom(0.2, 1, 5),
    among: fc.constantFrom(1, 5, 20, 30),
    floor: fc.constantFrom(0, 0.2, 1),
  }),
  visibleSlots: fc.integer({ min: 1, max: 8 }),
  diversity: fc.constantFrom(0, 0.3, 2),
  calibration: fc.constantFrom(0, 0.3, 2),
  rowDiversity: fc.constantFrom(0, 0.5, 1),
  lookahead: fc.integer({ min: 0, max: 4 }),
  perPerson: fc.constantFrom(0, 1, 3),
});
const world = fc
  .record({
    items: fc.array(item, { minLength: 60, maxLength: 60 }),
    rows: fc.array(row, { minLength: 1, maxLength: 9 }),
    template,
    watched: fc.array(itemNo, { maxLength: 6 }),
    randomSeed: fc.integer(),
    scored: fc.constantFrom(true, true, true, false),
  })
  .map(({ items, rows, template, watched, randomSeed, scored }): GivenSelection => {
    const random = seededRandom(randomSeed);
    const scores = Array.from(items, () => Math.floor(random() * 20) / 10 - 0.5);
    return {
      items: items.map((changes, at) => aStoredItem(at + 1, changes)),
      rows: rows.map(
        (one, at) => ({ ...one, atMost: MOST_OF[one.family], rowId: `${one.family}:${at}` }) as unknown as GivenRow,
      ),
      scores: (no) => scores[no - 1]!,
      template: { ...PLAIN, ...template },
      state: aState(...watched.map((no) => ({ type: 'complete' as const, itemNo: no }))),
      scored,
      request: { randomSeed },
    };
  });

const asked = (given: GivenSelection, request: GivenSelection['request']) =>
  selected({ ...given, request: { ...given.request, ...request } });
const slotsOf = (rows: readonly SelectedRow[]) => rows.flatMap(({ slots }) => slots);

/** What a page that goes on knows of the one before it. */
function shownBy(rows: readonly SelectedRow[], goesOn = false): Shown {
  const titles = slotsOf(rows).map(({ itemNo: no }) => no);
  return {
    parentId: 'p',
    rowIds: goesOn ? [] : rows.map(({ rowId }) => rowId),
    titleNos: Int32Array.from(titles).sort(),
    lastInRow: goesOn ? Int32Array.from(titles.slice(-12)) : new Int32Array(),
    countInRow: goesOn ? titles.length : 0,
  };
}

describe('whatever is proposed, however it scores, whatever the template says', () => {
  test('no title stands twice, nothing that may not, and propensities are above 0 and at most 1', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }), (given, rows, items) => {
        const slots = slotsOf(asked(given, { rows, items }));
        const numbers = slots.map(({ itemNo: no }) => no);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const no of numbers) expect(given.items[no - 1]!.blocked).toBe(false);
        for (const { propensity, explored } of slots) {
          expect(propensity).toBeGreaterThan(0);
          expect(propensity).toBeLessThanOrEqual(1);
          if (given.template!.exploration!.share === 0 || given.scored === false) expect(propensity).toBe(1);
          if (propensity === 1) expect(explored).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a row is short only where all that it could show stands on the page, or is left to rows that had no place on it', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }), (given, count, items) => {
        const rows = asked(given, { rows: count, items });
        const shown = new Set(rows.flatMap(({ slots }) => slots.map(({ itemNo: no }) => no)));
        // On a full page, what the five best families to come are promised.
        const promised = rows.length < count ? 0 : 5 * Math.max(4, ...given.rows.map(({ minimum }) => minimum!));
        for (const { rowId, slots } of rows) {
          const { proposed } = given.rows.find((one) => one.rowId === rowId)!;
          const left = (proposed as number[][]).flat().filter((no) => !shown.has(no) && !given.items[no - 1]!.blocked);
          if (slots.length < items) expect(new Set(left).size).toBeLessThanOrEqual(promised);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('families keep to what they may have, the top stands above the rest, and no row is below its minimum', () => {
    fc.assert(
      fc.property(world, (given) => {
        // What is another row's by right may come free for a row of the top when that one has been filled.
        const without = { ...given, rows: given.rows.map((one) => ({ ...one, firstLook: 4 })) };
        const rows = asked(without, { rows: 9, items: 5 }).map(({ rowId, slots }) => ({
          ...given.rows.find((one) => one.rowId === rowId)!,
          count: slots.length,
        }));
        for (const { family, atMost, minimum, count } of rows) {
          expect(rows.filter((one) => one.family === family).length).toBeLessThanOrEqual(atMost!);
          expect(count).toBeGreaterThanOrEqual(Math.min(minimum!, 5));
        }
        const places = rows.map(({ place }) => place);
        expect(places).toEqual(places.toSorted().toReversed());
      }),
      { numRuns: 300 },
    );
  });

  test('n rows and then n more are the rows of one page of twice as many', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), (given, rows, items) => {
        // What its rows take of a family is the planner's to count along a chain.
        const unlimited = { ...given, rows: given.rows.map((one) => ({ ...one, atMost: 99 })) };
        const long = asked(unlimited, { rows: 2 * rows, items });
        const first = asked(unlimited, { rows, items });
        const rest = {
          ...unlimited,
          rows: unlimited.rows.filter((one) => !first.some(({ rowId }) => rowId === one.rowId)),
        };
        const second = rest.rows.length === 0 ? [] : asked(rest, { rows, items, shown: shownBy(first) });
        expect([...first, ...second]).toEqual([...long]);
      }),
      { numRuns: 300 },
    );
  });

  test('a row of n and then n more of it are the row of twice as many', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 20 }), (given, items) => {
        const alone = { ...given, rows: given.rows.slice(0, 1).map((one) => ({ ...one, minimum: 1 })) };
        const request = { rows: 1, rowIds: [alone.rows[0]!.rowId] };
        const long = slotsOf(asked(alone, { ...request, items: 2 * items }));
        const first = asked(alone, { ...request, items });
        const second = first.length === 0 ? [] : asked(alone, { ...request, items, shown: shownBy(first, true) });
        expect([...slotsOf(first), ...slotsOf(second)]).toEqual(long);
      }),
      { numRuns: 300 },
    );
  });

  test('a person is not in more of ten in succession than may be, unless nobody else is left', () => {
    fc.assert(
      fc.property(world, (given) => {
        const perPerson = 2;
        const scored = { ...given, scored: true, rows: given.rows.map((one) => ({ ...one, order: 'score' as const })) };
        const rows = asked({ ...scored, template: { ...scored.template, perPerson } }, { rows: 1, items: 20 });
        const castOf = (no: number): readonly string[] => given.items[no - 1]!.item.cast;
        for (const { rowId, slots } of rows) {
          const [first] = scored.rows.find((one) => one.rowId === rowId)!.proposed as number[][];
          const numbers = slots.map(({ itemNo: no }) => no);
          for (const [at, no] of numbers.entries()) {
            if (!first!.includes(no)) continue;
            const crowded = (other: number): boolean =>
              castOf(other).some(
                (person) =>
                  numbers.slice(Math.max(0, at - 10), at).filter((one) => castOf(one).includes(person)).length >=
                  perPerson,
              );
            if (!crowded(no)) continue;
            const others = first!.filter(
              (other) => !numbers.slice(0, at).includes(other) && !given.items[other - 1]!.blocked,
            );
            const isReserved = scored.rows.some((one) => one.rowId !== rowId);
            if (!isReserved) expect(others.every(crowded)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
