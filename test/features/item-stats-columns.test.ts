import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_TYPES } from '../../src/domain/item.ts';
import {
  anchorOf,
  createAnchorDays,
  createItemStatsColumns,
  type Types,
} from '../../src/features/item-stats-columns.ts';
import { TREND_HALF_LIFE_MS as HALF_LIVES_MS } from '../../src/features/trend-half-lives.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TREND_HALF_LIFE_MS = HALF_LIVES_MS.film;
const films = (size: number): Types => ({ size, type: Array(size).fill('film') });
/** One of each type. */
const EACH_TYPE: Types = { size: ITEM_TYPES.length, type: ITEM_TYPES };

describe('item stats', () => {
  test('halve the trend of a use with every half-life', () => {
    const stats = createItemStatsColumns(films(2));
    stats.add(1, 0, 4, 0, 0);
    expect([...stats.at(0).trend]).toEqual([0, 4]);
    expect([...stats.at(TREND_HALF_LIFE_MS).trend]).toEqual([0, 2]);
    stats.add(1, TREND_HALF_LIFE_MS, 1, 0, 0);
    expect([...stats.at(3 * TREND_HALF_LIFE_MS).trend]).toEqual([0, 0.75]);
  });

  test('forget uses of each type by its own half-life', () => {
    for (const [dense, type] of ITEM_TYPES.entries()) {
      const stats = createItemStatsColumns(EACH_TYPE);
      stats.add(dense, 0, 4, 0, 0);
      const { trend } = stats.at(2 * HALF_LIVES_MS[type]);
      expect([...trend]).toEqual(ITEM_TYPES.map((_, other) => (other === dense ? 1 : 0)));
    }
    expect(HALF_LIVES_MS.live).toBeLessThan(HALF_LIVES_MS.clip);
    expect(HALF_LIVES_MS.clip).toBeLessThan(HALF_LIVES_MS.film);
  });

  test('give a later item the half-life of its type', () => {
    const stats = createItemStatsColumns(films(1));
    stats.grow({ size: 2, type: ['film', 'clip'] });
    stats.add(1, 0, 8, 0, 0);
    expect([...stats.at(HALF_LIVES_MS.clip).trend]).toEqual([0, 4]);
  });

  test('say what is usual: as much as the trend of a steady title, less than that of one that rises, more of one that falls', () => {
    const stats = createItemStatsColumns(films(3));
    const hours = 400 * 24;
    for (let hour = 0; hour < hours; hour++) {
      stats.add(0, hour * HOUR_MS, 5, 0, 0);
      if (hour >= hours - 24) stats.add(1, hour * HOUR_MS, 5, 0, 0);
      if (hour < hours - 24 * 10) stats.add(2, hour * HOUR_MS, 5, 0, 0);
    }
    const { trend, usual } = stats.at(hours * HOUR_MS);
    expect(usual[0]! / trend[0]!).toBeCloseTo(1, 1);
    expect(trend[1]! / usual[1]!).toBeGreaterThan(5);
    expect(trend[2]! / usual[2]!).toBeLessThan(0.3);
  });

  test('never decay the totals', () => {
    const stats = createItemStatsColumns(films(2));
    stats.add(0, 0, 2, 2, 1.5);
    stats.add(1, 5 * DAY_MS, 1, 1, -1);
    stats.add(0, 9 * DAY_MS, 1, 0, 0);
    const { uses, ratings, ratingSum, totalUses } = stats.at(1000 * DAY_MS);
    expect([[...uses], [...ratings], [...ratingSum], totalUses]).toEqual([[3, 1], [2, 1], [1.5, -1], 4]);
  });

  test('are the same from hourly sums as from single events in any order within their hour', () => {
    const event = fc.record({
      dense: fc.integer({ min: 0, max: ITEM_TYPES.length - 1 }),
      hour: fc.integer({ min: 0, max: 400 }),
      withinMs: fc.integer({ min: 0, max: HOUR_MS - 1 }),
      // Stars as opinions: multiples of a half add up exactly.
      opinion: fc.constantFrom(null, -1, -0.5, 0, 0.5, 1),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), fc.integer({ min: 0, max: 500 }), (events, anchorHour) => {
        const online = createItemStatsColumns(EACH_TYPE);
        const offline = createItemStatsColumns(EACH_TYPE);
        const byHour = events.toSorted((a, b) => a.hour - b.hour);
        for (const { dense, hour, withinMs, opinion } of byHour) {
          offline.add(dense, hour * HOUR_MS + withinMs, 1, opinion === null ? 0 : 1, opinion ?? 0);
        }
        const buckets = Map.groupBy(byHour, ({ dense, hour }) => `${hour} ${dense}`);
        for (const bucket of buckets.values()) {
          const rated = bucket.filter(({ opinion }) => opinion !== null);
          const sum = rated.reduce((total, { opinion }) => total + opinion!, 0);
          online.add(bucket[0]!.dense, bucket[0]!.hour * HOUR_MS, bucket.length, rated.length, sum);
        }
        const anchorMs = anchorHour * HOUR_MS;
        expect({ ...online.at(anchorMs), version: 0 }).toEqual({ ...offline.at(anchorMs), version: 0 });
      }),
    );
  });

  test('stay finite and count as new what came after the anchor', () => {
    const stats = createItemStatsColumns(films(1));
    stats.add(0, 5000 * DAY_MS, 1, 0, 0);
    expect(stats.at(0).trend[0]).toBe(1);
  });

  test('take in what comes late as if it had come in time, but for rounding', () => {
    const use = fc.record({ dense: fc.integer({ min: 0, max: 2 }), hour: fc.integer({ min: 0, max: 200 }) });
    fc.assert(
      fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
        const [inTime, late] = [createItemStatsColumns(films(3)), createItemStatsColumns(films(3))];
        for (const { dense, hour } of uses.toSorted((a, b) => a.hour - b.hour))
          inTime.add(dense, hour * HOUR_MS, 1, 0, 0);
        for (const { dense, hour } of uses) late.add(dense, hour * HOUR_MS, 1, 0, 0);
        const [expected, found] = [inTime.at(300 * HOUR_MS), late.at(300 * HOUR_MS)];
        expect(found.uses).toEqual(expected.uses);
        for (let dense = 0; dense < 3; dense++) {
          expect(found.trend[dense]).toBeCloseTo(expected.trend[dense]!, 5);
          expect(found.usual[dense]).toBeCloseTo(expected.usual[dense]!, 5);
        }
      }),
    );
  });

  test('grow without forgetting, and hand out copies', () => {
    const stats = createItemStatsColumns(films(1));
    stats.add(0, 0, 1, 1, 1);
    const before = stats.at(0);
    stats.grow(films(3));
    stats.add(2, 0, 5, 0, 0);
    stats.add(0, TREND_HALF_LIFE_MS, 1, 0, 0);
    const after = stats.at(TREND_HALF_LIFE_MS);
    expect([...after.uses]).toEqual([2, 0, 5]);
    expect([...after.trend]).toEqual([1.5, 0, 2.5]);
    expect([...before.uses]).toEqual([1]);
    expect(after.version).toBeGreaterThan(before.version);
  });
});

