import { describe, expect, test } from '@jest/globals';
import { hasBit } from '../../src/domain/catalogue.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { type WatchedTitles, watchedTitles } from '../../src/features/title-sets.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { eventAt } from '../support/user-states.ts';

const episode = (itemNo: number, season: number, number: number, changes: Partial<StoredItem> = {}): StoredItem => ({
  ...aStoredItem(itemNo, { type: 'episode', seriesId: 'i10', season, episode: number }),
  ...changes,
});
const items = [
  aStoredItem(1),
  aStoredItem(10, { type: 'series' }),
  episode(11, 1, 1),
  episode(12, 1, 2),
  aStoredItem(13, { type: 'clip', seriesId: 'i10' }),
  aStoredItem(20, { type: 'series' }),
  aStoredItem(21, { type: 'episode', seriesId: 'i20' }),
  aStoredItem(30, { type: 'series' }),
  aStoredItem(31, { type: 'live', seriesId: 'i30' }),
  aStoredItem(32, { type: 'film', seriesId: 'i30' }),
  aStoredItem(14, { type: 'episode', seriesId: 'i10', season: 0, episode: 1 }),
];
const catalogue = createCatalogue(items, 1);

/** Item numbers of the titles that are in the set after these events. */
function titles(set: keyof WatchedTitles, events: StateEvent[], of = catalogue): number[] {
  const bits = watchedTitles(fold(EMPTY_STATE, events), of)[set];
  return [...of.itemNo].filter((_, dense) => hasBit(bits, dense));
}
const completed = (...itemNos: number[]) => itemNos.map((itemNo, at) => eventAt(at, 'complete', itemNo));

describe('a watched title', () => {
  test('is a film that was completed, rated or seen to .9', () => {
    expect(titles('watched', completed(1))).toEqual([1]);
    expect(titles('watched', [eventAt(1, 'rate', 1, { value: -1 })])).toEqual([1]);
    expect(titles('watched', [eventAt(1, 'progress', 1, { value: 0.89 })])).toEqual([]);
  });

  test('is a series once no episode is left after a watched one, and not before', () => {
    expect(titles('watched', completed(11))).toEqual([]);
    expect(titles('partlyWatched', completed(11))).toEqual([10]);
    expect(titles('watched', completed(11, 12))).toEqual([10]);
    expect(titles('watched', completed(12))).toEqual([10]);
  });

  test('is a series that was itself completed or rated', () => {
    expect(titles('watched', completed(10))).toEqual([10]);
    expect(titles('watched', [eventAt(1, 'rate', 10, { value: 1 })])).toEqual([10]);
  });

  test('is no series of which only a trailer, a special, a match or a film was seen', () => {
    expect(titles('watched', completed(13, 14, 31, 32))).toEqual([]);
    expect(titles('partlyWatched', completed(13, 14, 31, 32))).toEqual([10, 30]);
  });

  test('is a series whose watched episode has no number, for nothing can come after it', () => {
    expect(titles('watched', completed(21))).toEqual([20]);
  });

  test('is not watched any more when a new episode comes, and again when that is withdrawn', () => {
    const longer = withChanges(catalogue, [episode(15, 2, 1)], 2);
    expect(titles('watched', completed(11, 12), longer)).toEqual([]);
    const blocked = withChanges(longer, [episode(15, 2, 1, { blocked: true })], 3);
    expect(titles('watched', completed(11, 12), blocked)).toEqual([10]);
  });
});
