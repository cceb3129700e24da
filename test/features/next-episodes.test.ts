import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Catalogue } from '../../src/domain/catalogue.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { cutsOf } from '../../src/features/unfinished.ts';
import { aStoredItem } from '../support/items.ts';

const series = (itemNo: number) => aStoredItem(itemNo, { type: 'series' });
const episode = (itemNo: number, of: number, season: number | null, number: number | null, blocked = false) =>
  aStoredItem(itemNo, { type: 'episode', seriesId: `i${of}`, season, episode: number, blocked });

/** Item number -> item number of the next episode, where there is one. */
function nextOf({ itemNo, nextEpisode }: Catalogue): Record<number, number> {
  const next: Record<number, number> = {};
  for (const [dense, after] of nextEpisode.entries()) if (after >= 0) next[itemNo[dense]!] = itemNo[after]!;
  return next;
}
const linked = (...items: StoredItem[]) => nextOf(createCatalogue(items, 1));

describe('the next episode', () => {
  test('comes by season, then by number, in whatever order they arrived', () => {
    expect(linked(episode(4, 1, 2, 1), episode(3, 1, 1, 10), series(1), episode(2, 1, 1, 9))).toEqual({ 2: 3, 3: 4 });
  });

  test('is none for films, series, trailers, and episodes without a number or a series', () => {
    expect(
      linked(
        series(1),
        episode(2, 1, 1, null),
        episode(3, 1, 1, 1),
        aStoredItem(4, { type: 'clip', seriesId: 'i1', season: 1, episode: 2 }),
        episode(5, 99, 1, 1),
        episode(6, 99, 1, 2),
        aStoredItem(7),
      ),
    ).toEqual({});
  });

  test('is never the same episode in another cut, and passes over withdrawn ones', () => {
    expect(linked(series(1), episode(2, 1, 1, 1), episode(3, 1, 1, 1), episode(4, 1, 1, 2, true))).toEqual({});
    expect(
      linked(series(1), episode(2, 1, 1, 1), episode(3, 1, 1, 2, true), episode(4, 1, 1, 2), episode(5, 1, 1, 3)),
    ).toEqual({ 2: 4, 3: 5, 4: 5 });
  });

  test('is nowhere a special, and after one the story begins', () => {
    expect(
      linked(series(1), episode(2, 1, 0, 1), episode(3, 1, 0, null), episode(4, 1, 1, 1), episode(5, 1, 1, 2)),
    ).toEqual({
      2: 4,
      3: 4,
      4: 5,
    });
    expect(linked(series(1), episode(2, 1, 0, 1), episode(4, 1, 1, 1, true), episode(5, 1, 2, 1))).toEqual({
      2: 5,
      4: 5,
    });
  });

  test('is by number where a series has nothing but season 0', () => {
    expect(linked(series(1), episode(2, 1, 0, 1), episode(3, 1, 0, 2), episode(4, 1, 1, 1, true))).toEqual({ 2: 3 });
  });

  test('leaps over numbers that are missing, seasons too', () => {
    expect(linked(series(1), episode(2, 1, 1, 1), episode(3, 1, 1, 4), episode(4, 1, 5, 2))).toEqual({ 2: 3, 3: 4 });
  });

  test('tells the cuts of one episode, in a ring, and forgets one that became another episode', () => {
    const cutsIn = (catalogue: Catalogue) =>
      Array.from(catalogue.itemNo, (itemNo, dense) => [
        itemNo,
        ...cutsOf(catalogue, dense).map((cut) => catalogue.itemNo[cut]),
      ]);
    const before = createCatalogue(
      [series(1), ...[2, 3, 4].map((itemNo) => episode(itemNo, 1, 1, 1)), episode(5, 1, 1, 2)],
      1,
    );
    expect(cutsIn(before)).toEqual([
      [1, 1],
      [2, 2, 3, 4],
      [3, 3, 4, 2],
      [4, 4, 2, 3],
      [5, 5],
    ]);
    expect(cutsIn(withChanges(before, [episode(3, 1, 1, 2), episode(4, 1, 1, 3)], 2))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3, 5],
      [4, 4],
      [5, 5, 3],
    ]);
  });

  test('is another one when an episode changes its series', () => {
    const before = createCatalogue(
      [series(1), series(2), episode(3, 1, 1, 1), episode(4, 1, 1, 2), episode(5, 2, 1, 1)],
      1,
    );
    expect(nextOf(before)).toEqual({ 3: 4 });
    expect(nextOf(withChanges(before, [episode(4, 2, 1, 2)], 2))).toEqual({ 5: 4 });
    expect(nextOf(before)).toEqual({ 3: 4 });
  });

  test('is the same whether the catalogue was loaded at once or grew by changes', () => {
    const item = fc.oneof(
      fc.constantFrom(1, 2).map(series),
      fc
        .record({
          itemNo: fc.integer({ min: 3, max: 9 }),
          of: fc.constantFrom(1, 2, 3),
          season: fc.option(fc.integer({ min: 0, max: 2 })),
          number: fc.option(fc.integer({ min: 1, max: 3 })),
          blocked: fc.boolean(),
        })
        .map(({ itemNo, of, season, number, blocked }) => episode(itemNo, of, season, number, blocked)),
    );
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 4 }), { maxLength: 6 }), (steps) => {
        const grown = steps.reduce((before, changed) => withChanges(before, changed, 1), createCatalogue([], 1));
        expect(nextOf(grown)).toEqual(nextOf(createCatalogue(steps.flat(), 1)));
      }),
      { numRuns: 500 },
    );
  });
});
