import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pin } from '../../../clients/typescript/src/index.ts';
import { nextBar } from '../../../src/console/pins/timeline/next-bar.ts';
import { areBoth, layoutTimeline } from '../../../src/console/pins/timeline/timeline-layout.ts';
import { timelineRange, turnedDay } from '../../../src/console/pins/timeline/timeline-range.ts';
import { audiencesMeet } from '../../../src/domain/audience.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-11-16T00:00:00Z');
const range = { fromMs: START_MS, untilMs: START_MS + 7 * DAY_MS };
const at = (days: number) => new Date(START_MS + days * DAY_MS).toISOString();

const aPin = (pinId: string, changes: Partial<Pin> = {}): Pin => ({
  ...{ pinId, itemId: 'heat', rowId: 'top-picks', rowKind: null, position: 0, timeZone: 'UTC', repeat: null },
  ...{ from: at(0), until: at(7), audience: {}, priority: 0, ifRowAbsent: 'withhold', ifWatched: 'withhold' },
  ...{ enabled: true, note: '', campaign: null, state: 'live', approval: null, version: 1 },
  ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
  ...changes,
});

const barsOf = (pins: readonly Pin[]) =>
  layoutTimeline(pins, range).flatMap(({ slots }) => slots.flatMap(({ bars }) => bars));
const barOf = (pins: readonly Pin[], pinId: string) => barsOf(pins).find(({ pin }) => pin.pinId === pinId)!;

describe('days', () => {
  test('a week from Monday, by the clocks of the zone, around now', () => {
    const { days } = timelineRange('week', null, Date.parse('2026-11-22T23:30:00Z'), 'Europe/Berlin');
    expect(days.map(({ day }) => day)).toEqual([23, 24, 25, 26, 27, 28, 29].map((day) => `2026-11-${day}`));
    expect(days.map(({ isWeekend }) => isWeekend)).toEqual([false, false, false, false, false, true, true]);
  });

  test('a day on which clocks change is as long as it is', () => {
    const { days } = timelineRange('week', '2026-10-19', 0, 'Europe/Berlin');
    expect((days.at(-1)!.untilMs - days.at(-1)!.fromMs) / 3_600_000).toBe(25);
    expect(days.every(({ fromMs }, index) => index === 0 || fromMs === days[index - 1]!.untilMs)).toBe(true);
  });

  test('five weeks from the one before, and on by four', () => {
    const { days } = timelineRange('month', null, Date.parse('2026-11-21T02:00:00Z'), 'UTC');
    expect([days.length, days[0]!.day, days.at(-1)!.day]).toEqual([35, '2026-11-09', '2026-12-13']);
    expect(turnedDay('month', '2026-11-09', 1)).toBe('2026-12-07');
    expect(turnedDay('week', '2026-11-16', -1)).toBe('2026-11-09');
  });
});

