import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hoursAreOfDays, viewingPieces } from '../../../src/reports/watching/viewing-pieces.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_MS = Date.parse('2026-03-02T10:20:30.400Z');

describe('where viewing is read from', () => {
  test('each moment of a time once, whole hours from the roll-up, none of them cut', () => {
    const moments = fc.integer({ min: 0, max: 12 * HOUR_MS }).map((ms) => AT_MS + ms);
    fc.assert(
      fc.property(moments, moments, fc.array(moments), fc.array(moments), (a, b, cutsMs, asked) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
        const { hours, ends } = viewingPieces(fromMs, toMs, { isByHours: true, cutsMs });
        for (const ms of asked) {
          const hour = Math.floor(ms / HOUR_MS) * HOUR_MS;
          const isRolledUp =
            hours !== null && ms >= hours.fromMs && ms < hours.untilMs && !hours.without.includes(hour);
          const readIn = ends.filter((end) => ms >= end.fromMs && ms < end.untilMs).length + (isRolledUp ? 1 : 0);
          expect(readIn).toBe(ms >= fromMs && ms < toMs ? 1 : 0);
          if (!isRolledUp) continue;
          expect(hour >= fromMs && hour + HOUR_MS <= toMs).toBe(true);
          expect(cutsMs.filter((cut) => cut > hour && cut < hour + HOUR_MS)).toEqual([]);
        }
      }),
    );
  });

  test('all from the log where hours are no hours of what is asked, or there is none', () => {
    const whole = { hours: null, ends: [{ fromMs: AT_MS, untilMs: AT_MS + DAY_MS }] };
    expect(viewingPieces(AT_MS, AT_MS + DAY_MS, { isByHours: false })).toEqual(whole);
    expect(viewingPieces(AT_MS, AT_MS + 60_000, { isByHours: true })).toEqual({
      hours: null,
      ends: [{ fromMs: AT_MS, untilMs: AT_MS + 60_000 }],
    });
  });

  test.each([
    ['UTC', 0, true],
    ['Europe/Berlin', 0, true],
    ['Asia/Kolkata', 0, false],
    ['Europe/Berlin', 10 * DAY_MS, true],
    ['Europe/Berlin', 10 * DAY_MS + 60_000, false],
    // Half an hour of summer.
    ['Australia/Lord_Howe', 0, false],
  ])('days of %s, told %i ms later, are made of hours: %s', (tz, laterMs, is) => {
    expect(hoursAreOfDays({ fromMs: AT_MS, toMs: AT_MS + 60 * DAY_MS, tz, laterMs })).toBe(is);
  });
});
