import { describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { fatigueFeatures } from '../../src/features/fatigue-features.ts';
import { sightingsOf } from '../../src/features/sightings.ts';
import { EMPTY_STATE, type StateEvent } from '../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { eventAt } from '../support/user-states.ts';
import { contextOf } from './support.ts';

const DAY_MS = 86_400_000;
const catalogue = createCatalogue(
  [
    aStoredItem(1),
    aStoredItem(2),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10', season: 1, episode: 1 }),
  ],
  1,
);

const viewAt = (occurredAtMs: number, itemNo: number) => ({
  occurredAtMs,
  eventKey: eventKeyOf(`view ${occurredAtMs}`),
  itemNo,
});

/** [times seen and ignored, the last time] of an item's title. */
function ignored(itemNo: number, views: readonly [number, number][], events: StateEvent[] = []): number[] {
  const state = fold(
    EMPTY_STATE,
    events,
    views.map(([atMs, no]) => viewAt(atMs, no)),
  );
  const sightings = sightingsOf(state, catalogue);
  const slot = sightings.find(catalogue.titleOf[catalogue.denseOfItemNo(itemNo)]!);
  return slot < 0 ? [] : [sightings.ignored[slot]!, sightings.lastIgnoredAtMs[slot]!];
}

describe('what was seen and ignored', () => {
  test('is counted by title, whichever episode was shown', () => {
    expect(
      ignored(1, [
        [5, 1],
        [9, 1],
        [7, 2],
      ]),
    ).toEqual([2, 9]);
    expect(
      ignored(10, [
        [5, 10],
        [6, 11],
      ]),
    ).toEqual([2, 6]);
    expect(ignored(2, [[5, 1]])).toEqual([]);
  });

  test('is what came after the last thing the user did with the title', () => {
    const views: [number, number][] = [
      [5, 1],
      [9, 1],
      [12, 1],
    ];
    expect(ignored(1, views, [eventAt(6, 'click', 1)])).toEqual([2, 12]);
    expect(ignored(1, views, [eventAt(12, 'dismiss', 1)])).toEqual([0, 0]);
    expect(ignored(1, views, [eventAt(6, 'click', 2)])).toEqual([3, 12]);
    expect(
      ignored(
        10,
        [
          [5, 10],
          [7, 10],
        ],
        [eventAt(6, 'play', 11)],
      ),
    ).toEqual([1, 7]);
  });

  test('tires by how often and how lately, and of nothing that was never seen', () => {
    const nowMs = 100 * DAY_MS;
    const state = fold(EMPTY_STATE, [], [viewAt(nowMs - 9 * DAY_MS, 1), viewAt(nowMs - 3 * DAY_MS, 1)]);
    const context = contextOf(catalogue, state, { nowMs });
    const out = new Float32Array(4);
    fatigueFeatures.write(context, Int32Array.of(0, 1), 2, out, 2, 0);
    expect([...out]).toEqual([Math.fround(Math.log1p(2)), 0.5, 0, 0]);
  });
});
