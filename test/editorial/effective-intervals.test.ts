import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LicenceWindow } from '../../src/domain/item.ts';
import type { RowKind } from '../../src/domain/page.ts';
import { effectiveIntervals } from '../../src/editorial/effective-intervals.ts';
import { aStoredItem } from '../support/items.ts';

const at = (hour: number): string => new Date(hour * 3_600_000).toISOString();
const everyTime = { timeZone: 'UTC', repeat: null };
const intervals = (windows: LicenceWindow[], from: number, until: number, regions?: string[]) =>
  effectiveIntervals(
    {
      ...everyTime,
      from: at(from),
      until: at(until),
      audience: regions === undefined ? {} : { regions },
      rowId: 'popular',
      rowKind: null,
    },
    aStoredItem(1, { windows }),
    0,
  );

describe('when a pin can show its item', () => {
  test('is its own time where the item is always licensed everywhere', () => {
    expect(intervals([{ region: '*', from: null, until: null }], 1, 5)).toEqual([
      { region: '*', from: at(1), until: at(5) },
    ]);
  });

  test('is cut to the windows of each region, and "*" holds in every region', () => {
    const windows = [
      { region: 'GB', from: at(2), until: at(4) },
      { region: '*', from: at(8), until: null },
    ];
    expect(intervals(windows, 1, 10, ['GB', 'US'])).toEqual([
      { region: 'GB', from: at(2), until: at(4) },
      { region: 'GB', from: at(8), until: at(10) },
      { region: 'US', from: at(8), until: at(10) },
    ]);
  });

  test('joins windows that touch or overlap, and never gives an empty one', () => {
    const windows = [
      { region: 'GB', from: at(4), until: at(6) },
      { region: 'GB', from: at(1), until: at(4) },
      { region: '*', from: at(5), until: at(7) },
      { region: 'GB', from: at(9), until: null },
    ];
    expect(intervals(windows, 0, 9, ['GB'])).toEqual([{ region: 'GB', from: at(1), until: at(7) }]);
  });

  test('is from the start of the item to its end, and before the start only where it is announced', () => {
    const match = aStoredItem(1, { type: 'live', startsAt: at(4), endsAt: at(6) });
    const pin = { ...everyTime, from: at(1), until: at(9), audience: {} };
    const pinnedTo = (row: { rowId: string | null; rowKind: RowKind | null }) =>
      effectiveIntervals({ ...pin, ...row }, match, 0).map(({ from, until }) => [from, until]);
    expect(pinnedTo({ rowId: 'top-picks', rowKind: null })).toEqual([[at(4), at(6)]]);
    expect(pinnedTo({ rowId: null, rowKind: 'live-now' })).toEqual([[at(4), at(6)]]);
    expect(pinnedTo({ rowId: 'starting-soon', rowKind: null })).toEqual([[at(1), at(6)]]);
    expect(pinnedTo({ rowId: null, rowKind: 'my-list' })).toEqual([[at(1), at(6)]]);
  });

  test('of a pin that repeats is the next ten times that are licensed, the one that is on among them', () => {
    const windows = [{ region: 'GB', from: '2026-03-06T19:00:00Z', until: null }];
    const pin = {
      from: '2026-01-01T00:00:00Z',
      until: '2027-01-01T00:00:00Z',
      timeZone: 'Europe/London',
      repeat: { days: ['fri'], from: '18:00', until: '24:00' } as const,
      audience: {},
      rowId: 'popular',
      rowKind: null,
    };
    const from = (now: string) =>
      effectiveIntervals(pin, aStoredItem(1, { windows }), Date.parse(now)).map((one) => `${one.from} ${one.until}`);
    const early = from('2026-02-01T00:00:00Z');
    expect(early).toHaveLength(10);
    expect(early[0]).toBe('2026-03-06T19:00:00.000Z 2026-03-07T00:00:00.000Z');
    // Summer: an hour earlier by UTC.
    expect(early.at(-1)).toBe('2026-05-08T17:00:00.000Z 2026-05-08T23:00:00.000Z');
    expect(from('2026-03-13T20:00:00Z')[0]).toBe('2026-03-13T18:00:00.000Z 2026-03-14T00:00:00.000Z');
    expect(from('2027-02-01T00:00:00Z')).toEqual([]);
  });

  test('is never for an item that is unknown or blocked', () => {
    const pin = { ...everyTime, from: at(0), until: at(1), audience: {}, rowId: 'popular', rowKind: null };
    expect(effectiveIntervals(pin, null, 0)).toEqual([]);
    expect(effectiveIntervals(pin, aStoredItem(1, { blocked: true }), 0)).toEqual([]);
  });

  test('a moment lies in an interval exactly when the pin and a window hold then', () => {
    const hour = fc.nat(24);
    const window = fc.record({
      region: fc.constantFrom('*', 'GB', 'US'),
      from: fc.option(hour.map(at)),
      until: fc.option(hour.map(at)),
    });
    fc.assert(
      fc.property(fc.array(window), hour, hour, hour, (windows, from, until, moment) => {
        const shown = intervals(windows, from, until, ['GB']).some(
          (one) => one.from <= at(moment) && at(moment) < one.until,
        );
        const licensed = windows.some(
          (one) =>
            one.region !== 'US' &&
            (one.from === null || one.from <= at(moment)) &&
            (one.until === null || at(moment) < one.until),
        );
        expect(shown).toBe(licensed && from <= moment && moment < until);
      }),
    );
  });
});
