import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { licenceChart } from '../../../src/console/catalogue/items/licence-spans.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 5, 1);
const day = (days: number) => new Date(NOW_MS + days * DAY_MS).toISOString();
const window = (region: string, from: number | null, until: number | null) => ({
  region,
  from: from === null ? null : day(from),
  until: until === null ? null : day(until),
});

describe('where and when an item may be shown', () => {
  test('each region says whether it is now, later or over, and when that changes', () => {
    const windows = [window('DE', -10, 5), window('GB', 3, null), window('FR', null, -1), window('US', null, null)];
    const { regions } = licenceChart({ windows, endsAt: null }, NOW_MS);
    expect(regions.map(({ region, state, changesAt }) => ({ region, state, changesAt }))).toEqual([
      { region: 'DE', state: 'now', changesAt: day(5) },
      { region: 'FR', state: 'over', changesAt: null },
      { region: 'GB', state: 'later', changesAt: day(3) },
      { region: 'US', state: 'now', changesAt: null },
    ]);
  });

  test('a licence for everywhere is one for each region, and windows that meet are one', () => {
    const windows = [window('DE', 0, 5), window('*', 5, 9), window('DE', 4, 6)];
    const { regions } = licenceChart({ windows, endsAt: null }, NOW_MS);
    expect(regions.map(({ region, changesAt }) => [region, changesAt])).toEqual([
      ['*', day(5)],
      ['DE', day(9)],
    ]);
    expect(regions[1]!.spans).toHaveLength(1);
  });

  test('from the end of the item on there is none', () => {
    const { regions } = licenceChart({ windows: [window('*', null, null)], endsAt: day(-1) }, NOW_MS);
    expect(regions[0]).toMatchObject({ state: 'over' });
  });

  test('whatever the windows: bars lie within what is drawn, in order, without overlaps, and now is under one where it says now', () => {
    const at = fc.option(fc.integer({ min: -400, max: 400 }), { nil: null });
    const windowOf = fc
      .tuple(fc.constantFrom('*', 'DE', 'US'), at, at)
      .filter(([, from, until]) => from === null || until === null || from < until);
    fc.assert(
      fc.property(fc.array(windowOf, { minLength: 1, maxLength: 6 }), at, (given, ends) => {
        const windows = given.map(([region, from, until]) => window(region, from, until));
        const { regions, now } = licenceChart({ windows, endsAt: ends === null ? null : day(ends) }, NOW_MS);
        for (const { spans, state } of regions) {
          let last = -1;
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThan(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(1);
            last = end;
          }
          expect(spans.some(({ start, end }) => start <= now && now < end)).toBe(state === 'now');
        }
      }),
    );
  });
});
