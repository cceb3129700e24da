import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutHours, HOUR_MS, midnights } from '../../src/reports/cut-hours.ts';

const DAY_MS = 24 * HOUR_MS;
/** A year in which all of these zones change their clocks that ever do; Apia left out a day at its end. */
const YEAR_MS = Date.parse('2011-01-01T00:00:00Z');
const ZONES = [
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
];

const dayOf = (tz: string, ms: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(ms);

describe('hours within which a day begins', () => {
  test('two moments of any other hour are of one day, in every zone, however much later they are told', () => {
    const asked = fc.record({
      tz: fc.constantFrom(...ZONES),
      fromMs: fc.integer({ min: 0, max: 360 * DAY_MS }).map((ms) => YEAR_MS + ms),
      spanMs: fc.integer({ min: 1, max: 9 * DAY_MS }),
      laterMs: fc.oneof(fc.constant(0), fc.constant(7 * DAY_MS), fc.integer({ min: 0, max: 9 * DAY_MS })),
      // Of the span, and of an hour.
      places: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(HOUR_MS - 1)), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(asked, ({ tz, fromMs, spanMs, laterMs, places }) => {
        const toMs = fromMs + spanMs;
        const cut = cutHours(midnights({ fromMs, toMs, tz, laterMs }));
        for (const [share, within] of places) {
          const hour = Math.floor((fromMs + share * spanMs) / HOUR_MS) * HOUR_MS;
          const [first, last] = [Math.max(hour, fromMs), Math.min(hour + within, toMs - 1)];
          if (first > last || cut.includes(hour)) continue;
          expect([tz, dayOf(tz, last + laterMs)]).toEqual([tz, dayOf(tz, first + laterMs)]);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('none where days begin with an hour; one a day where they do not', () => {
    const span = { fromMs: YEAR_MS, toMs: YEAR_MS + 30 * DAY_MS, laterMs: 0 };
    expect(cutHours(midnights({ ...span, tz: 'UTC' }))).toEqual([]);
    expect(cutHours(midnights({ ...span, tz: 'America/New_York' }))).toEqual([]);
    const hours = cutHours(midnights({ ...span, tz: 'Asia/Kolkata' }));
    expect(hours).toEqual(Array.from({ length: 30 }, (_, day) => YEAR_MS + day * DAY_MS + 18 * HOUR_MS));
  });
});
