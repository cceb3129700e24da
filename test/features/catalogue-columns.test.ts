import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../src/domain/catalogue.ts';
import { hasStarted, isEligible } from '../../src/domain/eligibility.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { aStoredItem } from '../support/items.ts';

const DAY_MS = 86_400_000;
const EVERYONE = { region: null, maturityMax: 2 };

describe('createCatalogue', () => {
  test('finds an item by id and by number, and nothing it does not hold', () => {
    const catalogue = createCatalogue([aStoredItem(7), aStoredItem(3)], 1);
    expect([catalogue.denseOfItemId('i7'), catalogue.denseOfItemNo(3), catalogue.denseOfItemNo(4)]).toEqual([0, 1, -1]);
    expect(catalogue.denseOfItemId('i4')).toBe(-1);
  });

  test('an episode belongs to its series, whichever came first', () => {
    const episode = aStoredItem(1, { type: 'episode', seriesId: 'i2', season: 1, episode: 2 });
    const alone = createCatalogue([episode], 1);
    expect(alone.titleOf[0]).toBe(0);
    const both = withChanges(alone, [aStoredItem(2, { type: 'series' })], 2);
    expect([...both.titleOf]).toEqual([1, 1]);
    expect([both.season[0], both.episode[0], both.season[1]]).toEqual([1, 2, -1]);
  });

  test('a window whose time cannot be read shows the item to nobody', () => {
    const catalogue = createCatalogue([aStoredItem(1, { windows: [{ region: '*', from: 'soon', until: null }] })], 1);
    expect(catalogue.eligible(EVERYONE, DAY_MS).count).toBe(0);
  });

  test('an empty catalogue answers every question', () => {
    const catalogue = createCatalogue([], 1);
    expect([catalogue.size, catalogue.denseOfItemId('x'), catalogue.eligible(EVERYONE, 0).count]).toEqual([0, -1, 0]);
    expect(catalogue.newestReleaseMs).toBeNaN();
  });
});

describe('withChanges', () => {
  test('equals a catalogue built at once, for any items and any order of changes', () => {
    const item = fc.record({
      itemNo: fc.integer({ min: 1, max: 12 }),
      genres: fc.subarray(['Drama', 'Comedy', 'War']),
      cast: fc.subarray(['Ann', 'Bo', 'Cy']),
      blocked: fc.boolean(),
      region: fc.constantFrom('*', 'DE', 'US'),
    });
    const stored = item.map(({ itemNo, region, ...rest }) =>
      aStoredItem(itemNo, { ...rest, windows: [{ region, from: null, until: null }] }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(stored, { maxLength: 6 }), { maxLength: 5 }), (batches) => {
        let grown = createCatalogue([], 0);
        for (const batch of batches) grown = withChanges(grown, batch, 1);
        const whole = createCatalogue(batches.flat(), 1);
        expect(describeItems(grown)).toEqual(describeItems(whole));
      }),
    );
  });

  test('leaves the earlier version as it was', () => {
    const first = createCatalogue([aStoredItem(1, { genres: ['Drama'] })], 1);
    const second = withChanges(first, [aStoredItem(1, { genres: ['War'], blocked: true }), aStoredItem(2)], 2);
    expect([first.size, first.denseOfItemNo(2), first.withdrawn[0], first.genres]).toEqual([1, -1, 0, ['Drama']]);
    expect([second.size, second.denseOfItemNo(2), second.withdrawn[0]]).toEqual([2, 1, 1]);
  });

  test('two versions grown from one do not see each other', () => {
    const base = createCatalogue([aStoredItem(1)], 1);
    const left = withChanges(base, [aStoredItem(2)], 2);
    const right = withChanges(base, [aStoredItem(3)], 2);
    expect([left.denseOfItemId('i3'), right.denseOfItemId('i2'), right.denseOfItemId('i3')]).toEqual([-1, -1, 1]);
    expect([left.itemId[1], right.itemId[1]]).toEqual(['i2', 'i3']);
  });
});