describe('bars', () => {
  test('a pin is cut to the days that are shown; one of other days is not there, nor is its row', () => {
    const [bar] = barsOf([
      aPin('a', { from: at(-3), until: at(3.5) }),
      aPin('b', { rowId: 'new', from: at(8), until: at(9) }),
    ]);
    expect(bar).toMatchObject({ left: 0, width: 0.5 });
    expect(layoutTimeline([aPin('b', { from: at(8), until: at(9) })], range)).toEqual([]);
  });

  test('times of the week are bars each', () => {
    const repeat = { days: ['fri' as const, 'sat' as const], from: '18:00', until: '24:00' };
    expect(barsOf([aPin('a', { repeat })]).map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual([
      '2026-11-20T18:00:00.000Z',
      '2026-11-21T18:00:00.000Z',
    ]);
  });

  test('of two that want one slot for some of the same audience the higher priority wins, then the older', () => {
    const older = aPin('older', { createdAt: '2025-01-01T00:00:00Z' });
    const higher = aPin('higher', { priority: 1, audience: { regions: ['US'] } });
    expect(barOf([older, higher], 'older')).toMatchObject({ losesTo: ['higher'], winsOver: [] });
    expect(barOf([older, higher], 'higher')).toMatchObject({ losesTo: [], winsOver: ['older'] });
    expect(barOf([aPin('younger'), older], 'younger').losesTo).toEqual(['older']);
  });

  test('they are not in each other’s way in other slots, at other times, for others, or as drafts', () => {
    const pin = aPin('a', { until: at(3), audience: { regions: ['US'] } });
    const others = [
      aPin('b', { position: 1 }),
      aPin('b', { rowId: 'trending' }),
      aPin('b', { from: at(3) }),
      aPin('b', { audience: { regions: ['GB'] } }),
      aPin('b', { enabled: false }),
    ];
    for (const other of others) expect(barOf([pin, other], 'a')).toMatchObject({ losesTo: [], winsOver: [] });
  });

  test('any row of a kind and a row of that kind want the same', () => {
    const any = aPin('any', { rowId: null, rowKind: 'genre', createdAt: '2025-01-01T00:00:00Z' });
    expect(barOf([any, aPin('drama', { rowId: 'genre:drama' })], 'drama').losesTo).toEqual(['any']);
    expect(barOf([any, aPin('top')], 'top').losesTo).toEqual([]);
  });

  const anyPin = (pinId: string): fc.Arbitrary<Pin> =>
    fc
      .record({
        fromDay: fc.integer({ min: -2, max: 7 }),
        days: fc.integer({ min: 1, max: 4 }),
        position: fc.nat({ max: 1 }),
        priority: fc.nat({ max: 1 }),
        enabled: fc.boolean(),
        audience: fc.constantFrom({}, { regions: ['US'] }, { regions: ['GB'] }),
        repeat: fc.constantFrom(null, { days: ['tue' as const, 'thu' as const], from: '20:00', until: '04:00' }),
      })
      .map(({ fromDay, days, ...same }) => aPin(pinId, { ...same, from: at(fromDay), until: at(fromDay + days) }));

  test('whatever pins there are: none lies over another in its lane, and conflicts are those that any two pins have', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 7 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyPin(`p${i}`)))),
        (pins) => {
          for (const { slots } of layoutTimeline(pins, range)) {
            for (const { bars, laneCount } of slots) {
              for (const [index, bar] of bars.entries()) {
                expect(bar.lane).toBeLessThan(laneCount);
                expect(bar.left).toBeGreaterThanOrEqual(0);
                expect(bar.left + bar.width).toBeLessThanOrEqual(1 + 1e-9);
                const others = bars.filter((_, at) => at !== index);
                expect(others.filter((other) => other.lane === bar.lane && areBoth(other, bar))).toEqual([]);
                const rivals = others.filter(
                  (other) =>
                    areBoth(other, bar) &&
                    other.pin.enabled &&
                    bar.pin.enabled &&
                    audiencesMeet(other.pin.audience, bar.pin.audience),
                );
                const ids = [...new Set(rivals.map(({ pin }) => pin.pinId!))].sort();
                expect([...bar.losesTo, ...bar.winsOver].sort()).toEqual(ids);
                for (const id of bar.losesTo) {
                  expect(pins.find(({ pinId }) => pinId === id)!.priority).toBeGreaterThanOrEqual(bar.pin.priority);
                }
              }
            }
          }
        },
      ),
    );
  });
});

describe('arrow keys', () => {
  const pins = [
    aPin('a', { until: at(1) }),
    aPin('b', { from: at(5) }),
    aPin('c', { position: 1, from: at(4) }),
    aPin('d', { rowId: 'trending', from: at(1), until: at(2) }),
  ];
  const rows = layoutTimeline(pins, range);
  const go = (from: string, arrow: string) =>
    nextBar(rows, barsOf(pins).find(({ pin }) => pin.pinId === from)!.key, arrow)?.pin.pinId ?? null;

  test('go along a slot, and to the nearest in time of the next one', () => {
    expect([go('a', 'ArrowRight'), go('b', 'ArrowLeft'), go('b', 'ArrowRight')]).toEqual(['b', 'a', null]);
    expect([go('a', 'ArrowDown'), go('c', 'ArrowUp'), go('c', 'ArrowDown'), go('d', 'ArrowDown')]).toEqual([
      'c',
      'b',
      'd',
      null,
    ]);
    expect([go('c', 'Home'), go('a', 'End'), go('a', 'x')]).toEqual(['a', 'd', null]);
  });
});
