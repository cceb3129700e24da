import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isEligible } from '../../src/domain/eligibility.ts';
import type { LicenceWindow } from '../../src/domain/item.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { aStoredItem } from '../support/items.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const at = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();
const days = fc.integer({ min: -4, max: 70 });

const window: fc.Arbitrary<LicenceWindow> = fc.record({
  region: fc.constantFrom('*', 'DE', 'US'),
  from: fc.option(days.map(at)),
  until: fc.option(days.map(at)),
});
const items = fc
  .array(fc.array(window, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
  .map((made) => made.map((windows, no) => aStoredItem(no + 1, { windows })));

describe('what leaves soon', () => {
  test('is what may be seen now, at every moment until its end, and not from then on, by the gate itself', () => {
    fc.assert(
      fc.property(items, fc.constantFrom('DE', 'US', null), (given, region) => {
        const catalogue = createCatalogue(given, 1);
        const audience = { region, maturityMax: 2 };
        const eligible = catalogue.eligible(audience, NOW_MS);
        const { titles, untilMs } = eligible.leaving();
        expect(eligible.leaving()).toBe(eligible.leaving());
        expect([...untilMs]).toEqual([...untilMs].sort((a, b) => a - b));
        const ends = new Map([...titles].map((dense, place) => [dense, untilMs[place]!]));
        for (let dense = 0; dense < catalogue.size; dense++) {
          // All times are whole days: a moment in each of them says it all.
          const open = (day: number) => isEligible(catalogue, dense, audience, NOW_MS + (day + 0.5) * DAY_MS);
          let end = 0;
          while (end <= 60 && open(end)) end++;
          const leaves = isEligible(catalogue, dense, audience, NOW_MS) && end <= 60;
          expect([dense, ends.get(dense)]).toEqual([dense, leaves ? NOW_MS + end * DAY_MS : undefined]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a window whose times cannot be read ends nothing and continues nothing', () => {
    const windows = [
      { region: '*', from: null, until: at(3) },
      { region: '*', from: null, until: 'some day' },
      { region: '*', from: 'some day', until: at(9) },
    ];
    const catalogue = createCatalogue([aStoredItem(1, { windows })], 1);
    const { untilMs } = catalogue.eligible({ region: null, maturityMax: 2 }, NOW_MS).leaving();
    expect([...untilMs]).toEqual([NOW_MS + 3 * DAY_MS]);
  });

  test('is titles: neither episodes nor what is live', () => {
    const windows = [{ region: '*', from: null, until: at(3) }];
    const given = [
      aStoredItem(1, { type: 'series', windows }),
      aStoredItem(2, { type: 'episode', seriesId: 'i1', windows }),
      aStoredItem(3, { type: 'live', windows }),
    ];
    const { titles } = createCatalogue(given, 1).eligible({ region: null, maturityMax: 2 }, NOW_MS).leaving();
    expect([...titles]).toEqual([0]);
  });
});