describe('the anchor of recent', () => {
  const dayMs = 100 * DAY_MS;

  test('is now on a log that lives', () => {
    expect(anchorOf([{ dayMs, events: 500 }], dayMs + 5 * HOUR_MS)).toBe(dayMs + 5 * HOUR_MS);
  });

  test('is the end of the newest day with 100 events on an old log', () => {
    const days = [
      { dayMs: dayMs + 9 * DAY_MS, events: 99 },
      { dayMs, events: 100 },
      { dayMs: dayMs - DAY_MS, events: 1000 },
    ];
    expect(anchorOf(days, dayMs + 900 * DAY_MS)).toBe(dayMs + DAY_MS);
  });

  test('is the end of the newest day with any events when no day had 100, and never after now', () => {
    const days = [
      { dayMs, events: 3 },
      { dayMs: dayMs - DAY_MS, events: 9 },
    ];
    expect(anchorOf(days, dayMs + 900 * DAY_MS)).toBe(dayMs + DAY_MS);
    expect(anchorOf(days, dayMs + HOUR_MS)).toBe(dayMs + HOUR_MS);
  });

  test('is the same kept event by event, in any order, as from the days counted at the end', () => {
    const daysOfEvents = fc.array(fc.record({ day: fc.nat(12), events: fc.nat(130) }), { maxLength: 8 });
    fc.assert(
      fc.property(daysOfEvents, fc.nat(20), fc.infiniteStream(fc.nat()), (bursts, nowDay, order) => {
        const times = bursts.flatMap(({ day, events }) => Array.from({ length: events }, () => day * DAY_MS + HOUR_MS));
        const shuffled = times.map((atMs) => [order.next().value!, atMs] as const).sort(([a], [b]) => a - b);
        const kept = createAnchorDays();
        for (const [, atMs] of shuffled) kept.add(atMs);
        const counted = Array.from({ length: 13 }, (_, day) => ({
          dayMs: day * DAY_MS,
          events: times.filter((atMs) => Math.floor(atMs / DAY_MS) === day).length,
        }));
        const nowMs = nowDay * DAY_MS;
        expect(kept.anchorAt(nowMs)).toBe(anchorOf(counted.reverse(), nowMs));
      }),
      { numRuns: 50 },
    );
  });

  test('is now when nothing ever happened', () => {
    expect(createAnchorDays().anchorAt(7)).toBe(7);
    expect(anchorOf([], 7)).toBe(7);
  });
});
