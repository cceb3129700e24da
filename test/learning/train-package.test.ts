import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../src/adapters/hnsw/hnsw-index-builder.ts';
import { loadIndex } from '../../src/adapters/hnsw/load-index.ts';
import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import { createModelStore } from '../../src/adapters/models/model-store.ts';
import type { LoggedEvent } from '../../src/domain/ports/log-store.ts';
import { featureFingerprint } from '../../src/features/schema.ts';
import { type TrainDeps, trainPackage } from '../../src/learning/train-package.ts';
import { openBackend } from '../../src/network/backend.ts';
import { aStoredItem } from '../support/items.ts';
import { ringWalks, START_MS, clock as startClock } from './support.ts';

const NOW_MS = START_MS + 30 * 86_400_000;
const clock = { ...startClock, nowMs: () => NOW_MS };
// Each test trains once or twice; a busy machine takes its time.
jest.setTimeout(240_000);
const folders: string[] = [];
beforeAll(() => openBackend('wasm'));
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const ITEMS = Array.from({ length: 60 }, (_, n) => aStoredItem(n + 1));

async function createWorld(walks: readonly (readonly number[])[]): Promise<TrainDeps> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'marquee-models-'));
  folders.push(modelsDir);
  const events = walks.flatMap((walk, user) =>
    walk.map(
      (itemNo, n): LoggedEvent => ({
        eventId: `e-${user}-${n}`,
        type: 'complete',
        userKey: user.toString(16).padStart(32, '0'),
        itemId: `i${itemNo}`,
        itemNo,
        occurredAtMs: START_MS + (user + n) * 3_600_000,
        receivedAtMs: NOW_MS,
        impressionIds: [],
        recommendationId: null,
        sessionId: null,
        portion: 1,
        positionS: null,
        value: null,
        trigger: 'user',
        properties: null,
        origin: 'import',
      }),
    ),
  );
  let names = 0;
  return {
    logStore: {
      async *events({ origins }) {
        yield events.filter(({ origin }) => origins.includes(origin));
      },
      async *decisions() {},
    },
    itemStore: {
      async *changedSince() {
        yield ITEMS;
      },
    },
    modelStore: createModelStore({
      modelsDir,
      expectedFingerprint: featureFingerprint,
      loadIndex,
      randomId: () => `n${names++}`,
      clock,
    }),
    modelRegistry: createMemoryModelRegistry(),
    indexBuilder: createHnswIndexBuilder(),
    clock,
    backend: 'wasm',
    codeVersion: 'test',
  };
}

const WALKS = ringWalks({ users: 60, items: 60, steps: 12, seed: 3 });
const options = { origins: ['import'], seed: 1 };

