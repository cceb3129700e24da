import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { NO_LISTS, rankedLists } from '../../src/features/ranked-lists.ts';
import { sortByValue } from '../../src/features/sort-by-value.ts';
import { topByValue } from '../../src/features/top-by-value.ts';
import { aStoredItem } from '../support/items.ts';

describe('sortByValue', () => {
  test('sorts as a stable comparison sort does, for any values', () => {
    const value = fc.oneof(fc.constantFrom(-1, 0, 0.5, 1), fc.float({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const indices = Int32Array.from(values, (_, i) => i * 7);
        sortByValue(indices, Float32Array.from(values), values.length);
        const expected = values.map((of, i) => ({ of: Math.fround(of), i })).sort((a, b) => b.of - a.of || a.i - b.i);
        expect([...indices]).toEqual(expected.map(({ i }) => i * 7));
      }),
    );
  });
});

describe('topByValue', () => {
  test('finds what sorting everything finds, for any values and any depth', () => {
    const value = fc.oneof(fc.constantFrom(-1, 0, 0.5, 1), fc.float({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(value), fc.nat({ max: 30 }), (values, most) => {
        const sorted = Int32Array.from(values.keys());
        sortByValue(sorted, Float32Array.from(values), values.length);
        const top = Int32Array.from(values.keys());
        const kept = topByValue(top, Float32Array.from(values), values.length, most);
        expect([...top.subarray(0, kept)]).toEqual([...sorted.subarray(0, most)]);
      }),
    );
  });
});

describe('rankedLists', () => {
  const items = [
    aStoredItem(1, { genres: ['Drama'], releaseDate: '2001-01-01' }),
    aStoredItem(2, { genres: ['Drama', 'War'], releaseDate: '2003-01-01' }),
    aStoredItem(3, { genres: ['War'] }),
    aStoredItem(4, { type: 'series', genres: ['War'], releaseDate: '1960-01-01' }),
    aStoredItem(5, { type: 'episode', seriesId: 'i4' }),
    aStoredItem(6, { blocked: true, genres: ['War'] }),
  ];
  const catalogue = createCatalogue(items, 1);
  const statsOf = (uses: Record<number, number>) => {
    const columns = createItemStatsColumns(catalogue);
    for (const [dense, count] of Object.entries(uses)) columns.add(Number(dense), 0, count, 0, 0);
    return columns.at(0);
  };

  test('orders titles by uses, by release and within genres, without episodes and withdrawn items', () => {
    const lists = rankedLists(catalogue, statsOf({ 2: 5, 0: 1 }));
    expect([...lists.byUses]).toEqual([2, 0, 1, 3]);
    expect([lists.usedCount, [...lists.byTrend]]).toEqual([2, [2, 0]]);
    expect([...lists.byRelease]).toEqual([1, 0, 3]);
    const war = catalogue.genres.indexOf('War');
    expect([...lists.genreTitles.subarray(lists.genreOffsets[war], lists.genreOffsets[war + 1])]).toEqual([2, 1, 3]);
    expect(lists.genreUses[war]).toBe(5);
  });

  test('lists as trending what is used more than usual, before what is always used much', () => {
    const HOUR_MS = 3_600_000;
    const columns = createItemStatsColumns(catalogue);
    const hours = 60 * 24;
    for (let hour = 0; hour < hours; hour++) {
      // Always used much; less; and hardly at all, until this hour.
      columns.add(0, hour * HOUR_MS, 30, 0, 0);
      columns.add(1, hour * HOUR_MS, 10, 0, 0);
      if (hour % 24 === 0) columns.add(2, hour * HOUR_MS, 1, 0, 0);
    }
    const trendAt = () => [...rankedLists(catalogue, columns.at(hours * HOUR_MS)).byTrend];
    expect(trendAt()).toEqual([0, 1, 2]);
    // A third of what the first one has in its trend.
    columns.add(2, hours * HOUR_MS, 1000, 0, 0);
    expect(trendAt()).toEqual([2, 0, 1]);
  });

  test('what was popular before stands in while the stats know nothing, and not a moment longer', () => {
    const fallback = { ...NO_LISTS, popular: { adult: ['i3', 'gone'], teen: [], kids: ['i1', 'i3'] }, editors: ['i2'] };
    const blind = rankedLists(catalogue, statsOf({}), fallback);
    expect([[...blind.byUses], blind.usedCount, [...blind.editors]]).toEqual([[2, 0, 1, 3], 2, [1]]);
    expect(rankedLists(catalogue, statsOf({ 1: 1 }), fallback).byUses[0]).toBe(1);
  });
});
