import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, LONGEST_OCCURRENCE_MS, occurrences, type Repeat, WEEKDAYS } from '../../src/domain/repeat.ts';
import { isOnByTheWall } from '../support/wall-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const spans = (repeat: Repeat | null, zone: string, from: string, until: string) =>
  [...occurrences(repeat, zone, Date.parse(from), Date.parse(until))].map(({ fromMs, untilMs }) =>
    [fromMs, untilMs].map((ms) => new Date(ms).toISOString().slice(0, 16)),
  );

describe('what repeats every week', () => {
  const fridayNight: Repeat = { days: ['fri'], from: '18:00', until: '24:00' };

  test('comes at the same time of the clocks there, in winter and in summer', () => {
    expect(spans(fridayNight, 'Europe/Berlin', '2026-03-26T00:00Z', '2026-04-05T00:00Z')).toEqual([
      ['2026-03-27T17:00', '2026-03-27T23:00'],
      ['2026-04-03T16:00', '2026-04-03T22:00'],
    ]);
  });

  test('is cut to the time that is asked about', () => {
    expect(spans(fridayNight, 'UTC', '2026-03-27T20:00Z', '2026-04-03T19:00Z')).toEqual([
      ['2026-03-27T20:00', '2026-03-28T00:00'],
      ['2026-04-03T18:00', '2026-04-03T19:00'],
    ]);
    expect(spans(fridayNight, 'UTC', '2026-03-28T00:00Z', '2026-03-28T00:00Z')).toEqual([]);
  });

  test('goes on over midnight where it ends before it begins', () => {
    const late: Repeat = { days: ['sat'], from: '22:00', until: '02:00' };
    expect(spans(late, 'UTC', '2026-03-01T01:00Z', '2026-03-08T01:00Z')).toEqual([
      ['2026-03-01T01:00', '2026-03-01T02:00'],
      ['2026-03-07T22:00', '2026-03-08T01:00'],
    ]);
  });

  test('is one where it touches the next: whole days, and the seventh of them for ever', () => {
    const weekend: Repeat = { days: ['sun', 'sat'], from: '00:00', until: '24:00' };
    expect(spans(weekend, 'UTC', '2026-03-02T00:00Z', '2026-03-10T00:00Z')).toEqual([
      ['2026-03-07T00:00', '2026-03-09T00:00'],
    ]);
    const always: Repeat = { days: [...WEEKDAYS], from: '00:00', until: '24:00' };
    expect(spans(always, 'Europe/Berlin', '1900-01-01T00:00Z', '9998-01-01T00:00Z')).toHaveLength(1);
  });

  test('does not come when clocks skip it in spring, and comes twice when they go back', () => {
    const night: Repeat = { days: ['sun'], from: '02:15', until: '02:45' };
    expect(spans(night, 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([]);
    expect(spans(night, 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      ['2026-10-25T00:15', '2026-10-25T00:45'],
      ['2026-10-25T01:15', '2026-10-25T01:45'],
    ]);
  });

  test('without a repeat it is all of the time', () => {
    expect(spans(null, 'UTC', '2026-03-01T00:00Z', '2026-03-02T00:00Z')).toEqual([
      ['2026-03-01T00:00', '2026-03-02T00:00'],
    ]);
  });

  test('the first of thousands costs no more than the days to it', () => {
    const [first] = occurrences(
      fridayNight,
      'Asia/Tokyo',
      Date.parse('2026-01-01T00:00Z'),
      Date.parse('9998-01-01T00:00Z'),
    );
    expect(new Date(first!.fromMs).toISOString()).toBe('2026-01-02T09:00:00.000Z');
  });
});

describe('minute by minute', () => {
  /** Changes of clocks: in the night, at midnight, by half an hour, twice a year in winter, never. */
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Asia/Beirut',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Pacific/Apia',
  ] as const;
  const time = fc.integer({ min: 0, max: 1439 }).map((minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  });
  const repeat = fc
    .record({
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: time,
      until: fc.oneof({ arbitrary: time, weight: 4 }, { arbitrary: fc.constant('24:00'), weight: 1 }),
    })
    .filter(({ from, until }) => from !== until);
  /** Around the days on which one of the zones changes its clocks, and any other day. */
  const start = fc.oneof(
    fc
      .constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-09-05', '2026-10-03', '2026-10-24', '2026-10-31')
      .map((day) => Date.parse(`${day}T00:00Z`)),
    fc.integer({ min: 0, max: 4000 }).map((days) => Date.parse('2022-01-01T00:00Z') + days * DAY_MS),
  );

  test('it is on exactly while the clocks there show so, over every change of clocks', () => {
    fc.assert(
      fc.property(
        repeat,
        fc.constantFrom(...zones),
        start,
        fc.integer({ min: 1, max: 2880 }),
        (rule, zone, fromMs, minutes) => {
          const untilMs = fromMs + minutes * MINUTE_MS;
          const found = [...occurrences(rule, zone, fromMs, untilMs)];
          for (const [at, { fromMs: onMs, untilMs: offMs }] of found.entries()) {
            expect(onMs).toBeLessThan(offMs);
            if (at > 0) expect(onMs).toBeGreaterThan(found[at - 1]!.untilMs);
          }
          const isIn = (ms: number) => found.some((one: Interval) => one.fromMs <= ms && ms < one.untilMs);
          for (let ms = fromMs; ms < untilMs; ms += MINUTE_MS) {
            if (isIn(ms) !== isOnByTheWall(rule, zone, ms)) throw new Error(`${zone} ${new Date(ms).toISOString()}`);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('none is as long as LONGEST_OCCURRENCE_MS', () => {
    fc.assert(
      fc.property(repeat, fc.constantFrom(...zones), start, (rule, zone, fromMs) => {
        fc.pre(rule.days.length < 7 || rule.from !== '00:00' || rule.until !== '24:00');
        for (const one of occurrences(rule, zone, fromMs, fromMs + 40 * DAY_MS)) {
          expect(one.untilMs - one.fromMs).toBeLessThan(LONGEST_OCCURRENCE_MS);
        }
      }),
    );
  });
});
