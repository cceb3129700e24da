import { setTimeout } from 'node:timers/promises';
import {
  createEventQueue,
  createMarqueeClient,
  createMemoryStorage,
  type EventQueue,
  type Item,
  type MarqueeClient,
  MarqueeProblem,
  type Page,
  pagesOf,
} from '../../clients/typescript/src/index.ts';
import type { Clock } from '../domain/clock.ts';
import { ERROR_CODES, MarqueeError } from '../domain/errors.ts';
import { drawHiddenTaste } from './hidden-taste.ts';
import { createTally, type Tally, type TallyCounts } from './tally.ts';
import { createFilmWorld, type DrawTaste, drawTaste as drawGenreTaste, type FilmWorld } from './taste.ts';
import { createViewer, type Viewer } from './viewer.ts';
import { runVisits, type VisitPlan } from './visits.ts';

/** genres: liked and disliked ones, and an era; what the catalogue says of a film is the half of it. hidden: nothing that it says. */
const TASTES = { genres: drawGenreTaste, hidden: drawHiddenTaste } satisfies Record<string, DrawTaste>;
export type TasteKind = keyof typeof TASTES;
export const TASTE_KINDS = Object.keys(TASTES) as readonly TasteKind[];

export interface SimulationOptions {
  readonly baseUrl: string;
  /** A key of role app; its origin should be `simulate`. */
  readonly appKey: string;
  readonly users: number;
  /** Sessions of each viewer; 6 when left out and `minutes` too. */
  readonly sessionsPerUser?: number;
  /** How long sessions begin, instead of how many. */
  readonly minutes?: number;
  /** Sessions a second, each with one page, whatever the service answers; as fast as they go when left out. */
  readonly sessionsPerSecond?: number;
  /** The same seed on the same pages gives the same viewers doing the same things. */
  readonly seed: number;
  readonly clock: Clock;
  /** What viewers differ in; `genres` when left out. */
  readonly tastes?: TasteKind;
  /** Shown each page as it came, before the viewer has seen it. */
  readonly onPage?: (page: Page, viewer: Viewer, world: FilmWorld) => void;
  /** Begins every user id; `sim-<seed>-` when left out, so that another seed has other users. */
  readonly userPrefix?: string;
  /** Sessions under way at most: 8, or 128 when they come at a rate. */
  readonly concurrency?: number;
  /** Sessions, or seconds when time alone ends them. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Replaced in tests, as is the next. */
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface SimulationReport extends TallyCounts {
  readonly users: number;
  /** `unsent`: still in the viewers' queues after a last attempt. */
  readonly events: {
    readonly sent: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly unsent: number;
  };
  readonly pagesPerSecond: number;
  /** Accepted ones. */
  readonly eventsPerSecond: number;
  /** Sessions a second asked for, and how many began late; null without a rate. */
  readonly rate: { readonly target: number; readonly late: number } | null;
  readonly seconds: number;
}

/**
 * Viewers with known tastes use the service as an app would: through the client, each with an event queue. All come once before anyone
 * comes again, several at a time; a viewer's next page is asked for after the events of the last. Single failures are counted; throws
 * when the catalogue is empty or cannot be read, or when nobody's first page was served.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { users, seed, clock, userPrefix: prefix = `sim-${seed}-`, sleep = setTimeout } = options;
  const startedMs = clock.monotonicMs();
  const client = createMarqueeClient({
    baseUrl: options.baseUrl,
    key: options.appKey,
    fetch: options.fetch,
    timeoutMs: TIMEOUT_MS,
  });
  const world = createFilmWorld(await readItems(client));
  const drawTaste = TASTES[options.tastes ?? 'genres'];
  const tally = createTally();
  const apps = new Map<number, App>();
  const plan = planOf(options);
  let visits = 0;

  const appOf = (number: number): App => {
    const known = apps.get(number);
    if (known) return known;
    const viewer = createViewer(world, { seed, number, userId: prefix + number, drawTaste });
    const onPage = options.onPage && ((page: Page) => options.onPage!(page, viewer, world));
    const app = createApp(client, viewer, tally, clock, onPage ?? null);
    apps.set(number, app);
    return app;
  };
  const visited = await runVisits(
    plan,
    async (number, session) => {
      await appOf(number).haveSession(`s${session}`);
      visits++;
      const passedS = (clock.monotonicMs() - startedMs) / 1000;
      if (Number.isFinite(plan.visits)) options.onProgress?.(visits, plan.visits);
      else options.onProgress?.(Math.min(Math.round(passedS), plan.forMs / 1000), plan.forMs / 1000);
      if (visits >= Math.min(users, ENOUGH_TRIES) && tally.counts().pages === 0) throw nobodyServed(tally);
    },
    { clock, sleep: (ms) => sleep(ms) },
  );
  return reportOf(options, tally, [...apps.values()], visited.late, (clock.monotonicMs() - startedMs) / 1000);
}

const TIMEOUT_MS = 15_000;
const ENOUGH_TRIES = 200;
const SESSIONS = 6;

function planOf(options: SimulationOptions): VisitPlan {
  const { users, minutes, sessionsPerUser, sessionsPerSecond: perSecond = null } = options;
  const forMs = minutes === undefined ? Number.POSITIVE_INFINITY : minutes * 60_000;
  const inTime = perSecond === null ? Number.POSITIVE_INFINITY : Math.ceil((forMs * perSecond) / 1000);
  return {
    viewers: users,
    visits: minutes === undefined ? users * (sessionsPerUser ?? SESSIONS) : inTime,
    forMs,
    perSecond,
    width: options.concurrency ?? (perSecond === null ? 8 : 128),
  };
}

/** A viewer's device. */
interface App {
  readonly queue: EventQueue;
  haveSession(sessionId: string): Promise<void>;
}

function createApp(
  client: MarqueeClient,
  viewer: Viewer,
  tally: Tally,
  clock: Clock,
  onPage: ((page: Page) => void) | null,
): App {
  const { userId, surface } = viewer;
  const queue = createEventQueue({
    client,
    storage: createMemoryStorage(),
    // Sends at the end of a session and at no other time, so that the same seed makes the same requests.
    clock: { nowMs: clock.nowMs, after: () => () => {} },
    onRejected: (_, { code }) => tally.rejected(code),
    onSendFailure: (error) => tally.failed(problemOf(error)),
  });
  return {
    queue,
    async haveSession(sessionId) {
      try {
        const askedMs = clock.monotonicMs();
        // Sent once: a failure is to be counted, not smoothed over.
        const page = await client.getHome({ userId, surface, sessionId }, { retries: 0 });
        tally.page(page, clock.monotonicMs() - askedMs);
        onPage?.(page);
        const events = viewer.watch(page, sessionId, clock.nowMs());
        tally.did(events);
        await Promise.all(events.map((event) => queue.add(event)));
      } catch (error) {
        tally.failed(problemOf(error));
        return;
      }
      if ((await queue.flush()) === 0) tally.sessionEnded();
    },
  };
}

async function reportOf(
  options: SimulationOptions,
  tally: Tally,
  apps: readonly App[],
  late: number,
  seconds: number,
): Promise<SimulationReport> {
  const events = { sent: 0, accepted: 0, rejected: 0, unsent: 0 };
  for (const { queue } of apps) {
    if (queue.stats().queued > 0) await queue.close();
    const { accepted, rejected, queued } = queue.stats();
    events.accepted += accepted;
    events.rejected += rejected;
    events.unsent += queued;
  }
  events.sent = events.accepted + events.rejected + events.unsent;
  const counts = tally.counts();
  const target = options.sessionsPerSecond;
  return {
    users: options.users,
    ...counts,
    events,
    pagesPerSecond: perSecond(counts.pages, seconds),
    eventsPerSecond: perSecond(events.accepted, seconds),
    rate: target === undefined ? null : { target, late },
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

const perSecond = (count: number, seconds: number): number => Math.round((count / Math.max(seconds, 0.001)) * 10) / 10;

async function readItems(client: MarqueeClient): Promise<readonly Item[]> {
  const items: Item[] = [];
  try {
    for await (const page of pagesOf(client.listItems, { limit: 500 })) items.push(...page.items);
  } catch (error) {
    throw asMarqueeError(problemOf(error));
  }
  if (items.length === 0) throw new MarqueeError('unavailable', 'The catalogue is empty: import items first.');
  return items;
}

function nobodyServed(tally: Tally): MarqueeError {
  const problem = tally.lastProblem();
  const cause = problem && asMarqueeError(problem);
  return new MarqueeError('unavailable', 'No page was served: see whether the service is ready.', { cause });
}

/** What is no problem of a call is a defect here. */
function problemOf(error: unknown): MarqueeProblem {
  if (error instanceof MarqueeProblem) return error;
  throw error;
}

function asMarqueeError(problem: MarqueeProblem): MarqueeError {
  const known = ERROR_CODES.find((code) => code === problem.code) ?? 'unavailable';
  return new MarqueeError(known, problem.message, { cause: problem.cause });
}
