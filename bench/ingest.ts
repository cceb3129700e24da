import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { laneOfDataDir, openEventPath } from '../src/commands/event-path.ts';
import { loadConfig } from '../src/config.ts';
import { type Context, openContext } from '../src/context.ts';
import { createApiKey } from '../src/domain/api-key.ts';
import { createDecisionIntake } from '../src/ingest/accept-decisions.ts';
import { startChild } from './child.ts';
import { openPlainLoader, type PlainLoader } from './plain-loader.ts';
import type { EventLoad, EventLoadResult } from './processes/event-load.ts';
import { startRedis } from './redis.ts';
import { type Session, sessionsByTime } from './synthetic/sessions.ts';

export interface IngestOptions {
  /** Of each of the two measurements: storing, acknowledging. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** What came through in a second, and what the same rows take by shorter ways; the median of the rounds. */
export interface Rate {
  /** By the journal into Postgres, once, with offset, item stats and all indexes, while user states are merged beside. */
  readonly perSecond: number;
  /** The same until the user states have it too. */
  readonly mergedPerSecond: number;
  /** The same until all roll-ups have it too; they follow once a second. */
  readonly rolledUpPerSecond: number;
  /** (a) one binary COPY by one client, of bytes made beforehand, into a table with the same indexes. */
  readonly copyPerSecond: number;
  /** perSecond / copyPerSecond, round by round. */
  readonly ofCopy: number;
}

export interface IngestResult {
  readonly rounds: number;
  /** Pages of 160 slots. */
  readonly decisions: Rate;
  readonly events: Rate & {
    /** (b) one INSERT per event. */
    readonly insertPerSecond: number;
    readonly ofInsert: number;
  };
  /** POST /v1/events, while what is acknowledged is stored. */
  readonly acknowledgement: Pick<EventLoadResult, 'calls' | 'failures' | 'p50Ms' | 'p99Ms' | 'eventsPerSecond'> & {
    readonly connections: number;
    readonly eventsACall: number;
  };
  readonly machine: { cpu: string; cores: number; node: string; userStates: 'Redis' | 'Postgres'; load: number };
}

/** A round is smaller when there is little time. */
const SESSIONS_A_ROUND = 4000;
const SESSIONS_A_SECOND = 100;
const EVENTS_A_CALL = 20;
const CONNECTIONS = 8;
const MOST_EVENTS = 5_000_000;
/** More of them would take longer than all the rest. */
const INSERTS_A_SESSION = 1 / 10;
const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 2;

/** Starts Postgres (and Redis), measures the three ways in turn, then the service's answers. Nothing is left behind. */
export async function benchIngest({ seconds, say }: IngestOptions): Promise<IngestResult> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const directory = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    // Postgres does not run as root: its own user has to get here.
    await chmod(directory, 0o755);
    const redis = await startRedis();
    if (redis === null) say('There is no redis-server on the PATH: user states are in Postgres.');
    else closers.push(redis.stop);
    const settings = {
      DATA_DIR: join(directory, 'data'),
      MODELS_DIR: join(directory, 'models'),
      PORT: '0',
      ADMIN_PORT: '0',
      LOG_LEVEL: 'error',
      ...(redis && { REDIS_URL: redis.url }),
    };
    const context = await openContext(loadConfig(settings));
    closers.push(context.close);

    say('Storing pages and events, by the event path and by plain ways, in turn.');
    const loader = await openPlainLoader(context.connectionString, context.config.tenant);
    closers.push(loader.close);
    const stored = await measureStoring(context, loader, seconds);

