import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { momentOf, onDay, wallOf, weekdayOf } from '../../../src/console/parts/moment.ts';

describe('a moment and the clocks of a zone', () => {
  test('clocks there show it, in summer and in winter', () => {
    expect(wallOf('2026-11-27T19:00:00Z', 'Europe/Berlin')).toBe('2026-11-27T20:00');
    expect(wallOf('2026-07-03T18:00:00Z', 'Europe/Berlin')).toBe('2026-07-03T20:00');
    expect(momentOf('2026-11-27T20:00', 'Europe/Berlin')).toEqual({
      instant: '2026-11-27T19:00:00.000Z',
      oddity: null,
    });
  });

  test('a time that clocks skip is taken as the same time after the change, and said', () => {
    expect(momentOf('2026-03-29T02:30', 'Europe/Berlin')).toEqual({
      instant: '2026-03-29T01:30:00.000Z',
      oddity: 'skipped',
    });
    expect(wallOf('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:30');
  });

  test('of a time that clocks show twice it is the first, and said', () => {
    expect(momentOf('2026-10-25T02:30', 'Europe/Berlin')).toEqual({
      instant: '2026-10-25T00:30:00.000Z',
      oddity: 'twice',
    });
  });

  test('a day that never came somewhere has moments all the same', () => {
    expect(momentOf('2011-12-30T12:00', 'Pacific/Apia')?.oddity).toBe('skipped');
  });

  test('half a date is no moment', () => {
    for (const text of ['', '2026-11', '2026-13-01T10:00', '2026-02-30T10:00', 'tomorrow']) {
      expect([text, momentOf(text, 'UTC')]).toEqual([text, null]);
    }
  });

  test('there and back again, for any minute in any zone: the same, or the other of the two times that look alike', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const minutes = fc.integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const atMs = minute * 60_000;
        const back = momentOf(wallOf(atMs, zone), zone)!;
        expect(back.oddity).not.toBe('skipped');
        if (back.oddity === null) expect(Date.parse(back.instant)).toBe(atMs);
        else expect(Date.parse(back.instant)).toBeLessThanOrEqual(atMs);
        expect(wallOf(back.instant, zone)).toBe(wallOf(atMs, zone));
      }),
    );
  });

  test('days are counted on the calendar, across months and changes of clocks', () => {
    expect(onDay('2026-10-24T23:10', 2, '18:00')).toBe('2026-10-26T18:00');
    expect(onDay('2026-12-31T23:10', 1, '00:00')).toBe('2027-01-01T00:00');
    expect(weekdayOf('2026-11-27T20:00')).toBe(5);
  });
});
