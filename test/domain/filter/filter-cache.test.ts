import { describe, expect, test } from '@jest/globals';
import { createFilterCache } from '../../../src/domain/filter/filter-cache.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { aStoredItem } from '../../support/items.ts';

const catalogue = createCatalogue(
  Array.from({ length: 3200 }, (_, at) => aStoredItem(at + 1, { season: at % 7 })),
  1,
);

describe('compiled filters', () => {
  test('the same text is the same filter, and what it found is found again', () => {
    const cache = createFilterCache();
    const filter = cache.of('season = 3');
    const bits = filter.matches(catalogue, 0);
    expect(cache.of('season = 3')).toBe(filter);
    expect(cache.of('season = 3').matches(catalogue, 1)).toBe(bits);
  });

  test('a refused text is refused again', () => {
    const cache = createFilterCache();
    for (let time = 0; time < 2; time++) expect(() => cache.of('season = x')).toThrow(/season is a number/);
    expect(cache.bytes).toBe(0);
  });

  test('what they hold stays within the bound: the least lately asked for goes first, and still answers whoever has it', () => {
    const maxBytes = 30_000;
    const cache = createFilterCache(maxBytes);
    const first = cache.of('season = 0');
    const often = cache.of('season = 1');
    for (let no = 0; no < 100; no++) {
      expect(cache.of('season = 1')).toBe(often);
      cache.of(`episode = ${no}`).matches(catalogue, 0);
      expect(cache.bytes).toBeLessThanOrEqual(maxBytes);
    }
    const held = cache.bytes;
    expect(first.matches(catalogue, 0)).toHaveLength(100);
    expect(cache.bytes).toBe(held);
    expect(cache.of('season = 0')).not.toBe(first);
  });
});
