import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../src/domain/catalogue.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { historyOf } from '../../src/features/history.ts';
import { hiddenTitles, listedTitles, watchedTitles } from '../../src/features/title-sets.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { eventAt, manyEvents } from '../support/user-states.ts';

/** Films 1 to 9, and series 10 with episodes 11 and 12. */
const catalogue = createCatalogue(
  [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((itemNo) => aStoredItem(itemNo)),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10' }),
    aStoredItem(12, { type: 'episode', seriesId: 'i10' }),
  ],
  1,
);

const stateAfter = (...events: StateEvent[]) => fold(EMPTY_STATE, events);

/** Title numbers with their strength, in the order of the history. */
function told(...events: StateEvent[]): [number, number, number][] {
  const history = historyOf(stateAfter(...events), catalogue);
  return Array.from({ length: history.length }, (_, at) => [
    catalogue.itemNo[history.title[at]!]!,
    Math.round(1000 * history.strength[at]!) / 1000,
    history.lastAtMs[at]!,
  ]);
}

const titles = (bits: Uint32Array): number[] =>
  [...catalogue.itemNo].filter((_, dense) => hasBit(bits, dense)).sort((a, b) => a - b);

describe('a history', () => {
  test('has one entry a title, the newest first', () => {
    expect(told(eventAt(1, 'complete', 1), eventAt(2, 'play', 2), eventAt(3, 'click', 1))).toEqual([
      [1, 1, 3],
      [2, 0.5, 2],
    ]);
  });

  test('is ordered, without repeats, within 0..1 and without hidden titles for any events', () => {
    fc.assert(
      fc.property(manyEvents, (events) => {
        const state = fold(EMPTY_STATE, events);
        const history = historyOf(state, catalogue);
        const hidden = hiddenTitles(state, catalogue);
        expect(new Set(history.title).size).toBe(history.length);
        expect([...history.lastAtMs]).toEqual([...history.lastAtMs].sort((a, b) => b - a));
        for (let at = 0; at < history.length; at++) {
          expect(history.strength[at]! > 0 && history.strength[at]! <= 1).toBe(true);
          expect(hasBit(hidden, history.title[at]!)).toBe(false);
        }
      }),
    );
  });

  test('counts episodes as their series', () => {
    expect(told(eventAt(1, 'progress', 11, { value: 0.5 }), eventAt(2, 'progress', 12, { value: 0.25 }))).toEqual([
      [10, 0.5, 2],
    ]);
  });

  test('takes the strongest event of a title', () => {
    expect(told(eventAt(1, 'progress', 1, { value: 0.75 }), eventAt(2, 'click', 1))).toEqual([[1, 0.75, 2]]);
  });

  test('lets the newest rating speak for a title, whatever else happened', () => {
    expect(told(eventAt(1, 'complete', 1), eventAt(2, 'rate', 1, { value: -1 }), eventAt(3, 'play', 1))).toEqual([
      [1, 0.1, 3],
    ]);
    expect(told(eventAt(1, 'rate', 1, { value: -1 }), eventAt(2, 'rate', 1, { value: 1 }))).toEqual([[1, 1, 2]]);
  });

  test('goes back to the other events when a rating is taken back', () => {
    const back = eventAt(3, 'rate', 1);
    expect(told(eventAt(1, 'play', 1), eventAt(2, 'rate', 1, { value: 1 }), back)).toEqual([[1, 0.5, 1]]);
    expect(told(eventAt(2, 'rate', 1, { value: 1 }), back)).toEqual([]);
  });

  test('forgets that a title was on the list once it is taken off', () => {
    expect(told(eventAt(1, 'list-add', 1))).toEqual([[1, 0.5, 1]]);
    expect(told(eventAt(1, 'list-add', 1), eventAt(2, 'list-remove', 1))).toEqual([]);
    expect(told(eventAt(2, 'list-remove', 1), eventAt(3, 'list-add', 1))).toEqual([[1, 0.5, 3]]);
  });

  test('leaves out hidden titles until they are shown again', () => {
    const watched = [eventAt(1, 'complete', 11), eventAt(2, 'complete', 1)];
    expect(told(...watched, eventAt(3, 'hide', 10))).toEqual([[1, 1, 2]]);
    expect(told(...watched, eventAt(3, 'hide', 10), eventAt(4, 'unhide', 10))).toHaveLength(2);
  });

  test('leaves out what nothing speaks for and what the catalogue does not have', () => {
    expect(told(eventAt(1, 'dismiss', 1), eventAt(2, 'unhide', 2), eventAt(3, 'complete', 999))).toEqual([]);
  });

  test('gives a preview and a click little, and less than a play', () => {
    const [play, click, preview] = told(
      eventAt(1, 'play', 3, { trigger: 'preview' }),
      eventAt(2, 'click', 2),
      eventAt(3, 'play', 1),
    ).map(([, strength]) => strength);
    expect(preview).toBeGreaterThan(0);
    expect(click).toBeGreaterThan(preview!);
    expect(play).toBeGreaterThan(2 * click!);
  });

  test('holds at the beginning of time', () => {
    expect(told(eventAt(0, 'play', 1), eventAt(-1, 'complete', 1))).toEqual([[1, 1, 0]]);
  });
});

describe('title sets', () => {
  test('a film that was rated and a series with no episode left to come are watched', () => {
    const state = stateAfter(
      eventAt(1, 'complete', 11),
      eventAt(2, 'rate', 3),
      eventAt(3, 'progress', 4, { value: 0.5 }),
    );
    expect(titles(watchedTitles(state, catalogue).watched)).toEqual([3, 10]);
  });

  test('the last word on a title or any of its episodes hides it or shows it', () => {
    expect(titles(hiddenTitles(stateAfter(eventAt(1, 'hide', 10), eventAt(2, 'hide', 2)), catalogue))).toEqual([2, 10]);
    expect(titles(hiddenTitles(stateAfter(eventAt(1, 'hide', 11), eventAt(2, 'unhide', 10)), catalogue))).toEqual([]);
    expect(titles(hiddenTitles(stateAfter(eventAt(2, 'hide', 11), eventAt(1, 'unhide', 10)), catalogue))).toEqual([10]);
  });

  test('what was added and not taken off is listed', () => {
    const state = stateAfter(eventAt(1, 'list-add', 1), eventAt(1, 'list-add', 12), eventAt(2, 'list-remove', 1));
    expect(titles(listedTitles(state, catalogue))).toEqual([10]);
  });

  test('are empty for a user without events', () => {
    const fullyWatched: typeof hiddenTitles = (...given) => watchedTitles(...given).watched;
    for (const setOf of [fullyWatched, hiddenTitles, listedTitles]) {
      expect(titles(setOf(EMPTY_STATE, catalogue))).toEqual([]);
    }
  });
});