describe('train', () => {
  test('publishes a package that loads and is live', async () => {
    const objectives = { click: 0, play: 0, portion: 1, complete: 0.5, hide: 0 };
    const objectivesStore = createMemoryObjectivesStore();
    await objectivesStore.put(objectives, null, { atMs: NOW_MS, actor: 'a test', reason: '' });
    const world = { ...(await createWorld(WALKS)), objectivesStore };
    const { version, outcome, metrics, data } = await trainPackage(world, options);
    expect(outcome).toBe('published');
    expect(data).toMatchObject({ events: WALKS.flat().length, users: 60, items: 60 });
    expect(metrics.served!['hr@10']).toBeGreaterThan(metrics.popularity!['hr@10']!);
    const registry = world.modelRegistry as ReturnType<typeof createMemoryModelRegistry>;
    expect(await registry.live()).toBe(version);
    const loaded = await (world.modelStore as ReturnType<typeof createModelStore>).load(version);
    expect(loaded.retrieval.itemNo.length).toBe(60);
    expect(loaded.manifest.objectives).toEqual(objectives);
    loaded.ranker.dispose();
  });

  test('does nothing for the same data, code and seed, and makes another version of another seed', async () => {
    const world = await createWorld(WALKS);
    const first = await trainPackage(world, options);
    const again = await trainPackage(world, options);
    expect(again).toMatchObject({ version: first.version, outcome: 'unchanged' });
    const other = await trainPackage(world, { ...options, seed: 2, dryRun: true });
    expect(other.version).not.toBe(first.version);
  });

  test('says what it would do before it does it, and with planOnly does none of it', async () => {
    const world = await createWorld(WALKS);
    const { plan, outcome } = await trainPackage(world, { ...options, planOnly: true });
    expect(outcome).toBe('planned');
    expect(plan).toMatchObject({ exists: false, live: null, heldOutUsers: 60, data: { users: 60, items: 60 } });
    expect(plan.stages.map(({ stage, isDone }) => [stage, isDone])).toEqual(
      ['retrieval', 'examples', 'ranker', 'evaluation', 'refit'].map((stage) => [stage, false]),
    );
    for (const { estimatedSeconds } of plan.stages) expect(estimatedSeconds).toBeGreaterThan(0);
    expect(await world.modelStore.versions()).toEqual([]);
    expect(await world.modelRegistry.list()).toEqual([]);

    const told: string[] = [];
    const trained = await trainPackage(world, {
      ...options,
      onPlan: ({ version }) => told.push(version),
      onProgress: ({ step }) => told.push(step),
    });
    expect(told[0]).toBe('log');
    expect(told[told.indexOf('stage') - 1]).toBe(plan.version);
    expect(Object.keys(trained.stageSeconds).sort()).toEqual(plan.stages.map(({ stage }) => stage).sort());
    const again = await trainPackage(world, { ...options, planOnly: true });
    expect(again).toMatchObject({
      outcome: 'unchanged',
      plan: { exists: true, live: plan.version, estimatedSeconds: 0 },
    });
  });

  test('plans by what the last training here took', async () => {
    const world = await createWorld(WALKS);
    let seconds = 0;
    // Every look at the clock is 1000 s later: whatever a stage takes, it is far more than planned.
    const slow = { ...clock, monotonicMs: () => 1e6 * ++seconds };
    const first = await trainPackage({ ...world, clock: slow }, options);
    const { plan } = await trainPackage(world, { ...options, seed: 2, planOnly: true });
    expect(plan.estimatedSeconds).toBeGreaterThan(100 * first.plan.estimatedSeconds);
    for (const { stage, estimatedSeconds } of plan.stages) {
      expect(estimatedSeconds / first.stageSeconds[stage]!).toBeCloseTo(1, 1);
    }
  });

  test('with --dry-run writes nothing', async () => {
    const world = await createWorld(WALKS);
    expect((await trainPackage(world, { ...options, dryRun: true })).outcome).toBe('dry-run');
    expect(await world.modelStore.versions()).toEqual([]);
    expect(await world.modelRegistry.list()).toEqual([]);
  });

  test('makes a package of a log too small to learn a ranker from', async () => {
    const world = await createWorld([[1, 2, 3], [2, 3], [1, 3, 4], [5], [2, 6]]);
    expect((await trainPackage(world, options)).outcome).toBe('published');
  });

  test.each([
    ['an empty log', []],
    ['a handful of events', [[1, 2]]],
  ])('%s fails the data checks', async (_, walks) => {
    const world = await createWorld(walks);
    await expect(trainPackage(world, options)).rejects.toMatchObject({ code: 'data-check-failed' });
  });

  test('is refused data in which a check finds a fault, and told which; accepted, the manifest says so', async () => {
    const world = await createWorld(WALKS);
    const { events } = world.logStore;
    const inSeconds: TrainDeps = {
      ...world,
      logStore: {
        ...world.logStore,
        async *events(filter) {
          for await (const batch of events(filter)) {
            yield batch.map((event) => ({ ...event, occurredAtMs: Math.floor(event.occurredAtMs / 1000) }));
          }
        },
      },
    };
    const refused = await trainPackage(inSeconds, options).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'data-check-failed',
      message: expect.stringContaining('--accept time-before-1990'),
      checked: { findings: [expect.objectContaining({ check: 'time-before-1990', severity: 'block' })] },
    });
    await expect(trainPackage(inSeconds, { ...options, accept: ['no-such-check'] })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    expect((await trainPackage(inSeconds, { ...options, accept: ['time-before-1990'] })).outcome).toBe('published');
    const [made] = await world.modelRegistry.list();
    expect(made!.manifest.dataChecks).toMatchObject({
      findings: [{ check: 'time-before-1990', severity: 'block', accepted: true }],
      facts: { catalogueItems: 60 },
    });
  });

  test('compares the catalogue with that of the live package', async () => {
    const world = await createWorld(WALKS);
    await trainPackage(world, options);
    const half = {
      ...world,
      itemStore: {
        async *changedSince() {
          yield ITEMS.slice(0, 25);
        },
      },
    };
    await expect(trainPackage(half, options)).rejects.toMatchObject({
      checked: {
        findings: expect.arrayContaining([
          expect.objectContaining({ found: 'the catalogue has 25 items, 60 when the live model was made' }),
        ]),
      },
    });
  });

  test('events of other origins are not learned from', async () => {
    const world = await createWorld(WALKS);
    await expect(trainPackage(world, { ...options, origins: ['app'] })).rejects.toMatchObject({
      code: 'data-check-failed',
    });
  });
});
