import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFileFallbackLists } from '../../src/adapters/files/fallback-list.ts';
import { createMemoryChangeFeed } from '../../src/adapters/memory/change-feed.ts';
import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryObjectivesStore } from '../../src/adapters/memory/objectives-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySwitchesStore } from '../../src/adapters/memory/switches-store.ts';
import { createMemoryTemplatesStore } from '../../src/adapters/memory/templates-store.ts';
import { COLLECTION_KIND, RULE_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import type { ModelPackage } from '../../src/domain/model-package.ts';
import { modelRefused } from '../../src/domain/model-refusal.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { EditorialKind } from '../../src/domain/ports/editorial-store.ts';
import type { ServedCount } from '../../src/domain/ports/exposure-store.ts';
import { type Logger, SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { StatsBucket } from '../../src/domain/ports/stats-store.ts';
import type { RowCount } from '../../src/domain/row-counts.ts';
import { isOff } from '../../src/domain/switches.ts';
import { openSnapshot, type SnapshotHolder } from '../../src/snapshot/snapshot-holder.ts';
import type { SnapshotStores } from '../../src/snapshot/snapshot-stores.ts';
import { anItem } from '../support/items.ts';
import { aPin, NOW_MS, STILL_CLOCK } from '../support/pages.ts';
import { aChange } from '../support/pin-drafts.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const HOUR_MS = 3_600_000;
const bucket = (itemNo: number, hoursAgo: number, uses: number, revision: number): StatsBucket => ({
  itemNo,
  hourMs: NOW_MS - hoursAgo * HOUR_MS,
  uses,
  clicks: 0,
  ratings: 0,
  ratingSum: 0,
  hides: 0,
  revision,
});

const touchesOf = (rowId: string, touched: number): RowCount[] =>
  [0, 1].map((rowIndex) => {
    const place = { surface: 'tv', rowId, rowIndex, position: 0 };
    return { ...place, served: 1_000, viewed: 500, touched, servedScore: 100, viewedScore: 50 };
  });

/** All stores in memory; what is not announced is found by polling alone. */
function aWorld() {
  const feed = createMemoryChangeFeed();
  const items = createMemoryItemStore(() => feed.announce('catalogue'));
  const pins = createMemoryPinStore(() => feed.announce('pins'));
  const objectives = createMemoryObjectivesStore(() => feed.announce('objectives'));
  const switches = createMemorySwitchesStore(() => feed.announce('switches'));
  const templates = createMemoryTemplatesStore(() => feed.announce('templates'));
  const editorial = <T>(kind: EditorialKind<T>) => createMemoryEditorialStore(kind, () => feed.announce('editorial'));
  const world = {
    feed,
    items,
    pins,
    objectives,
    switches,
    templates,
    buckets: [] as StatsBucket[],
    served: [] as ServedCount[],
    rows: [] as RowCount[],
    live: null as string | null,
    refusal: null as Error | null,
    packages: new Map<string, ModelPackage>(),
    told: [] as string[],
    /** What the registry was told, and what was counted. */
    refusals: [] as string[],
    counted: [] as string[],
    broken: new Set<string>(),
  };
  const unlessBroken = (part: string) => {
    if (world.broken.has(part)) throw new Error(`${part} is away`);
  };
  const logger: Logger = {
    ...SILENT_LOGGER,
    warn: (fields) => world.told.push(`warn ${'part' in fields ? fields.part : ''}`),
    error: (fields) => world.told.push(`error ${'part' in fields ? fields.part : ''}`),
  };
  const parts: SnapshotStores = {
    itemStore: {
      changedSince(revision) {
        unlessBroken('catalogue');
        return items.changedSince(revision);
      },
    },
    pinStore: {
      async current(nowMs) {
        unlessBroken('pins');
        return pins.current(nowMs);
      },
    },
    statsStore: {
      async *buckets({ sinceRevision }) {
        unlessBroken('stats');
        yield world.buckets.filter(({ revision }) => revision > sinceRevision);
      },
      async *regionPlays() {},
      eventDays: async () => [],
    },
    exposureStore: {
      async *served({ sinceRevision }) {
        yield world.served.filter(({ revision }) => revision > sinceRevision);
      },
      rows: async () => world.rows,
    },
    modelStore: {
      async load(version) {
        const model = world.packages.get(version);
        if (model === undefined) throw world.refusal ?? new Error('no such package');
        return model;
      },
    },
    modelRegistry: {
      live: async () => world.live,
      refused: async (version, { reason }) => {
        world.refusals.push(`${version} ${reason}`);
      },
    },
    metrics: { modelRefused: (reason) => world.counted.push(reason) },
    objectivesStore: objectives,
    switchesStore: switches,
    templatesStore: templates,
    segmentStore: editorial(SEGMENT_KIND),
    collectionStore: editorial(COLLECTION_KIND),
    ruleStore: editorial(RULE_KIND),
    changeFeed: feed,
    clock: STILL_CLOCK,
    logger,
    origins: ['app'],
  };
  return { ...world, world, parts };
}

describe('openSnapshot', () => {
  let holder: SnapshotHolder;
  afterEach(() => holder.close());

  test('puts items, stats, pins and the live package together', async () => {
    const { world, parts, items, pins } = aWorld();
    await items.upsert([anItem('a'), anItem('b')]);
    await pins.create(aPin(1, { itemId: 'a' }).pin, aChange(NOW_MS));
    world.buckets.push(bucket(2, 5, 3, 1), bucket(1, 2, 1, 2));
    holder = await openSnapshot(parts);
    const { catalogue, stats, lists, models, pins: held } = holder.current();
    expect([catalogue.size, [...stats.uses], [...lists.byUses], models]).toEqual([2, [1, 3], [1, 0], null]);
    expect(held.map(({ pin }) => pin.itemId)).toEqual(['a']);
  });

  test('an announced change is in the next snapshot; the one taken before does not move', async () => {
    const { parts, items, pins, feed } = aWorld();
    await items.upsert([anItem('a')]);
    holder = await openSnapshot(parts);
    const before = holder.current();
    await pins.create(aPin(1, { itemId: 'a' }).pin, aChange(NOW_MS));
    await items.upsert([anItem('b')]);
    await until(() => holder.current().pins.length === 1 && holder.current().catalogue.size === 2);
    expect([before.pins.length, before.catalogue.size]).toEqual([0, 1]);
    expect(holder.current().stats.uses.length).toBe(2);
    expect(holder.current().versions.pins).toBe((await feed.versions()).pins);
  });

  test('objectives that are set count in the next snapshot, whose versions say so', async () => {
    const { parts, items, objectives, feed } = aWorld();
    await items.upsert([anItem('a')]);
    holder = await openSnapshot(parts);
    expect(holder.current().objectives).toEqual(DEFAULT_OBJECTIVES);
    const weights = { ...DEFAULT_OBJECTIVES, play: 0, complete: 1 };
    await objectives.put(weights, null, { atMs: NOW_MS, actor: 'someone', reason: '' });
    await until(() => holder.current().objectives.complete === 1);
    expect(holder.current().objectives).toEqual(weights);
    expect(holder.current().versions.objectives).toBe((await feed.versions()).objectives);
  });

  test('knows how often titles were shown, an episode for its series, since when items are there, and what rows are worth', async () => {
    const { world, parts, items, feed } = aWorld();
    await items.upsert([
      anItem('show', { type: 'series' }),
      anItem('part', { type: 'episode', seriesId: 'show' }),
      anItem('film'),
    ]);
    world.served.push({ itemNo: 1, served: 5, revision: 1 }, { itemNo: 2, served: 3, revision: 2 });
    world.rows.push(...touchesOf('genre:drama', 1), ...touchesOf('genre:war', 60));
    const cameAt = (itemNo: number) => NOW_MS - itemNo * HOUR_MS;
    holder = await openSnapshot({
      ...parts,
      statsRefreshMs: 1,
      itemStore: {
        async *changedSince(revision) {
          for await (const batch of items.changedSince(revision)) {
            yield batch.map((one) => ({ ...one, ...(one.itemNo !== 3 && { addedAtMs: cameAt(one.itemNo) }) }));
          }
        },
      },
    });
    const { exposure, rowAffinity } = holder.current();
    expect([...exposure.served]).toEqual([8, 8, 0]);
    expect([...exposure.addedAtMs]).toEqual([cameAt(1), cameAt(2), Number.NaN]);
    expect(rowAffinity.of('genre:war', 'genre', 'tv')).toBeGreaterThan(1);
    expect(rowAffinity.of('genre:drama', 'genre', 'tv')).toBeLessThan(1);

    world.served.push({ itemNo: 2, served: 4, revision: 3 }, { itemNo: 3, served: 1, revision: 4 });
    feed.announce('exposure');
    await until(() => holder.current().exposure.served[2] === 1);
    expect([...holder.current().exposure.served]).toEqual([9, 9, 1]);
    expect(holder.current().versions.exposure).toBe((await feed.versions()).exposure);
    await items.upsert([anItem('more')]);
    await until(() => holder.current().catalogue.size === 4);
    expect([...holder.current().exposure.served]).toEqual([9, 9, 1, 0]);
  });

  test('what is turned off is off in the next snapshot, whose versions say so', async () => {
    const { parts, items, switches, feed } = aWorld();
    await items.upsert([anItem('a')]);
    holder = await openSnapshot(parts);
    expect(holder.current().switches).toEqual([]);
    const change = { atMs: NOW_MS, actor: 'someone', reason: 'a test' };
    await switches.put('ranker', { state: 'off', untilMs: NOW_MS + 1 }, null, change);
    await until(() => holder.current().switches.length === 1);
    expect(isOff(holder.current().switches, 'ranker', NOW_MS)).toBe(true);
    expect(isOff(holder.current().switches, 'ranker', NOW_MS + 1)).toBe(false);
    expect(holder.current().versions.switches).toBe((await feed.versions()).switches);
  });

  test('a template that is put holds in the next snapshot, whose versions say so; taken back the default does', async () => {
    const { parts, items, templates, feed } = aWorld();
    await items.upsert([anItem('a')]);
    holder = await openSnapshot(parts);
    expect(holder.current().templates).toEqual(DEFAULT_TEMPLATES);
    const change = { atMs: NOW_MS, actor: 'someone', reason: '' };
    const changed = { ...DEFAULT_TEMPLATES.web, diversity: 7 };
    await templates.put('web', changed, null, change);
    await until(() => holder.current().templates.web.diversity === 7);
    expect(holder.current().templates).toEqual({ ...DEFAULT_TEMPLATES, web: changed });
    expect(holder.current().versions.templates).toBe((await feed.versions()).templates);
    await templates.put('web', null, null, change);
    await until(() => holder.current().templates.web.diversity !== 7);
    expect(holder.current().templates).toEqual(DEFAULT_TEMPLATES);
  });

  test('what nobody announces is found by polling', async () => {
    const { world, parts, items } = aWorld();
    await items.upsert([anItem('a')]);
    let version = 1;
    const deaf = {
      versions: async () => ({
        ...(await createMemoryChangeFeed().versions()),
        pins: version,
      }),
      subscribe: async () => {
        throw new Error('no notifications here');
      },
    };
    holder = await openSnapshot({ ...parts, changeFeed: deaf, pollMs: 5 });
    await world.pins.create(aPin(1, { itemId: 'a' }).pin, aChange(NOW_MS));
    version = 2;
    await until(() => holder.current().pins.length === 1);
    expect(world.told).toEqual(['warn ']);
  });

  test('what failed over and over is loaded by the first poll that Postgres answers again', async () => {
    const { world, parts, items, feed } = aWorld();
    await items.upsert([anItem('a')]);
    const deaf = { versions: () => feed.versions(), subscribe: async () => ({ async close() {} }) };
    holder = await openSnapshot({ ...parts, changeFeed: deaf, pollMs: 5 });
    world.broken.add('pins');
    await world.pins.create(aPin(1, { itemId: 'a' }).pin, aChange(NOW_MS));
    // By now it would be tried again by itself after half a minute.
    for (let tries = 0; tries < 6; tries++) await holder.refresh(['pins']);
    expect(holder.current().pins).toEqual([]);
    world.broken.clear();
    await until(() => holder.current().pins.length === 1);
  });

  test('a bucket that comes again has its new counts, and an item that comes late has its old ones', async () => {
    const { world, parts, items } = aWorld();
    await items.upsert([anItem('a')]);
    world.buckets.push(bucket(1, 5, 3, 1), bucket(2, 9, 7, 2));
    holder = await openSnapshot(parts);
    world.buckets.push(bucket(1, 5, 4, 3), bucket(1, 8, 1, 4));
    await items.upsert([anItem('b')]);
    await holder.refresh();
    expect([...holder.current().stats.uses]).toEqual([5, 7]);
  });

  test('a part that does not load keeps its old value, and is told', async () => {
    const { world, parts, items } = aWorld();
    await items.upsert([anItem('a')]);
    world.buckets.push(bucket(1, 5, 3, 1));
    holder = await openSnapshot(parts);
    world.broken = new Set(['catalogue', 'stats', 'pins']);
    await holder.refresh(['catalogue', 'stats', 'pins']);
    expect([holder.current().catalogue.size, [...holder.current().stats.uses]]).toEqual([1, [3]]);
    expect(world.told.sort()).toEqual(['warn catalogue', 'warn pins', 'warn stats']);
  });

  test('without a catalogue there is no snapshot, and the error says so', async () => {
    const { world, parts } = aWorld();
    world.broken.add('catalogue');
    holder = await openSnapshot(parts);
    expect(() => holder.current()).toThrow(expect.objectContaining({ code: 'unavailable' }));
    world.broken.clear();
    await holder.refresh(['catalogue']);
    expect(holder.current().catalogue.size).toBe(0);
  });
});

describe('packages', () => {
  let holder: SnapshotHolder;
  afterEach(() => holder.close());

  async function openWithPackage() {
    const given = aWorld();
    await given.items.upsert([anItem('a'), anItem('b')]);
    holder = await openSnapshot(given.parts);
    const { catalogue } = holder.current();
    for (const version of ['v1', 'v2']) given.world.packages.set(version, tinyPackage(catalogue, { version }));
    given.world.live = 'v1';
    await holder.refresh(['models']);
    return given;
  }

  test('a promoted package is swapped in, and the old ranker outlives the pages that hold it', async () => {
    const { world } = await openWithPackage();
    const before = holder.current();
    world.live = 'v2';
    await holder.refresh(['models']);
    expect([before.models!.model.version, holder.current().models!.model.version]).toEqual(['v1', 'v2']);
    expect(before.models!.model.ranker).toMatchObject({ disposed: false });
    expect([...holder.current().models!.denseOfRow]).toEqual([0, 1]);
  });

  test('closing disposes every ranker that was held', async () => {
    const { world } = await openWithPackage();
    world.live = 'v2';
    await holder.refresh(['models']);
    await holder.close();
    expect([...world.packages.values()].map(({ ranker }) => ranker)).toMatchObject([
      { disposed: true },
      { disposed: true },
    ]);
  });

  test('a package that does not load leaves the old one live, told as an error', async () => {
    const { world } = await openWithPackage();
    world.live = 'v-broken';
    await holder.refresh(['models']);
    expect([holder.current().models!.model.version, world.told]).toEqual(['v1', ['error models']]);
  });

  test('a package that is refused is told, counted and kept once however often it is tried, and the old one serves on', async () => {
    const { world } = await openWithPackage();
    world.live = 'v-bad';
    world.refusal = modelRefused('v-bad', 'damaged', 'index.hnsw is damaged');
    for (let tries = 0; tries < 3; tries++) await holder.refresh(['models']);
    expect(holder.current().models!.model.version).toBe('v1');
    expect(holder.refusedModel).toEqual({ version: 'v-bad', reason: 'damaged' });
    expect([world.told, world.refusals, world.counted]).toEqual([['error models'], ['v-bad damaged'], ['damaged']]);
    world.live = 'v2';
    await holder.refresh(['models']);
    expect([holder.current().models!.model.version, holder.refusedModel]).toEqual(['v2', null]);
  });

  test('a catalogue change keeps the package and aligns it anew', async () => {
    const { items } = await openWithPackage();
    const { ranker } = holder.current().models!.model;
    await items.upsert([anItem('c')]);
    await holder.refresh(['catalogue']);
    expect(holder.current().models!.model.ranker).toBe(ranker);
    expect([...holder.current().models!.rowOfDense]).toEqual([0, 1, -1]);
  });
});

test('what was popular outlives the process that counted it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'marquee-lists-'));
  const { world, parts, items } = aWorld();
  await items.upsert([anItem('a', { maturity: 'adult' }), anItem('b'), anItem('c')]);
  world.buckets.push(bucket(1, 5, 9, 1), bucket(3, 5, 2, 2));
  const fallbackLists = createFileFallbackLists(directory);
  await (await openSnapshot({ ...parts, fallbackLists })).close();
  expect((await fallbackLists.load()).popular).toEqual({ kids: ['c'], teen: ['c'], adult: ['a', 'c'] });

  await writeFile(join(directory, 'editors-list.json'), '["b"]');
  world.broken.add('stats');
  const next = await openSnapshot({ ...parts, fallbackLists });
  const { lists } = next.current();
  expect([[...lists.byUses], lists.usedCount, [...lists.editors]]).toEqual([[0, 2, 1], 2, [1]]);
  await next.close();
  await rm(directory, { recursive: true });
});

/** Waits for what happens in the background: turn by turn, as long as the test may run. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}
