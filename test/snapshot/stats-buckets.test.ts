import { expect, test } from '@jest/globals';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { createStatsBuckets } from '../../src/snapshot/stats-buckets.ts';
import { aStoredItem } from '../support/items.ts';

test('plays by region are summed by title, and a bucket that comes again replaces what it said before', () => {
  const catalogue = createCatalogue(
    [aStoredItem(1), aStoredItem(10, { type: 'series' }), aStoredItem(11, { type: 'episode', seriesId: 'i10' })],
    1,
  );
  const buckets = createStatsBuckets();
  buckets.putRegions([
    { itemNo: 10, region: 'SE', plays: 3, revision: 1 },
    { itemNo: 11, region: 'SE', plays: 2, revision: 2 },
    { itemNo: 1, region: 'DE', plays: 7, revision: 3 },
    { itemNo: 99, region: 'DE', plays: 5, revision: 4 },
  ]);
  const playsOf = (region: string) => Array.from(buckets.statsOf(catalogue, 0, 1).regions.get(region)?.plays ?? []);
  expect([playsOf('SE'), playsOf('DE'), playsOf('FR')]).toEqual([[0, 5, 0], [7, 0, 0], []]);
  expect(buckets.regionRevision).toBe(4);
  buckets.putRegions([{ itemNo: 11, region: 'SE', plays: 4, revision: 5 }]);
  expect(playsOf('SE')).toEqual([0, 7, 0]);
  // An item that comes later brings its plays along.
  const more = createCatalogue([aStoredItem(1), aStoredItem(99)], 2);
  expect(buckets.statsOf(more, 0, 1).regions.get('DE')!.total).toBe(12);
});
