import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HourCounts } from '../../../src/domain/ports/log-check.ts';
import { findEventGaps, findPageGaps } from '../../../src/reports/log-health/find-gaps.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 5, 10, 12);

const IMPRESSIONS_A_PAGE = 20;
/** Hours around noon with so many pages each. */
const hoursOf = (pages: readonly number[], fromMs = NOON_MS): HourCounts[] =>
  pages.map((count, n) => ({ hourMs: fromMs + n * HOUR_MS, served: count * IMPRESSIONS_A_PAGE, acted: count }));
const minutesFrom = (fromMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => fromMs + n * MINUTE_MS);

describe('gaps of pages', () => {
  test('an outage within a busy time is one, with what it missed', () => {
    // 10 pages a minute, none from 13:20 to 13:40.
    const empty = minutesFrom(NOON_MS + HOUR_MS + 20 * MINUTE_MS, 20);
    const gaps = findPageGaps(empty, hoursOf([600, 400, 600]), IMPRESSIONS_A_PAGE);
    expect(gaps).toEqual([{ fromMs: empty[0], untilMs: empty.at(-1)! + MINUTE_MS, expected: 200 }]);
  });

  test('minutes that chance left empty are none', () => {
    // A page in two minutes, or in less without the empty ones.
    const hours = hoursOf([30, 30, 30]);
    expect(findPageGaps(minutesFrom(NOON_MS + 70 * MINUTE_MS, 10), hours, IMPRESSIONS_A_PAGE)).toEqual([]);
    expect(findPageGaps(minutesFrom(NOON_MS + 70 * MINUTE_MS, 40), hours, IMPRESSIONS_A_PAGE)).toHaveLength(1);
  });

  test('a night that is always quiet is none, however busy the evening is', () => {
    const night = minutesFrom(NOON_MS + HOUR_MS, 120);
    const today = hoursOf([600, 0, 0, 600]).filter(({ served }) => served > 0);
    expect(findPageGaps(night, today, IMPRESSIONS_A_PAGE)).toHaveLength(1);
    const daysBefore = [1, 2, 3].flatMap((days) => hoursOf([600, 1, 1, 600], NOON_MS - days * DAY_MS));
    expect(findPageGaps(night, [...daysBefore, ...today], IMPRESSIONS_A_PAGE)).toEqual([]);
  });

  test('a silence that lasts until now is one where the days before know the hour', () => {
    const silence = minutesFrom(NOON_MS + HOUR_MS, 30);
    expect(findPageGaps(silence, hoursOf([600]), IMPRESSIONS_A_PAGE)).toEqual([]);
    const daysBefore = [1, 2, 3].flatMap((days) => hoursOf([600, 300], NOON_MS - days * DAY_MS));
    const gaps = findPageGaps(silence, [...daysBefore, ...hoursOf([600])], IMPRESSIONS_A_PAGE);
    expect(gaps.map(({ expected }) => expected)).toEqual([150]);
  });

  test('neither the time before the first page is one, nor that between two bursts', () => {
    expect(findPageGaps(minutesFrom(NOON_MS, 60), hoursOf([600, 600], NOON_MS + HOUR_MS), IMPRESSIONS_A_PAGE)).toEqual(
      [],
    );
    const bursts = [...minutesFrom(NOON_MS + 10 * MINUTE_MS, 50), ...minutesFrom(NOON_MS + 70 * MINUTE_MS, 50)];
    expect(findPageGaps(bursts, hoursOf([1000, 1000]), IMPRESSIONS_A_PAGE)).toEqual([]);
  });

  test('a log without pages has none, and stretches never overlap', () => {
    expect(findPageGaps(minutesFrom(NOON_MS, 600), [], 0)).toEqual([]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(179), { maxLength: 120 }), fc.nat(5000), (offsets, pages) => {
        const empty = offsets.sort((a, b) => a - b).map((n) => NOON_MS + n * MINUTE_MS);
        const gaps = findPageGaps(empty, hoursOf([pages, pages, pages]), IMPRESSIONS_A_PAGE);
        for (const [n, { fromMs, untilMs }] of gaps.entries()) {
          for (let ms = fromMs; ms < untilMs; ms += MINUTE_MS) expect(empty).toContain(ms);
          if (n > 0) expect(fromMs).toBeGreaterThan(gaps[n - 1]!.untilMs);
        }
      }),
    );
  });
});

describe('gaps of events', () => {
  const acted = (counts: readonly number[]): HourCounts[] =>
    counts.map((count, n) => ({ hourMs: NOON_MS + n * HOUR_MS, served: 1000, acted: count }));
  const nowMs = NOON_MS + 24 * HOUR_MS;

  test('an hour of pages that nobody acted on is one', () => {
    expect(findEventGaps(acted([100, 0, 90, 110]), NOON_MS, nowMs)).toEqual([
      { fromMs: NOON_MS + HOUR_MS, untilMs: NOON_MS + 2 * HOUR_MS, expected: 100 },
    ]);
  });

  test('where few act ever, or on the hour that has just begun, it is none', () => {
    expect(findEventGaps(acted([5, 0, 5, 5]), NOON_MS, nowMs)).toEqual([]);
    expect(findEventGaps(acted([100, 100, 100, 0]), NOON_MS, NOON_MS + 4 * HOUR_MS)).toEqual([]);
    expect(findEventGaps(acted([100, 0]), NOON_MS, nowMs)).toEqual([]);
  });
});
