import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { eventually } from '../support/service.ts';
import { complete, fillSmallWorld, train } from '../support/small-world.ts';
import { type Load, type LoadHistory, startLoad, type Timing } from './load.ts';
import { quantile } from './report.ts';
import type { FaultStack } from './stack.ts';
import { judgeHistory, readLog, type Verdict } from './verdict.ts';
import type { SentEvent } from './viewers.ts';

export interface AbsenceOutcome {
  readonly history: LoadHistory;
  readonly verdict: Verdict;
  readonly before: PhaseFigures;
  readonly away: PhaseFigures;
  /** From Postgres' return until the log holds all that was acknowledged in its absence. */
  readonly caughtUpS: number;
}

export interface PhaseFigures {
  readonly seconds: number;
  readonly pages: number;
  /** How many of them were made on each rung. R1 and R2 are Redis being late, whatever Postgres does: on a busy machine some are. */
  readonly rungs: Readonly<Record<string, number>>;
  readonly pageP50Ms: number | null;
  readonly pageP99Ms: number | null;
  readonly batches: number;
  readonly ackP99Ms: number | null;
  /** From the acknowledgement of a `complete` to the first page without that item: how often looked, and how long it took. */
  readonly changes: number;
  readonly changeP50Ms: number | null;
  readonly changeP99Ms: number | null;
}

export interface AbsenceOptions {
  readonly seed: number;
  /** `frozen`: it holds every connection and answers nothing; `dead`: it refuses connections. */
  readonly how: 'frozen' | 'dead';
  readonly eventsPerS: number;
  /** Resolves when there has been enough of the time before, and of the absence. */
  readonly before: (load: Load) => Promise<unknown>;
  readonly absence: (load: Load) => Promise<unknown>;
}

/** Takes Postgres away under load from a service that has a model, and brings it back. */
export async function takePostgresAway(stack: FaultStack, options: AbsenceOptions): Promise<AbsenceOutcome> {
  const { seed, how, eventsPerS } = options;
  const given = await readLog(stack.postgres.url);
  const load = startLoad(stack, { seed, eventsPerS, pagesPerS: 20, users: 800, itemIds: WORLD });
  const during = async (name: string, enough: (load: Load) => Promise<unknown>): Promise<PhaseFigures> => {
    const fromMs = performance.now();
    const over = new AbortController();
    const probing = probe(stack, load.history, `${seed}-${name}`, over.signal);
    await Promise.all([enough(load).finally(() => over.abort()), probing]);
    return phase(load.history, fromMs, performance.now(), await probing);
  };
  const before = await during('before', options.before);
  await (how === 'frozen' ? stack.postgres.freeze() : stack.postgres.kill());
  const away = await during('away', options.absence);
  const acknowledged = given.events.length + load.history.acknowledged.size;
  const backMs = performance.now();
  await (how === 'frozen' ? stack.postgres.thaw() : stack.postgres.restart());
  await storedEvents(stack, (count) => count >= acknowledged);
  const caughtUpS = Number(((performance.now() - backMs) / 1000).toFixed(1));
  const history = await load.stop();
  await stack.service.stop();
  return { history, verdict: await judgeHistory(stack, history, given), before, away, caughtUpS };
}

/** A world, a model trained on it, and the service serving with it. */
export async function learnSmallWorld(stack: FaultStack): Promise<void> {
  const { call, dataDir, modelsDir } = stack;
  await fillSmallWorld({ call, settled: () => storedEvents(stack, (count) => count === 120 * 14) });
  await train({ databaseUrl: stack.postgres.url, context: { config: { dataDir, modelsDir } } });
  const { body } = await eventually(
    () => call('GET', '/v1/users/v0/home'),
    (answer) => answer.body.rung === 'R0',
    30_000,
  );
  // The journal is shipped in its order: with this page all before it are in the log.
  await eventually(
    () => readLog(stack.postgres.url),
    (log) => log.pages.some((page) => page.id === body.recommendationId),
    30_000,
  );
}

const WORLD = ['Comedy', 'Horror', 'Documentary'].flatMap((genre) =>
  Array.from({ length: 40 }, (_, n) => `${genre}-${n}`),
);

/** One viewer after another watches what is on his page to the end and asks until it is gone. */
async function probe(
  stack: FaultStack,
  history: LoadHistory,
  name: string,
  over: AbortSignal,
): Promise<readonly number[]> {
  const changedMs: number[] = [];
  const home = async (userId: string): Promise<Page> => {
    const askedMs = performance.now();
    const { status, body } = await stack.call('GET', `/v1/users/${userId}/home?rows=4&items=8`);
    if (status !== 200) throw new Error(`A page was answered ${status}`);
    history.pages.push(body);
    history.pageTimes.push({ askedMs, tookMs: performance.now() - askedMs, rung: body.rung });
    return body;
  };
  for (let n = 0; !over.aborted; n++) {
    const userId = `probe-${name}-${n}`;
    history.users.push(userId);
    const { itemId } = (await home(userId)).rows[0]!.items[0]!;
    const event: SentEvent = { ...complete(userId, itemId, userId), type: 'complete' };
    history.sent.set(event.eventId, event);
    const { status } = await stack.call('POST', '/v1/events', { json: { events: [event] } });
    if (status !== 202) throw new Error(`An event was answered ${status}`);
    const acknowledgedMs = performance.now();
    history.acknowledged.add(event.eventId);
    await eventually(
      () => home(userId),
      (page) => !page.rows.some((row) => row.items.some((slot) => slot.itemId === itemId)),
      30_000,
    );
    changedMs.push(performance.now() - acknowledgedMs);
  }
  return changedMs;
}

async function storedEvents(stack: FaultStack, isEnough: (count: number) => boolean): Promise<void> {
  const client = new Client({ connectionString: stack.postgres.url, options: '-c search_path=marquee' });
  await client.connect();
  try {
    const count = async (): Promise<number> =>
      (await client.query('SELECT count(*)::integer AS events FROM events')).rows[0].events;
    await eventually(count, isEnough, 300_000);
  } finally {
    await client.end();
  }
}

/** The share of a phase's pages that were not made in full. */
export const shareBelowR0 = ({ pages, rungs }: PhaseFigures): number => 1 - (rungs.R0 ?? 0) / pages;

function phase(history: LoadHistory, fromMs: number, untilMs: number, changedMs: readonly number[]): PhaseFigures {
  const isWithin = ({ askedMs }: Timing): boolean => askedMs >= fromMs && askedMs < untilMs;
  const pages = history.pageTimes.filter(isWithin);
  const pageMs = pages.map(({ tookMs }) => tookMs);
  const ackMs = history.eventTimes.filter(isWithin).map(({ tookMs }) => tookMs);
  return {
    seconds: Math.round((untilMs - fromMs) / 1000),
    pages: pages.length,
    rungs: Object.fromEntries([...Map.groupBy(pages, ({ rung }) => rung)].map(([rung, made]) => [rung, made.length])),
    pageP50Ms: quantile(pageMs, 0.5),
    pageP99Ms: quantile(pageMs, 0.99),
    batches: ackMs.length,
    ackP99Ms: quantile(ackMs, 0.99),
    changes: changedMs.length,
    changeP50Ms: quantile(changedMs, 0.5),
    changeP99Ms: quantile(changedMs, 0.99),
  };
}
