import { describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { unfinishedTitles } from '../../src/features/unfinished.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { eventAt } from '../support/user-states.ts';

/** Films 1 to 3, series 10 with episodes 11 to 14 in two seasons and specials 15 and 16, and series 20 whose episodes 21 and 22 have no numbers. */
const catalogue = createCatalogue(
  [
    ...[1, 2, 3].map((itemNo) => aStoredItem(itemNo)),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10', season: 1, episode: 1 }),
    aStoredItem(12, { type: 'episode', seriesId: 'i10', season: 1, episode: 2 }),
    aStoredItem(13, { type: 'episode', seriesId: 'i10', season: 2, episode: 1 }),
    aStoredItem(14, { type: 'episode', seriesId: 'i10', season: 2, episode: 2 }),
    aStoredItem(20, { type: 'series' }),
    aStoredItem(21, { type: 'episode', seriesId: 'i20' }),
    aStoredItem(22, { type: 'episode', seriesId: 'i20' }),
    aStoredItem(15, { type: 'episode', seriesId: 'i10', season: 0, episode: 1 }),
    aStoredItem(16, { type: 'episode', seriesId: 'i10', season: 0, episode: 2 }),
  ],
  1,
);

/** [item, title, portion in %, time] of what there is to go on with. */
function unfinished(...events: StateEvent[]): number[][] {
  const found = unfinishedTitles(fold(EMPTY_STATE, events), catalogue);
  return Array.from({ length: found.length }, (_, at) => [
    catalogue.itemNo[found.item[at]!]!,
    catalogue.itemNo[found.title[at]!]!,
    Math.round(100 * found.portion[at]!),
    found.lastAtMs[at]!,
  ]);
}

const watched = (atMs: number, itemNo: number, value: number) => eventAt(atMs, 'progress', itemNo, { value });

describe('unfinished titles', () => {
  test('are those watched from .1 to below .9, the newest first', () => {
    expect(unfinished(watched(1, 1, 0.1), watched(2, 2, 0.89), watched(3, 3, 0.4))).toEqual([
      [3, 3, 40, 3],
      [2, 2, 89, 2],
      [1, 1, 10, 1],
    ]);
    expect(unfinished(watched(1, 1, 0.09), watched(2, 2, 0.9), eventAt(3, 'play', 3))).toEqual([]);
  });

  test('go by the newest progress of an item', () => {
    expect(unfinished(watched(1, 1, 0.3), watched(2, 1, 0.6))).toEqual([[1, 1, 60, 2]]);
    expect(unfinished(watched(1, 1, 0.3), watched(2, 1, 0.95))).toEqual([]);
    expect(unfinished(watched(1, 1, 0.3), watched(2, 1, 0.01))).toEqual([]);
  });

  test('are finished by completing and by dismissing, and not by a look in between', () => {
    expect(unfinished(watched(1, 1, 0.3), eventAt(2, 'complete', 1))).toEqual([]);
    expect(unfinished(watched(1, 1, 0.3), eventAt(2, 'dismiss', 1))).toEqual([]);
    expect(unfinished(watched(1, 1, 0.3), eventAt(2, 'click', 1), eventAt(3, 'play', 1))).toEqual([[1, 1, 30, 1]]);
  });

  test('come back when they are started again', () => {
    expect(unfinished(eventAt(1, 'complete', 1), watched(2, 1, 0.2))).toEqual([[1, 1, 20, 2]]);
    expect(unfinished(watched(1, 1, 0.1), eventAt(2, 'dismiss', 1), watched(3, 1, 0.2))).toEqual([[1, 1, 20, 3]]);
  });

  test('name the newest unfinished episode, once a series', () => {
    expect(unfinished(watched(1, 11, 0.3), watched(2, 12, 0.2))).toEqual([[12, 10, 20, 2]]);
  });

  test('keep an episode that was begun while another one was finished after it', () => {
    expect(unfinished(watched(1, 12, 0.4), eventAt(2, 'complete', 11))).toEqual([[12, 10, 40, 2]]);
  });

  test('offer the next episode, from its beginning, when one is finished', () => {
    expect(unfinished(eventAt(1, 'complete', 11))).toEqual([[12, 10, 0, 1]]);
    expect(unfinished(watched(1, 11, 0.9))).toEqual([[12, 10, 0, 1]]);
    expect(unfinished(eventAt(1, 'complete', 12))).toEqual([[13, 10, 0, 1]]);
  });

  test('offer where the viewer is, not an episode given up long ago', () => {
    expect(unfinished(watched(1, 11, 0.4), eventAt(2, 'complete', 12))).toEqual([[13, 10, 0, 2]]);
    expect(unfinished(watched(1, 11, 0.4), eventAt(2, 'complete', 14))).toEqual([[11, 10, 40, 1]]);
  });

  test('pass over episodes that were watched already', () => {
    expect(unfinished(eventAt(1, 'complete', 12), eventAt(2, 'complete', 11))).toEqual([[13, 10, 0, 2]]);
    expect(unfinished(...[11, 12, 13, 14].map((itemNo, at) => eventAt(at, 'complete', itemNo)))).toEqual([]);
  });

  test('keep the next episode after a look inside it', () => {
    expect(unfinished(eventAt(1, 'complete', 11), watched(2, 12, 0.05))).toEqual([[12, 10, 5, 1]]);
  });

  test('offer no next episode once the series is dismissed, until it is watched again', () => {
    expect(unfinished(eventAt(1, 'complete', 11), eventAt(2, 'dismiss', 10))).toEqual([]);
    expect(unfinished(eventAt(1, 'complete', 11), eventAt(2, 'dismiss', 11))).toEqual([]);
    expect(unfinished(eventAt(1, 'complete', 11), eventAt(2, 'dismiss', 10), eventAt(3, 'complete', 12))).toEqual([
      [13, 10, 0, 3],
    ]);
  });

  test('know of no next episode where episodes have no numbers', () => {
    expect(unfinished(eventAt(1, 'complete', 21))).toEqual([]);
    expect(unfinished(watched(1, 22, 0.5), eventAt(2, 'complete', 21))).toEqual([[22, 20, 50, 1]]);
  });

  test('lose all episodes when the series or one of them is dismissed', () => {
    expect(unfinished(watched(1, 12, 0.4), eventAt(2, 'dismiss', 10))).toEqual([]);
    expect(unfinished(watched(1, 12, 0.4), eventAt(2, 'dismiss', 11))).toEqual([]);
  });

  test('go on after a special where the story was left, and begin it where nothing else says', () => {
    expect(unfinished(eventAt(1, 'complete', 13), eventAt(2, 'complete', 15))).toEqual([[14, 10, 0, 1]]);
    expect(unfinished(watched(1, 12, 0.4), watched(2, 15, 0.9))).toEqual([[12, 10, 40, 1]]);
    expect(unfinished(eventAt(1, 'complete', 15), watched(2, 3, 0.4))).toEqual([
      [3, 3, 40, 2],
      [11, 10, 0, 1],
    ]);
    expect(unfinished(eventAt(1, 'complete', 15), eventAt(2, 'complete', 16))).toEqual([[11, 10, 0, 2]]);
    expect(unfinished(eventAt(1, 'dismiss', 10), eventAt(2, 'complete', 16))).toEqual([[11, 10, 0, 2]]);
    expect(unfinished(eventAt(1, 'complete', 16), eventAt(2, 'dismiss', 10))).toEqual([]);
    expect(unfinished(watched(1, 15, 0.4))).toEqual([[15, 10, 40, 1]]);
  });

  test('are kept away while hidden', () => {
    expect(unfinished(watched(1, 1, 0.4), eventAt(2, 'hide', 1))).toEqual([]);
    expect(unfinished(watched(1, 1, 0.4), eventAt(2, 'hide', 1), eventAt(3, 'unhide', 1))).toEqual([[1, 1, 40, 1]]);
  });

  test('are none when the catalogue does not have the item', () => {
    expect(unfinished(watched(1, 999, 0.4))).toEqual([]);
  });
});
