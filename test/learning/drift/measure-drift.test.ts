import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { FeatureReference } from '../../../src/domain/feature-reference.ts';
import type { LoggedSample, SampleFilter } from '../../../src/domain/ports/feature-samples.ts';
import type { RegisteredModel } from '../../../src/domain/ports/model-store.ts';
import { encodeFeatureSample } from '../../../src/features/feature-sample.ts';
import { measureDrift } from '../../../src/learning/drift/measure-drift.ts';
import { watchDrift } from '../../../src/learning/drift/watch-drift.ts';

const NOW_MS = Date.UTC(2026, 5, 2);
const DAY_MS = 86_400_000;
/** Ten even bins of 0..1, twice. */
const edges = Array.from({ length: 9 }, (_, n) => (n + 1) / 10);
const shares = Array.from({ length: 10 }, () => 0.1);
const REFERENCE: FeatureReference = {
  fingerprint: 'f',
  impressions: 1000,
  features: ['uses', 'age'].map((name) => ({ name, edges, shares })),
};

/** Pages of twenty items; `age` is moved. */
function samples(pages: number, moved = 0, fingerprint = 'f'): LoggedSample[] {
  const random = seededRandom(3);
  return Array.from({ length: pages }, (_, page) => ({
    recommendationId: `r${page}`,
    servedAtMs: NOW_MS,
    userKey: 'u',
    isMerged: false,
    bytes: encodeFeatureSample({
      fingerprint,
      modelVersion: 'm1',
      nowMs: NOW_MS,
      surface: 'tv',
      region: null,
      language: null,
      timeZone: 'UTC',
      snapshotVersions: {},
      stats: { version: 1, anchorMs: 0 },
      state: { events: 0, views: 0, newestMs: null, hash: '' },
      itemNo: Int32Array.from({ length: 20 }, (_, n) => n + 1),
      features: Float32Array.from({ length: 40 }, (_, at) => random() + (at % 2) * moved),
    }),
  }));
}

function world(logged: LoggedSample[], reference: FeatureReference | undefined = REFERENCE) {
  const asked: SampleFilter[] = [];
  const model = {
    version: 'm1',
    state: 'live',
    manifest: { featureReference: reference },
  } as unknown as RegisteredModel;
  const deps = {
    modelRegistry: { list: async () => [model] },
    featureSamples: {
      newest: async (filter: SampleFilter) => {
        asked.push(filter);
        return logged;
      },
    },
  };
  return { deps, asked };
}

const FILTER = { origins: ['app'], fromMs: 0, untilMs: NOW_MS, limit: 100 };

describe('drift of a day', () => {
  test('is measured over the pages of the live package alone, feature by feature', async () => {
    const { deps, asked } = world(samples(100, 0.4));
    const report = await measureDrift(deps, FILTER);
    expect(asked).toEqual([{ ...FILTER, modelVersion: 'm1' }]);
    expect(report).toMatchObject({ version: 'm1', reason: null, pages: 100, impressions: 2000 });
    const [uses, age] = report.features;
    expect([uses!.name, age!.name]).toEqual(['uses', 'age']);
    expect(uses!.psi).toBeLessThan(0.05);
    expect(age!.psi).toBeGreaterThan(0.25);
  });

  test.each([
    ['no live model', async () => measureDrift({ ...world([]).deps, modelRegistry: { list: async () => [] } }, FILTER)],
    ['too few', async () => measureDrift(world(samples(3)).deps, FILTER)],
    ['too few', async () => measureDrift(world(samples(100, 0, 'other')).deps, FILTER)],
    [
      'learned from no pages',
      async () => {
        const { deps } = world(samples(100));
        const model = { version: 'm1', state: 'live', manifest: {} } as unknown as RegisteredModel;
        return measureDrift({ ...deps, modelRegistry: { list: async () => [model] } }, FILTER);
      },
    ],
  ])('is not told where there is nothing to compare: %s', async (reason, measure) => {
    expect(await measure()).toMatchObject({ reason: expect.stringContaining(reason), features: [] });
  });
});

describe('the watch for drift', () => {
  function watch(logged: LoggedSample[]) {
    const { deps, asked } = world(logged);
    const said: unknown[] = [];
    const shown: (readonly { readonly name: string; readonly psi: number }[])[] = [];
    const logger = { info() {}, warn: (what: object) => void said.push(what), error() {}, debug() {} };
    const task = watchDrift({
      ...deps,
      clock: { nowMs: () => NOW_MS },
      logger: logger as never,
      metrics: { featureDrift: (features) => void shown.push(features) },
      origins: ['app'],
    });
    return { task, asked, said, shown };
  }

  test('shows every feature of the last day, and warns of those far off', async () => {
    const { task, asked, said, shown } = watch(samples(100, 0.4));
    expect(await task.run()).toEqual({ more: false });
    expect(asked[0]).toMatchObject({ fromMs: NOW_MS - DAY_MS, untilMs: NOW_MS, origins: ['app'] });
    expect(shown[0]!.map(({ name }) => name)).toEqual(['uses', 'age']);
    expect(said).toEqual([{ version: 'm1', drifted: [expect.objectContaining({ name: 'age' })] }]);
  });

  test('says nothing of a quiet day, and takes back what is no longer known', async () => {
    const quiet = watch(samples(100));
    await quiet.task.run();
    expect([quiet.said, quiet.shown[0]!.length]).toEqual([[], 2]);
    const silent = watch([]);
    await silent.task.run();
    expect([silent.said, silent.shown]).toEqual([[], [[]]]);
  });
});
