import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dayMarks,
  hourOf,
  momentOfHour,
  momentPresets,
  SLIDER_HOURS,
  windowAround,
} from '../../../src/console/preview/moments.ts';

const BERLIN = 'Europe/Berlin';
const ms = (instant: string) => Date.parse(instant);
const presets = (now: string, zone = BERLIN) => momentPresets(ms(now), zone).map(({ name, at }) => `${name} ${at}`);

test('on a weekday: tonight, this weekend, next Friday, by the clocks of the zone', () => {
  expect(presets('2026-11-18T09:00:00Z')).toEqual([
    'Tonight 2026-11-18T19:00:00.000Z',
    'Next Friday 2026-11-20T19:00:00.000Z',
    'This weekend 2026-11-21T19:00:00.000Z',
  ]);
  expect(presets('2026-11-18T09:00:00Z', 'America/New_York')[0]).toBe('Tonight 2026-11-19T01:00:00.000Z');
});

test('what is over is not offered: the evening is tomorrow, the weekend on Sunday evening the next one, on a Friday the next Friday', () => {
  expect(presets('2026-11-18T21:00:00Z')[0]).toBe('Tomorrow night 2026-11-19T19:00:00.000Z');
  expect(presets('2026-11-21T20:00:00Z')).toContain('This weekend 2026-11-22T19:00:00.000Z');
  expect(presets('2026-11-22T12:00:00Z')).toContain('This weekend 2026-11-22T19:00:00.000Z');
  expect(presets('2026-11-22T20:00:00Z')).toContain('Next weekend 2026-11-28T19:00:00.000Z');
  expect(presets('2026-11-20T09:00:00Z')).toContain('Next Friday 2026-11-27T19:00:00.000Z');
});

test('whenever and wherever: presets are to come, and a window holds its moment, is not over, and begins before it ends', () => {
  const nowMs = fc.integer({ min: ms('2026-01-01T00:00:00Z'), max: ms('2027-12-31T00:00:00Z') });
  const zone = fc.constantFrom('UTC', BERLIN, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
  fc.assert(
    fc.property(nowMs, zone, fc.option(fc.integer({ min: 1, max: SLIDER_HOURS })), (now, where, hour) => {
      for (const { at } of momentPresets(now, where)) expect(ms(at)).toBeGreaterThan(now);
      const at = hour === null ? null : momentOfHour(hour, now);
      const seenMs = at === null ? now : Math.max(ms(at), now);
      const { from, until } = windowAround(at, now, where);
      expect(ms(from)).toBeLessThanOrEqual(seenMs);
      expect(ms(until)).toBeGreaterThan(seenMs);
    }),
  );
});

test('a pin made while looking at a weekend is for the weekend, at an evening for the evening, at a day for the day, else for a week', () => {
  const now = ms('2026-11-18T09:00:30Z');
  const window = (at: string | null) => {
    const { from, until } = windowAround(at, now, BERLIN);
    return `${from} ${until}`;
  };
  const weekend = '2026-11-20T17:00:00.000Z 2026-11-22T23:00:00.000Z';
  expect(window('2026-11-21T19:00:00Z')).toBe(weekend);
  expect(window('2026-11-20T19:00:00Z')).toBe(weekend);
  expect(window('2026-11-22T08:00:00Z')).toBe(weekend);
  expect(window('2026-11-19T19:00:00Z')).toBe('2026-11-19T17:00:00.000Z 2026-11-19T23:00:00.000Z');
  expect(window('2026-11-20T08:00:00Z')).toBe('2026-11-19T23:00:00.000Z 2026-11-20T23:00:00.000Z');
  expect(window(null)).toBe('2026-11-18T09:00:00.000Z 2026-11-25T09:00:00.000Z');
});

test('the slider goes by whole hours from now, and marks where days begin', () => {
  const now = ms('2026-11-21T12:40:00Z');
  expect([momentOfHour(0, now), momentOfHour(2, now)]).toEqual([null, '2026-11-21T14:00:00.000Z']);
  expect([hourOf(null, now), hourOf('2026-11-21T14:00:00Z', now), hourOf('2027-11-21T14:00:00Z', now)]).toEqual([
    0,
    2,
    SLIDER_HOURS,
  ]);
  const marks = dayMarks(now, BERLIN);
  expect(marks.slice(0, 2)).toEqual([
    { value: 11, label: 'Sun 22' },
    { value: 35, label: 'Mon 23' },
  ]);
  expect(marks).toHaveLength(14);
});
