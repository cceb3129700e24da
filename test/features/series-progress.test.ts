import { describe, expect, test } from '@jest/globals';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { progressFeatures } from '../../src/features/progress-features.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { eventAt } from '../support/user-states.ts';
import { contextOf } from './support.ts';

const DAY_MS = 86_400_000;
const NOW_MS = 50 * DAY_MS;
const episode = (itemNo: number, number: number, changes = {}) =>
  aStoredItem(itemNo, { type: 'episode', seriesId: 'i10', season: 1, episode: number, ...changes });
const catalogue = createCatalogue(
  [aStoredItem(1), aStoredItem(10, { type: 'series' }), episode(11, 1), episode(12, 2), episode(13, 3), episode(14, 4)],
  1,
);

/** [share watched, how fresh what was begun] of an item. */
function progress(itemNo: number, events: StateEvent[], of = catalogue): number[] {
  const out = new Float32Array(2);
  const candidates = Int32Array.of(of.denseOfItemNo(itemNo));
  progressFeatures.write(contextOf(of, fold(EMPTY_STATE, events), { nowMs: NOW_MS }), candidates, 1, out, 2, 0);
  return [...out];
}

describe('series progress', () => {
  test('is the share of the episodes there are that were watched', () => {
    const events = [eventAt(1, 'complete', 11), eventAt(2, 'rate', 13, { value: 1 })];
    expect(progress(10, events)[0]).toBe(0.5);
    expect(progress(12, events)[0]).toBe(0.5);
    expect(progress(10, [])).toEqual([0, 0]);
    expect(progress(1, [eventAt(1, 'complete', 1)])).toEqual([0, 0]);
  });

  test('falls when a season comes and counts no episode that went', () => {
    const events = [eventAt(1, 'complete', 11), eventAt(2, 'complete', 12)];
    expect(progress(10, events)[0]).toBe(0.5);
    const more = withChanges(catalogue, [episode(15, 5), episode(16, 6), episode(17, 7), episode(18, 8)], 2);
    expect(progress(10, events, more)[0]).toBe(0.25);
    const fewer = withChanges(catalogue, [episode(12, 2, { deleted: true }), episode(13, 3, { deleted: true })], 2);
    expect(progress(10, events, fewer)[0]).toBe(0.5);
  });

  test('knows what waits to be finished and how long it has been waiting', () => {
    const begun = [eventAt(NOW_MS - 7 * DAY_MS, 'progress', 1, { value: 0.4 })];
    expect(progress(1, begun)).toEqual([0, 0.5]);
    expect(progress(1, [...begun, eventAt(NOW_MS, 'complete', 1)])).toEqual([0, 0]);
    // The next episode waits.
    expect(progress(10, [eventAt(NOW_MS, 'complete', 11)])).toEqual([0.25, 1]);
  });
});
