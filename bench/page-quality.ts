import { readDemoFilms } from '../src/commands/demo.ts';
import { seededRandom } from '../src/domain/clock.ts';
import type { Decision } from '../src/domain/decision.ts';
import { NO_METRICS } from '../src/domain/ports/metrics.ts';
import type { Snapshot } from '../src/domain/snapshot.ts';
import { historyOf } from '../src/features/history.ts';
import { EMPTY_STATE } from '../src/features/user-state.ts';
import { decodeUserState } from '../src/features/user-state-codec.ts';
import { createHomePage } from '../src/recommend/home-page.ts';
import { pageValue } from '../src/simulation/page-value.ts';
import { simulate, type TasteKind } from '../src/simulation/simulate.ts';
import type { FilmWorld } from '../src/simulation/taste.ts';
import type { Viewer } from '../src/simulation/viewer.ts';
import { openSnapshot } from '../src/snapshot/snapshot-holder.ts';
import { type LoopService, openLoopService } from './loop-service.ts';
import { type PageLook, pageLook } from './page-metrics.ts';
import { PAGE_VARIANTS } from './page-variants.ts';
import { meanOf, pairedDifference } from './paired-difference.ts';

export interface PageQualityOptions {
  readonly seed: number;
  readonly tastes: TasteKind;
  readonly viewers: number;
  /** Of each viewer, before anything is measured. */
  readonly sessions: number;
  /** One page a viewer and day. */
  readonly days: number;
  readonly say: (line: string) => void;
}

export interface VariantQuality extends PageLook {
  readonly variant: string;
  /** Expected clicks of a page over those of the best page of its shape. */
  readonly ofOracle: number;
  /** Expected clicks less those of the page as served, viewer by viewer, and its standard error. */
  readonly worth: { readonly mean: number; readonly standardError: number };
  /** Share of the catalogue that stood on a page within the days. */
  readonly coverage: number;
  /** Share of the new items that were shown as often as the minimum. */
  readonly newShown: number;
  readonly pages: number;
}

/** Films whose licence begins when the model is trained already; and as many of them, that nobody found elsewhere, count as new. */
const LATER_FILMS = 300;
const NEW_FILMS = 30;
/** What a new item is to get here: there are fewer viewers than in life. */
const NEW_MINIMUM = 10;
const DAY_MS = 86_400_000;

/**
 * What each mechanism of the page is worth: viewers of known tastes use the service, a model is trained on that, and then the pages of
 * the same viewers are made by the request path once a day, with everything and with one mechanism taken away at a time. Nobody acts on
 * those, so all variants are asked the same question; what is shown counts as shown on the days after.
 */
export async function benchPageQuality(options: PageQualityOptions): Promise<readonly VariantQuality[]> {
  const films = await readDemoFilms();
  const random = seededRandom(options.seed);
  const order = new Map(films.map(({ itemId }) => [itemId, random()]));
  const later = films.toSorted((a, b) => order.get(a.itemId)! - order.get(b.itemId)!).slice(0, LATER_FILMS);
  const isLater = new Set(later.map(({ itemId }) => itemId));
  // Not to be shown yet, and known to the viewers all the same: their tastes are of the whole catalogue.
  const windows = [{ region: '*', from: '2100-01-01T00:00:00Z', until: null }];
  const loop = await openLoopService(films.map((film) => (isLater.has(film.itemId) ? { ...film, windows } : film)));
  try {
    const seen = await watch(loop, options);
    if (!(await loop.train(options.seed))) throw new Error('The first model was not published.');
    // What rows are worth beside their titles' scores is learned from pages with scores, of other viewers.
    await watch(loop, { ...options, seed: options.seed + 1 });
    const { context } = loop.service;
    await context.itemStore.upsert(later);
    const holder = await openSnapshot({
      ...context,
      // The service keeps those.
      fallbackLists: undefined,
      origins: ['app', 'import'],
      pollMs: 3_600_000,
    });
    try {
      const { catalogue, stats } = holder.current();
      const isUnknown = (itemId: string) => stats.uses[catalogue.denseOfItemId(itemId)] === 0;
      const newIds = later
        .map(({ itemId }) => itemId)
        .filter(isUnknown)
        .slice(0, NEW_FILMS);
      return await measure(loop, holder.current(), newIds, seen, options);
    } finally {
      await holder.close();
    }
  } finally {
    await loop.close();
  }
}

interface Seen {
  readonly viewers: ReadonlyMap<string, Viewer>;
  readonly world: FilmWorld;
}

async function watch({ service, key }: LoopService, options: PageQualityOptions): Promise<Seen> {
  const viewers = new Map<string, Viewer>();
  let known: FilmWorld | null = null;
  await simulate({
    baseUrl: service.baseUrl,
    appKey: key,
    users: options.viewers,
    sessionsPerUser: options.sessions,
    seed: options.seed,
    tastes: options.tastes,
    clock: service.context.clock,
    onPage(_, viewer, world) {
      viewers.set(viewer.userId, viewer);
      known = world;
    },
  });
  await service.settled();
  return { viewers, world: known! };
}

