import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import { loadIndex } from '../../../src/adapters/hnsw/load-index.ts';
import { createMemoryModelRegistry } from '../../../src/adapters/memory/model-registry.ts';
import { createModelStore } from '../../../src/adapters/models/model-store.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { ModelPackage } from '../../../src/domain/model-package.ts';
import { modelRefused } from '../../../src/domain/model-refusal.ts';
import type { LoggedEvent } from '../../../src/domain/ports/log-store.ts';
import { featureFingerprint } from '../../../src/features/schema.ts';
import {
  compareWithLive,
  compareWithLiveOf,
  type JudgedEvaluation,
} from '../../../src/learning/evaluation/compare-with-live.ts';
import { evaluate } from '../../../src/learning/evaluation/evaluate.ts';
import { STAGES } from '../../../src/learning/evaluation/evaluate-stages.ts';
import { holdOutLast } from '../../../src/learning/evaluation/hold-out.ts';
import { NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import type { TrainedRetrieval } from '../../../src/learning/retrieval/train-retrieval.ts';
import { type TrainDeps, trainPackage } from '../../../src/learning/train-package.ts';
import type { TrainedRanker } from '../../../src/learning/training/train-ranker-from-log.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { createRanker } from '../../../src/network/ranker-net.ts';
import { aStoredItem } from '../../support/items.ts';
import { catalogueOf, clock, ringWalks, START_MS, tableOf } from '../support.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = START_MS + 30 * 24 * HOUR_MS;
const ITEMS = 60;
const USERS = 90;
const catalogue = catalogueOf(ITEMS);
const walks = ringWalks({ users: USERS, items: ITEMS, steps: 12, seed: 3 });
const indexBuilder = createHnswIndexBuilder();

let folder: string;
let evaluation: JudgedEvaluation;
/** Made and judged by that evaluation: on the same pages it must do just as well. */
let live: ModelPackage;

beforeAll(async () => {
  await openBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'marquee-gate-'));
  const table = tableOf(walks);
  const heldOut = holdOutLast(table, timelinesOf(table, catalogue), 2000, 1);
  // Every other user is asked for the page that showed the answer, days after what is known of that user.
  const askedAtMs = heldOut.atMs.map((atMs, i) => (i % 2 === 0 ? Number.NaN : atMs + 5 * 24 * HOUR_MS));
  const made = {
    ...heldOut,
    tests: { ...heldOut.tests, askedAtMs },
    ...{ catalogue, clock, indexBuilder, pages: NO_PAGES, seed: 1, excludeHistory: true, ks: [10, 50], stages: STAGES },
  };
  const judged = await evaluate(made);
  evaluation = { ...made, judged };
  live = packageOf(judged.retrieval!, judged.ranker!, START_MS);
}, 300_000);
afterAll(async () => {
  live?.ranker.dispose();
  await rm(folder, { recursive: true, force: true });
});

function packageOf(trained: TrainedRetrieval, { weights }: TrainedRanker, untilMs: number): ModelPackage {
  const { model, ...others } = trained;
  const index = indexBuilder.exact(model.targetVectors, model.dimensions);
  const manifest = { version: 'm-live', fingerprint: featureFingerprint(), data: { untilMs } };
  const made = { ...others, version: 'm-live', manifest, retrieval: model, index, ranker: createRanker(weights) };
  return made as unknown as ModelPackage;
}

function storeIn(modelsDir: string) {
  let names = 0;
  const randomId = () => `n${names++}`;
  return createModelStore({ modelsDir, expectedFingerprint: featureFingerprint, loadIndex, randomId, clock });
}

/** Walks as a log: user u's n-th title at hour u + n. */
function world(log: readonly (readonly number[])[], from = 0): Omit<TrainDeps, 'modelStore'> {
  const events = log.flatMap((walk, user) =>
    walk.map(
      (itemNo, n): LoggedEvent => ({
        ...{ eventId: `e-${user}-${n}`, type: 'complete', userKey: user.toString(16).padStart(32, '0') },
        ...{ itemId: `i${itemNo}`, itemNo, occurredAtMs: START_MS + (user + n) * HOUR_MS, receivedAtMs: NOW_MS },
        ...{ impressionIds: [], recommendationId: null, sessionId: null, portion: 1, positionS: null, value: null },
        ...{ trigger: 'user', properties: null, origin: 'import' },
      }),
    ),
  );
  return {
    logStore: {
      async *events({ untilMs = Number.POSITIVE_INFINITY }) {
        yield events.filter(({ occurredAtMs }) => occurredAtMs < untilMs);
      },
      async *decisions() {},
    },
    itemStore: {
      async *changedSince() {
        yield Array.from({ length: ITEMS }, (_, n) => aStoredItem(n + 1, { genres: [`g${n % 3}`] }));
      },
    },
    modelRegistry: createMemoryModelRegistry(),
    ...{ indexBuilder, clock: { ...clock, nowMs: () => NOW_MS + from }, backend: 'wasm' },
    codeVersion: 'test',
  };
}

