import { describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { createReplay } from '../../../src/learning/log/replay.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { aStoredItem } from '../../support/items.ts';
import { START_MS, tableOf } from '../support.ts';

const catalogue = createCatalogue(
  [
    aStoredItem(1),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10', season: 1, episode: 1 }),
    aStoredItem(12, { type: 'episode', seriesId: 'i10', season: 1, episode: 2 }),
  ],
  1,
);
const itemNosOf = (titles: Int32Array) => Array.from(titles, (dense) => catalogue.itemNo[dense]);

describe('training on series', () => {
  test('sees one title where a user watched several episodes, at its first use', () => {
    const { title, event, offsets } = timelinesOf(tableOf([[11, 1, 12], [12]]), catalogue);
    expect(itemNosOf(title)).toEqual([10, 1, 10]);
    expect([...offsets]).toEqual([0, 2, 3]);
    expect(event[0]).toBe(0);
  });

  test('counts the uses of all episodes as the series’ own, as serving does', () => {
    const table = tableOf([[11, 1, 12], [12]]);
    const replay = createReplay(table, catalogue);
    replay.advanceTo(table.length);
    const { uses } = replay.statsAt(START_MS + 86_400_000);
    expect(Array.from(catalogue.itemNo, (itemNo, dense) => [itemNo, uses[dense]])).toEqual([
      [1, 1],
      [10, 3],
      [11, 0],
      [12, 0],
    ]);
  });
});