    say('Acknowledging events.');
    const { keyId, key, keyHash } = createApiKey(context.randomBytes);
    await context.keyStore.create({ keyId, role: 'app', name: 'bench', origin: 'app', keyHash }, context.clock.nowMs());
    const acknowledgement = await measureAnswers(settings, key, seconds);
    return {
      ...stored,
      acknowledgement: { connections: CONNECTIONS, eventsACall: EVENTS_A_CALL, ...acknowledgement },
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        userStates: redis === null ? 'Postgres' : 'Redis',
        load: Math.round(loadavg()[0]! * 10) / 10,
      },
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

type Round = {
  [Name in
    | 'pages'
    | 'pagesMerged'
    | 'pagesRolledUp'
    | 'pagesCopied'
    | 'events'
    | 'eventsMerged'
    | 'eventsRolledUp'
    | 'eventsCopied'
    | 'inserts']: number;
};

async function measureStoring(context: Context, loader: PlainLoader, seconds: number) {
  const { config, clock } = context;
  const userStates = await context.userStates();
  const { itemNumbers } = context;
  const path = await openEventPath(context, { userStates, itemNumbers, lane: laneOfDataDir(config), withUpkeep: true });
  try {
    const decisionIntake = createDecisionIntake(path.journal);
    const fromMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS;
    const sessions = sessionsByTime({ events: MOST_EVENTS, sessionsAUser: 5, fromMs, days: 1 })[Symbol.iterator]();
    /** Seconds until everything that `append` appends is in the log, in the user states as well, in the roll-ups as well. */
    const timed = async (append: () => Promise<unknown>) => {
      const startedMs = clock.monotonicMs();
      const secondsSo = (): number => (clock.monotonicMs() - startedMs) / 1000;
      await append();
      const drained = path.consumer.drain();
      while (path.consumer.lag().unshippedBytes > 0) await sleep(LOOK_EVERY_MS);
      const stored = secondsSo();
      await drained;
      const merged = secondsSo();
      await path.settled();
      return { stored, merged, rolledUp: secondsSo() };
    };
    const rounds: Round[] = [];
    const sessionsARound = Math.min(SESSIONS_A_ROUND, SESSIONS_A_SECOND * seconds);
    const insertsARound = Math.ceil(sessionsARound * INSERTS_A_SESSION);
    const untilMs = clock.monotonicMs() + 1000 * seconds;
    // The first warms everything up.
    for (let round = -1; round < 1 || clock.monotonicMs() < untilMs; round++) {
      const some = take(sessions, sessionsARound);
      const pages = some.map(({ page }) => page);
      const events = some.flatMap((session) => session.events);
      const ofPages = await timed(() => decisionIntake.accept(pages));
      const ofEvents = await timed(() =>
        Promise.all(chunks(events, EVENTS_A_CALL).map((call) => path.eventIntake.accept(call))),
      );
      const pagesCopied = await loader.copy('decisions', pages.length);
      const eventsCopied = await loader.copy('events', events.length);
      const inserts = await loader.insertEvents(insertsARound);
      if (round < 0) continue;
      rounds.push({
        pages: pages.length / ofPages.stored,
        pagesMerged: pages.length / ofPages.merged,
        pagesRolledUp: pages.length / ofPages.rolledUp,
        pagesCopied: pages.length / pagesCopied,
        events: events.length / ofEvents.stored,
        eventsMerged: events.length / ofEvents.merged,
        eventsRolledUp: events.length / ofEvents.rolledUp,
        eventsCopied: events.length / eventsCopied,
        inserts: insertsARound / inserts,
      });
    }
    const rate = (name: keyof Round) => Math.round(median(rounds.map((round) => round[name])));
    const ratio = (of: keyof Round, to: keyof Round) =>
      Math.round(100 * median(rounds.map((round) => round[of] / round[to]))) / 100;
    return {
      rounds: rounds.length,
      decisions: {
        perSecond: rate('pages'),
        mergedPerSecond: rate('pagesMerged'),
        rolledUpPerSecond: rate('pagesRolledUp'),
        copyPerSecond: rate('pagesCopied'),
        ofCopy: ratio('pages', 'pagesCopied'),
      },
      events: {
        perSecond: rate('events'),
        mergedPerSecond: rate('eventsMerged'),
        rolledUpPerSecond: rate('eventsRolledUp'),
        copyPerSecond: rate('eventsCopied'),
        ofCopy: ratio('events', 'eventsCopied'),
        insertPerSecond: rate('inserts'),
        ofInsert: ratio('events', 'inserts'),
      },
    };
  } finally {
    await path.close(config.drainMs);
  }
}

async function measureAnswers(settings: NodeJS.ProcessEnv, key: string, seconds: number): Promise<EventLoadResult> {
  const service = startChild('service', settings);
  const loader = startChild('event-load', {});
  try {
    const { baseUrl } = await service.ask<{ baseUrl: string }>('start');
    const load = (forSeconds: number) =>
      loader.ask<EventLoadResult>('run', {
        baseUrl,
        key,
        connections: CONNECTIONS,
        eventsACall: EVENTS_A_CALL,
        seconds: forSeconds,
      } satisfies EventLoad);
    await load(Math.min(2, seconds));
    return await load(seconds);
  } finally {
    await loader.stop();
    await service.stop();
  }
}

function take(sessions: Iterator<Session>, count: number): Session[] {
  return Array.from({ length: count }, () => {
    const { value, done } = sessions.next();
    if (done === true) throw new Error('There are no more sessions: let it run for fewer seconds.');
    return value;
  });
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