describe('against the live package', () => {
  test('an equal one passes', async () => {
    const comparison = await compareWithLive({ ...evaluation, live });
    expect(comparison).toMatchObject({ against: 'live', version: live.version, users: USERS, outcome: 'not-worse' });
    // It is the package that was judged: on the very same pages it does the very same.
    expect(comparison.difference).toBe(0);
    expect(comparison.ci95).toEqual([0, 0]);
  });

  test('a deliberately worse one does not, and the comparison says by how much', async () => {
    const { popularity } = evaluation.judged.ranks;
    const comparison = await compareWithLive({ ...evaluation, judged: { ranks: { served: popularity! } }, live });
    expect(comparison.outcome).toBe('worse');
    expect(comparison.other! - comparison.served!).toBeCloseTo(-comparison.difference!, 9);
    expect(comparison.difference).toBeLessThan(-0.2);
    expect(comparison.ci95![1]).toBeLessThan(0);
  });

  test('noise passes: the same quality, luck spread otherwise among the users', async () => {
    const random = seededRandom(8);
    const lucky = evaluation.judged.ranks.served!.slice();
    for (let i = lucky.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [lucky[i], lucky[j]] = [lucky[j]!, lucky[i]!];
    }
    // And a little worse on the whole: two answers less.
    for (const hit of [lucky.indexOf(0), lucky.lastIndexOf(0)]) lucky[hit] = 1000;
    const comparison = await compareWithLive({ ...evaluation, judged: { ranks: { served: lucky } }, live });
    expect(comparison.difference).toBeLessThan(0);
    expect(comparison.outcome).toBe('not-worse');
  });

  test('only users whose held-out title came after its data are compared', async () => {
    const untilMs = [...evaluation.atMs].sort((a, b) => a - b)[40]!;
    const older = { ...live, manifest: { ...live.manifest, data: { ...live.manifest.data, untilMs } } };
    const later = evaluation.atMs.filter((atMs) => atMs > untilMs).length;
    expect(later).toBeGreaterThanOrEqual(30);
    expect((await compareWithLive({ ...evaluation, live: older })).users).toBe(later);
  });

  test('with fewer than 30 such users it is skipped, and says so', async () => {
    const untilMs = [...evaluation.atMs].sort((a, b) => b - a)[29]!;
    const older = { ...live, manifest: { ...live.manifest, data: { ...live.manifest.data, untilMs } } };
    const comparison = await compareWithLive({ ...evaluation, live: older });
    expect(comparison).toMatchObject({ outcome: 'skipped', served: null, ci95: null });
    expect(comparison.because).toMatch(/came after its data, at least 30 are needed/);
  });

  test('of another fingerprint, or damaged, it is skipped with the reason; a store that is away is no reason', async () => {
    const modelRegistry = { live: async () => 'm-old' };
    const refusing = async () => {
      throw modelRefused('m-old', 'fingerprint', 'it was trained on other features');
    };
    const comparison = await compareWithLiveOf({ modelRegistry, modelStore: { load: refusing } }, 'm-new', evaluation);
    expect(comparison).toMatchObject({ version: 'm-old', outcome: 'skipped' });
    expect(comparison!.because).toContain('cannot be loaded (Model m-old is refused: it was trained on other features');

    const away = async () => {
      throw new Error('the disk is away');
    };
    await expect(compareWithLiveOf({ modelRegistry, modelStore: { load: away } }, 'm-new', evaluation)).rejects.toThrow(
      'the disk is away',
    );
  });

  test('there is nothing to compare with where nothing is live, or the package itself', async () => {
    const modelStore = { load: async () => live };
    const of = (version: string | null) =>
      compareWithLiveOf({ modelStore, modelRegistry: { live: async () => version } }, 'm-new', evaluation);
    expect(await of(null)).toBeNull();
    expect(await of('m-new')).toBeNull();
  });
});

describe('train', () => {
  test('rejects what a damaged log taught, with the comparison in manifest and registry, and the live package stays', async () => {
    const modelStore = storeIn(join(folder, 'damaged'));
    const good = world(walks);
    const first = await trainPackage(
      { ...good, modelStore },
      { origins: ['import'], seed: 1, untilMs: START_MS + 60 * HOUR_MS },
    );
    expect(first.outcome).toBe('published');

    // What users came to before is drawn anew, the last two titles are true: the answers, and what they were asked after.
    const random = seededRandom(5);
    const damaged = walks.map((walk) => [
      ...new Set([...walk.slice(0, -2).map(() => 1 + Math.floor(random() * ITEMS)), ...walk.slice(-2)]),
    ]);
    const second = await trainPackage(
      { ...world(damaged, 1), modelStore, modelRegistry: good.modelRegistry },
      { origins: ['import'], seed: 1 },
    );
    expect(second.outcome).toBe('rejected');
    expect(second.verdict!.reason).toContain(`by the live ${first.version}`);
    expect(await good.modelRegistry.live()).toBe(first.version);
    const rejected = (await good.modelRegistry.list()).find(({ version }) => version === second.version)!;
    expect(rejected.state).toBe('rejected');
    expect(rejected.verdict).toEqual(second.verdict);
    expect(rejected.manifest.gate).toEqual(second.verdict);
    expect(second.verdict!.comparisons.at(-1)).toMatchObject({ against: 'live', outcome: 'worse' });
    expect(rejected.manifest.intervals!.served!['ndcg@10']!.ci95).toHaveLength(2);
  }, 300_000);
});