async function measure(
  { service }: LoopService,
  snapshot: Snapshot,
  newIds: readonly string[],
  { viewers, world }: Seen,
  { seed, days, say }: PageQualityOptions,
): Promise<VariantQuality[]> {
  const { context } = service;
  const userStates = await context.userStates();
  const stored = new Map<string, Uint8Array>();
  for (const userId of viewers.keys()) {
    const state = await userStates.read(context.userKeyOf(userId));
    if (state !== null) stored.set(userId, state.bytes);
  }
  const results: VariantQuality[] = [];
  let asServed: readonly number[] | null = null;
  for (const [variant, change] of Object.entries(PAGE_VARIANTS)) {
    const run = createRun(change(withNewItems(snapshot, newIds)));
    for (let day = 0; day < days; day++) {
      for (const [at, viewer] of [...viewers.values()].entries()) {
        await run.visit(viewer, stored.get(viewer.userId) ?? null, {
          nowMs: context.clock.nowMs() + day * DAY_MS,
          randomSeed: Math.imul(seed + day * 7919, 0x9e3779b1) ^ Math.imul(at + 1, 0x85ebca6b),
          world,
        });
      }
    }
    const result = run.result();
    asServed ??= result.worths;
    const { worths, ...means } = result;
    results.push({ variant, ...means, worth: pairedDifference(worths, asServed), newShown: run.shownShare(newIds) });
    say(`${variant}: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

/** The films that came last are new since now, and nothing else is. */
function withNewItems(snapshot: Snapshot, newIds: readonly string[]): Snapshot {
  const { catalogue } = snapshot;
  const addedAtMs = new Float64Array(catalogue.size).fill(Number.NaN);
  for (const itemId of newIds) addedAtMs[catalogue.denseOfItemId(itemId)] = snapshot.stats.anchorMs;
  const templates = Object.fromEntries(
    Object.entries(snapshot.templates).map(([surface, template]) => [
      surface,
      { ...template, newItems: { ...template.newItems, minimum: NEW_MINIMUM } },
    ]),
  ) as unknown as Snapshot['templates'];
  return { ...snapshot, templates, exposure: { served: new Float32Array(catalogue.size), addedAtMs } };
}

type Visit = { readonly nowMs: number; readonly randomSeed: number; readonly world: FilmWorld };

/** One variant over all its pages. */
function createRun(given: Snapshot) {
  let snapshot = given;
  const { catalogue, stats } = given;
  const served = new Float32Array(catalogue.size);
  const worthOf = new Map<string, number[]>();
  const looks: PageLook[] = [];
  let oracle = 0;
  let page = 0;
  let bytes: Uint8Array | null = null;
  let decision: Decision | null = null;
  const homePage = createHomePage({
    snapshot: () => snapshot,
    userStates: { read: async () => bytes && { bytes, version: 1 } },
    decisionLog: {
      record(made) {
        decision = made;
        return true;
      },
    },
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
    metrics: NO_METRICS,
  });

  return {
    async visit(viewer: Viewer, state: Uint8Array | null, { nowMs, randomSeed, world }: Visit): Promise<void> {
      bytes = state;
      const answer = await homePage({
        recommendationId: '01970000-0000-7000-8000-000000000000',
        userId: viewer.userId,
        userKey: viewer.userId,
        origin: 'test',
        surface: viewer.surface,
        region: null,
        language: null,
        maturity: 'adult',
        timeZone: 'UTC',
        sessionId: null,
        rows: 8,
        items: 20,
        rowIds: null,
        excludeItemIds: [],
        include: [],
        deadlineMs: 600_000,
        nowMs,
        randomSeed,
      });
      const history = historyOf(state === null ? EMPTY_STATE : decodeUserState(state), catalogue);
      const { visibleSlots } = snapshot.templates[viewer.surface];
      looks.push(pageLook(decision!, { catalogue, stats, history }, visibleSlots));
      for (const itemNo of decision!.slots.itemNo) served[catalogue.titleOf[catalogue.denseOfItemNo(itemNo)]!]!++;
      // As the roll-up of the log would have it by the next page.
      snapshot = { ...snapshot, exposure: { ...snapshot.exposure, served: served.slice() } };
      const value = pageValue(answer, { world, taste: viewer.taste, seen: viewer.seen, plays: NOBODY_PLAYED(world) });
      page += value.page;
      oracle += value.oracle;
      const worths = worthOf.get(viewer.userId) ?? [];
      worthOf.set(viewer.userId, [...worths, value.page]);
    },
    shownShare: (itemIds: readonly string[]): number =>
      meanOf(itemIds.map((itemId) => (served[catalogue.denseOfItemId(itemId)]! >= NEW_MINIMUM ? 1 : 0))),
    result: () => ({
      ofOracle: page / oracle,
      worths: [...worthOf.values()].map(meanOf),
      coverage: served.filter((times) => times > 0).length / catalogue.size,
      pages: looks.length,
      diversity: meanOf(looks.map((look) => look.diversity)),
      rowDiversity: meanOf(looks.map((look) => look.rowDiversity)),
      novelty: meanOf(looks.map((look) => look.novelty)),
      calibrationError: meanOf(looks.map((look) => look.calibrationError).filter((error) => !Number.isNaN(error))),
      explored: meanOf(looks.map((look) => look.explored)),
    }),
  };
}

const NOBODY_PLAYED = ({ itemIds }: FilmWorld): Float64Array => new Float64Array(itemIds.length);
