import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { type Context, openContext, SYSTEM_CLOCK } from '../src/context.ts';
import { replayUserStates } from '../src/ingest/replay.ts';
import { startRedis } from './redis.ts';
import { type Session, sessionsByTime } from './synthetic/sessions.ts';

export interface ReplayBenchOptions {
  /** About so many. */
  readonly events: number;
  readonly say: (line: string) => void;
}

export interface ReplayBench {
  readonly events: number;
  readonly users: number;
  readonly pages: number;
  /** Days of the log, each a partition. */
  readonly days: number;
  /** Into an empty store. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** CPU time of the replaying process alone; Postgres and the store have their own. */
  readonly cpuSeconds: number;
  /** The same once more, into the store it has just filled. */
  readonly again: { readonly seconds: number; readonly eventsPerSecond: number };
  readonly machine: { cpu: string; cores: number; node: string; userStates: 'Redis' | 'Postgres'; load: number };
}

const DAY_MS = 86_400_000;
const DAYS = 30;
const SESSIONS_A_USER = 5;
const SESSIONS_A_BATCH = 400;

/** Days that have partitions of their own begin with the day of installation, today: so it is a month later. */
const CLOCK = { ...SYSTEM_CLOCK, nowMs: () => SYSTEM_CLOCK.nowMs() + DAYS * DAY_MS };

/** Fills a log of made-up sessions, then makes all user states anew from it. Nothing is left behind. */
export async function benchReplay({ events: wanted, say }: ReplayBenchOptions): Promise<ReplayBench> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const directory = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    // Postgres does not run as root: its own user has to get here.
    await chmod(directory, 0o755);
    const redis = await startRedis();
    if (redis === null) say('There is no redis-server on the PATH: user states are in Postgres.');
    else closers.push(redis.stop);
    const settings = { DATA_DIR: join(directory, 'data'), MODELS_DIR: directory, LOG_LEVEL: 'warn' };
    const context = await openContext(loadConfig({ ...settings, ...(redis && { REDIS_URL: redis.url }) }), {
      clock: CLOCK,
    });
    closers.push(context.close);

    say(`Writing about ${wanted} events.`);
    const pages = await fillLog(context, wanted);
    say('Replaying.');
    const userStates = await context.patientUserStates();
    const measured = () => measure(context, () => replayUserStates({ ...context, userStates }));
    const cpuBefore = process.cpuUsage();
    const first = await measured();
    const { user, system } = process.cpuUsage(cpuBefore);
    const again = await measured();
    return {
      events: first.result.events,
      users: first.result.users,
      pages,
      days: DAYS,
      seconds: first.seconds,
      eventsPerSecond: Math.round(first.result.events / first.seconds),
      cpuSeconds: rounded((user + system) / 1e6),
      again: { seconds: again.seconds, eventsPerSecond: Math.round(again.result.events / again.seconds) },
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        userStates: redis === null ? 'Postgres' : 'Redis',
        load: rounded(loadavg()[0]!),
      },
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** In the order of time, as it comes in: what one user did lies far apart. Returns the number of pages. */
async function fillLog({ logStore, clock }: Context, events: number): Promise<number> {
  const fromMs = Math.floor(clock.nowMs() / DAY_MS - DAYS) * DAY_MS;
  let position = 0;
  let batch: Session[] = [];
  const ship = async () => {
    await logStore.ship({
      journalId: 'bench',
      fromPosition: position,
      toPosition: ++position,
      decisions: batch.map((session) => session.page),
      events: batch.flatMap((session) => session.events),
    });
    batch = [];
  };
  let pages = 0;
  for (const session of sessionsByTime({ events, sessionsAUser: SESSIONS_A_USER, fromMs, days: DAYS })) {
    pages++;
    batch.push(session);
    if (batch.length === SESSIONS_A_BATCH) await ship();
  }
  await ship();
  return pages;
}

async function measure<Result>({ clock }: Context, work: () => Promise<Result>) {
  const startMs = clock.monotonicMs();
  const result = await work();
  return { result, seconds: rounded((clock.monotonicMs() - startMs) / 1000) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
