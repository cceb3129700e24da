import { describe, expect, test } from '@jest/globals';
import { decodeFeatureSample, digestOf } from '../../src/features/feature-sample.ts';
import { featureFingerprint, featureWidth, writeFeatures } from '../../src/features/schema.ts';
import { pageContext } from '../../src/recommend/page-context.ts';
import { aStoredItem } from '../support/items.ts';
import { aRequest, aSnapshot, aState, makePage } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const SNAPSHOT = aSnapshot({
  items: Array.from({ length: 120 }, (_, n) => aStoredItem(n + 1, { genres: [`g${n % 3}`] })),
  uses: Object.fromEntries(Array.from({ length: 120 }, (_, n) => [n + 1, 120 - n])),
  models: tinyPackage,
});
const VIEWER = aState({ type: 'complete', itemNo: 10 }, { type: 'rate', itemNo: 21, value: 1 });

describe('a sampled page', () => {
  test('carries the features of all that it shows, each as it was scored', async () => {
    const { decision } = await makePage(
      SNAPSHOT,
      VIEWER,
      { region: 'SE', timeZone: 'Asia/Tokyo' },
      { featureSampleShare: 1 },
    );
    const sample = decodeFeatureSample(decision.featureSample!);
    expect(sample).toMatchObject({
      fingerprint: featureFingerprint(),
      modelVersion: 'v-tiny',
      nowMs: decision.servedAtMs,
      surface: 'tv',
      region: 'SE',
      timeZone: 'Asia/Tokyo',
      state: digestOf(VIEWER),
    });
    expect(new Set(sample.itemNo)).toEqual(new Set(decision.slots.itemNo));
    const request = aRequest({ region: 'SE', timeZone: 'Asia/Tokyo' });
    const context = pageContext(request, SNAPSHOT, VIEWER, { due: [], nextMs: Number.POSITIVE_INFINITY });
    const dense = sample.itemNo.map((itemNo) => SNAPSHOT.catalogue.denseOfItemNo(itemNo));
    const again = new Float32Array(dense.length * featureWidth);
    writeFeatures(context, dense, dense.length, again);
    expect(new Uint32Array(again.buffer)).toEqual(new Uint32Array(sample.features.slice().buffer));
  });

  test('is one of the share that is asked for, the same whenever the seed is the same', async () => {
    const sampled = async (randomSeed: number, featureSampleShare: number) =>
      (await makePage(SNAPSHOT, VIEWER, { randomSeed, rows: 2 }, { featureSampleShare })).decision.featureSample !==
      undefined;
    let count = 0;
    for (let seed = 0; seed < 200; seed++) {
      const is = await sampled(seed, 0.2);
      if (is) count++;
      if (seed < 20) expect(await sampled(seed, 0.2)).toBe(is);
      if (seed < 5) expect([await sampled(seed, 0), await sampled(seed, 1)]).toEqual([false, true]);
    }
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(60);
  });

  test('is never one of a lower rung', async () => {
    const withoutModel = { ...SNAPSHOT, models: null };
    expect(
      (await makePage(withoutModel, VIEWER, {}, { featureSampleShare: 1 })).decision.featureSample,
    ).toBeUndefined();
  });
});