describe('eligible', () => {
  test('ends with the item itself, whatever its type, and never begins where its times cannot be read', () => {
    const catalogue = createCatalogue(
      [
        aStoredItem(1, { type: 'live', startsAt: day(2), endsAt: day(4) }),
        aStoredItem(2, { endsAt: day(4) }),
        aStoredItem(3, { startsAt: 'soon' }),
        aStoredItem(4, { endsAt: 'late' }),
      ],
      1,
    );
    const eligibleAt = (days: number) =>
      [0, 1, 2, 3].filter((dense) => hasBit(catalogue.eligible(EVERYONE, days * DAY_MS).bits, dense));
    expect([1, 2, 3.999, 4, 5].map(eligibleAt)).toEqual([[0, 1], [0, 1], [0, 1], [], []]);
    expect(catalogue.eligible(EVERYONE, DAY_MS).validUntilMs).toBe(2 * DAY_MS);
    expect(catalogue.eligible(EVERYONE, 2 * DAY_MS).validUntilMs).toBe(4 * DAY_MS);
  });

  test('says of every item and moment what the predicate says, however often it is asked', () => {
    const window = fc.record({
      region: fc.constantFrom('*', 'DE', 'US'),
      from: fc.option(fc.integer({ min: 0, max: 9 }).map(day)),
      until: fc.option(fc.integer({ min: 0, max: 9 }).map(day)),
    });
    const stored = fc.record({
      windows: fc.array(window, { minLength: 1, maxLength: 3 }),
      maturity: fc.constantFrom('kids' as const, 'teen' as const, 'adult' as const),
      blocked: fc.boolean(),
      type: fc.constantFrom('film' as const, 'live' as const),
      startsAt: fc.option(fc.integer({ min: 0, max: 9 }).map(day)),
      endsAt: fc.option(fc.integer({ min: 0, max: 9 }).map(day)),
    });
    const asked = fc.record({
      region: fc.constantFrom(null, 'DE', 'US', 'FR'),
      maturityMax: fc.integer({ min: 0, max: 2 }),
      nowMs: fc.integer({ min: 0, max: 10 * DAY_MS }),
    });
    fc.assert(
      fc.property(fc.array(stored, { maxLength: 40 }), fc.array(asked, { maxLength: 20 }), (items, questions) => {
        const catalogue = createCatalogue(
          items.map((item, i) => aStoredItem(i + 1, item)),
          1,
        );
        for (const { region, maturityMax, nowMs } of questions) {
          const set = catalogue.eligible({ region, maturityMax }, nowMs);
          for (let dense = 0; dense < catalogue.size; dense++) {
            const eligible = isEligible(catalogue, dense, { region, maturityMax }, nowMs);
            expect(hasBit(set.bits, dense)).toBe(eligible);
            const started = hasStarted(catalogue, dense, nowMs);
            expect(hasBit(set.upcoming, dense)).toBe(eligible && !started);
            expect(set.starting.includes(dense)).toBe(eligible && !started);
            const { type, startsAt, endsAt } = catalogue.item[dense]!;
            const isOn = type === 'live' || (startsAt !== null && endsAt !== null);
            expect(set.running.includes(dense)).toBe(eligible && started && isOn);
          }
          for (const list of [set.running, set.starting]) {
            const starts = Array.from(list, (dense) => catalogue.startsAtMs[dense]!);
            expect(starts).toEqual(starts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
          }
        }
      }),
    );
  });
});

const day = (n: number): string => new Date(n * DAY_MS).toISOString();

function describeItems(catalogue: ReturnType<typeof createCatalogue>) {
  return Array.from({ length: catalogue.size }, (_, dense) => ({
    itemNo: catalogue.itemNo[dense],
    itemId: catalogue.itemId[dense],
    withdrawn: catalogue.withdrawn[dense],
    genres: namesOf(catalogue, dense),
    people: catalogue.peopleOffsets[dense + 1]! - catalogue.peopleOffsets[dense]!,
    regions: Array.from(
      catalogue.windowRegion.subarray(catalogue.windowOffsets[dense], catalogue.windowOffsets[dense + 1]),
      (region) => catalogue.regions[region],
    ),
    until: catalogue.windowUntilMs[catalogue.windowOffsets[dense]!],
  }));
}

function namesOf(catalogue: ReturnType<typeof createCatalogue>, dense: number): string[] {
  const numbers = catalogue.genreNumbers.subarray(catalogue.genreOffsets[dense], catalogue.genreOffsets[dense + 1]);
  return Array.from(numbers, (genre) => catalogue.genres[genre]!).sort();
}
