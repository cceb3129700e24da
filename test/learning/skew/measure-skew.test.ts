import { describe, expect, test } from '@jest/globals';
import type { LoggedSample } from '../../../src/domain/ports/feature-samples.ts';
import type { LoggedEvent } from '../../../src/domain/ports/log-store.ts';
import { digestOf, encodeFeatureSample, type FeatureSample } from '../../../src/features/feature-sample.ts';
import { FEATURE_COLUMNS, featureFingerprint, featureWidth, writeFeatures } from '../../../src/features/schema.ts';
import { userInputsOf } from '../../../src/features/user-inputs.ts';
import { EMPTY_STATE } from '../../../src/features/user-state.ts';
import { fold, stateEntriesOf } from '../../../src/features/user-state-merge.ts';
import { measureSkew, type SkewDeps } from '../../../src/learning/skew/measure-skew.ts';
import { aStoredItem } from '../../support/items.ts';
import { anEvent, userKeyFor } from '../../support/log-fixtures.ts';
import { aSnapshot } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const SNAPSHOT = aSnapshot({
  items: Array.from({ length: 60 }, (_, n) => aStoredItem(n + 1, { genres: [`g${n % 3}`] })),
  models: tinyPackage,
});
const { catalogue } = SNAPSHOT;
const MODELS = SNAPSHOT.models!;
const SERVED_MS = Date.UTC(2026, 5, 1, 13);

const EVENTS: readonly LoggedEvent[] = [3, 9, 14, 27].map((itemNo, n) => ({
  ...anEvent({ eventId: `e${n}`, type: 'complete', portion: 1, occurredAtMs: SERVED_MS - (9 - n) * 3_600_000 }),
  itemNo,
}));
const STATE = EVENTS.reduce(
  (state, event) => fold(state, stateEntriesOf(event, event.itemNo, new Int32Array(0)).events),
  EMPTY_STATE,
);

function aSample(changes: Partial<FeatureSample> = {}, logged: Partial<LoggedSample> = {}): LoggedSample {
  const itemNo = Int32Array.of(5, 18, 40);
  const { model, rowOfDense, denseOfRow, delta } = MODELS;
  const request = { nowMs: SERVED_MS, surface: 'tv', region: null, language: 'pt-BR', timeZone: 'UTC' };
  const context = {
    ...userInputsOf(STATE, catalogue),
    ...request,
    catalogue,
    stats: SNAPSHOT.stats,
    retrieval: { model: model.retrieval, rowOfDense, denseOfRow, delta },
  };
  const features = new Float32Array(itemNo.length * featureWidth);
  writeFeatures(
    context,
    itemNo.map((no) => catalogue.denseOfItemNo(no)),
    itemNo.length,
    features,
  );
  const sample: FeatureSample = {
    ...request,
    fingerprint: featureFingerprint(),
    modelVersion: 'v-tiny',
    snapshotVersions: { catalogue: 1 },
    stats: { version: 1, anchorMs: SERVED_MS },
    state: digestOf(STATE),
    itemNo,
    features,
    ...changes,
  };
  const id = { recommendationId: 'r1', servedAtMs: SERVED_MS, userKey: userKeyFor(1), isMerged: false };
  return { ...id, bytes: encodeFeatureSample(sample), ...logged };
}

const measure = (samples: readonly LoggedSample[], changes: Partial<SkewDeps> = {}) =>
  measureSkew(
    {
      featureSamples: { newest: async () => samples },
      logStore: {
        async *events() {
          yield EVENTS;
        },
        async *decisions() {},
        itemsOfImpressions: async () => new Int32Array(0),
      },
      catalogue,
      catalogueVersion: 1,
      modelOf: async () => MODELS,
      origins: ['app'],
      ...changes,
    },
    { origins: ['app'], fromMs: 0, untilMs: SERVED_MS + 1, limit: 10 },
  );

describe('skew', () => {
  test('is none where training makes what serving made; what follows from item stats is told apart', async () => {
    const { differences, ...report } = await measure([aSample()]);
    expect(report).toMatchObject({ decisions: 1, compared: 1, equal: 1, rows: 3 });
    // The snapshot had no uses; the log has four.
    expect(differences.length).toBeGreaterThan(0);
    for (const { readsStats } of differences) expect(readsStats).toBe(true);
  });

  test('is found when a feature is not computed as it was served', async () => {
    const planted = FEATURE_COLUMNS.indexOf('age');
    const write: typeof writeFeatures = (context, candidates, count, out) => {
      writeFeatures(context, candidates, count, out);
      for (let row = 0; row < count; row++) out[row * featureWidth + planted]! += 0.25;
    };
    const { equal, compared, differences } = await measure([aSample()], { write });
    expect([equal, compared]).toEqual([0, 1]);
    expect(differences.find(({ readsStats }) => !readsStats)).toMatchObject({ feature: 'age', rows: 3, largest: 0.25 });
  });

  const unlike = new Float32Array(3 * featureWidth);
  test.each([
    ['other-features', aSample({ fingerprint: 'old' }), {}],
    ['no-model', aSample(), { modelOf: async () => null }],
    ['merged-user', aSample({}, { isMerged: true }), {}],
    ['unknown-state', aSample({ state: { ...digestOf(STATE), hash: '0'.repeat(32) } }), {}],
    ['changed-catalogue', aSample({ features: unlike }), { catalogueVersion: 2 }],
  ] as const)('does not judge what it cannot know: %s', async (why, sample, changes) => {
    const report = await measure([sample], changes);
    expect(report).toMatchObject({ decisions: 1, compared: 0, equal: 0, undecided: { [why]: 1 } });
  });

  test('a page of another catalogue that is the same counts as compared', async () => {
    expect(await measure([aSample()], { catalogueVersion: 2 })).toMatchObject({ compared: 1, equal: 1 });
  });
});
