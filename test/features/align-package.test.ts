import { describe, expect, test } from '@jest/globals';
import type { ContentTower, ModelPackage } from '../../src/domain/model-package.ts';
import { alignPackage } from '../../src/features/align-package.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { contentTokens } from '../../src/features/content-tokens.ts';
import { anItem, aStoredItem } from '../support/items.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const tokenOf = (genre: string): number => [...contentTokens(anItem('a', { genres: [genre] }))][0]!;
const TOWER: ContentTower = {
  dimensions: 8,
  tokens: Float64Array.of(tokenOf('Drama'), tokenOf('War')).sort(),
  sourceWeights: Float32Array.from({ length: 16 }, (_, at) => at),
  targetWeights: Float32Array.from({ length: 16 }, (_, at) => 100 + at),
};
const OLD = createCatalogue([aStoredItem(1, { genres: ['Drama'] }), aStoredItem(2, { genres: ['War'] })], 1);
const MODEL: ModelPackage = { ...tinyPackage(OLD), content: TOWER };
const NEWER = withChanges(
  OLD,
  [
    aStoredItem(3, { genres: ['Drama'] }),
    aStoredItem(4, { genres: ['War'], type: 'series' }),
    aStoredItem(5, { genres: ['War'], type: 'episode', seriesId: 'i4', season: 1, episode: 1 }),
    aStoredItem(6, { genres: ['Drama'], blocked: true }),
    aStoredItem(7, { genres: ['Western'] }),
  ],
  2,
);

describe('the delta of an aligned package', () => {
  test('holds the titles that the package does not know and its tower does, and no others', () => {
    expect([...alignPackage(MODEL, OLD).delta.denseOfRow]).toEqual([]);
    const { delta, rowOfDense } = alignPackage(MODEL, NEWER);
    expect([...delta.denseOfRow].map((dense) => NEWER.itemId[dense])).toEqual(['i3', 'i4']);
    expect([...delta.rowOfDense]).toEqual([-1, -1, 0, 1, -1, -1, -1]);
    expect([...rowOfDense]).toEqual([0, 1, -1, -1, -1, -1, -1]);
    const drama = TOWER.tokens[0] === tokenOf('Drama') ? 0 : 8;
    expect([...delta.sourceVectors.subarray(0, 8)]).toEqual([...TOWER.sourceWeights.subarray(drama, drama + 8)]);
    expect([...delta.targetVectors.subarray(0, 8)]).toEqual([...TOWER.targetWeights.subarray(drama, drama + 8)]);
  });

  test('is made anew only for what changed', () => {
    const models = alignPackage(MODEL, NEWER);
    models.delta.sourceVectors.fill(77, 0, 8);
    models.delta.sourceVectors.fill(88, 8, 16);
    const changed = withChanges(NEWER, [aStoredItem(4, { genres: ['Drama'], type: 'series' })], 3);
    const { delta } = alignPackage(MODEL, changed, { catalogue: NEWER, models });
    // Item 3 is as it was, and so is taken over; item 4 is another now.
    expect([...delta.sourceVectors.subarray(0, 8)]).toEqual(Array(8).fill(77));
    expect([...delta.sourceVectors.subarray(8, 16)]).toEqual([
      ...alignPackage(MODEL, changed).delta.sourceVectors.subarray(8),
    ]);
    const other = { ...MODEL, version: 'v-other' };
    const fresh = alignPackage(other, NEWER, { catalogue: NEWER, models });
    expect(fresh.delta.sourceVectors).toEqual(alignPackage(other, NEWER).delta.sourceVectors);
  });

  test('lets go of titles that are withdrawn or become part of a series', () => {
    const models = alignPackage(MODEL, NEWER);
    const changed = withChanges(NEWER, [aStoredItem(3, { genres: ['Drama'], deleted: true })], 3);
    const { delta } = alignPackage(MODEL, changed, { catalogue: NEWER, models });
    expect([...delta.denseOfRow].map((dense) => changed.itemId[dense])).toEqual(['i4']);
    expect(delta.targetVectors.length).toBe(8);
  });
});
