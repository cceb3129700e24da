import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOn, occurrenceAt } from '../../src/domain/occurrence-at.ts';
import { occurrences, type Repeat } from '../../src/domain/repeat.ts';

const at = (iso: string): number => Date.parse(iso);
const ALWAYS = { from: null, until: null, timeZone: 'UTC', repeat: null };
const FRIDAYS: Repeat = { days: ['fri'], from: '18:00', until: '24:00' };

describe('when something holds', () => {
  test('is always where nothing is said, and never once it is over', () => {
    expect(isOn(occurrenceAt(ALWAYS)(0), 0)).toBe(true);
    const over = occurrenceAt({ ...ALWAYS, until: '2026-03-01T00:00:00Z' });
    expect(isOn(over(at('2026-02-28T23:59:59Z')), at('2026-02-28T23:59:59Z'))).toBe(true);
    expect(over(at('2026-03-01T00:00:00Z'))).toEqual({
      fromMs: Number.POSITIVE_INFINITY,
      untilMs: Number.POSITIVE_INFINITY,
    });
  });

  test('is the next time of the week, by the clocks of its zone, also without an end', () => {
    const times = occurrenceAt({ ...ALWAYS, timeZone: 'Europe/Berlin', repeat: FRIDAYS });
    // A Wednesday; the Friday begins at 17:00 UTC in winter.
    const next = times(at('2026-03-04T12:00:00Z'));
    expect(new Date(next.fromMs).toISOString()).toBe('2026-03-06T17:00:00.000Z');
    expect(new Date(next.untilMs).toISOString()).toBe('2026-03-06T23:00:00.000Z');
    expect(isOn(times(at('2026-03-06T20:00:00Z')), at('2026-03-06T20:00:00Z'))).toBe(true);
    expect(new Date(times(at('2026-03-06T23:00:00Z')).fromMs).toISOString()).toBe('2026-03-13T17:00:00.000Z');
  });

  test('does not depend on what was asked before', () => {
    const momentMs = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') });
    const range = { from: '2026-02-01T00:00:00Z', until: '2026-11-01T00:00:00Z' };
    const asked = occurrenceAt({ ...range, timeZone: 'Europe/Berlin', repeat: FRIDAYS });
    const whole = [...occurrences(FRIDAYS, 'Europe/Berlin', at(range.from), at(range.until))];
    fc.assert(
      fc.property(fc.array(momentMs, { minLength: 1, maxLength: 8 }), (moments) => {
        for (const nowMs of moments) {
          const onNow = whole.some((one) => isOn(one, nowMs));
          const following = whole.find((one) => one.untilMs > nowMs);
          const found = asked(nowMs);
          expect(isOn(found, nowMs)).toBe(onNow);
          expect(found.untilMs).toBe(following?.untilMs ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });
});
