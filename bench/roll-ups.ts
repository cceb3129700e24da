import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../src/context.ts';
import { openEmptyLog } from './empty-log.ts';
import { type BusyViewers, createBusyViewers } from './synthetic/busy-viewers.ts';
import { syntheticItems } from './synthetic/catalogue.ts';
import { createTastes } from './synthetic/tastes.ts';

export interface RollUpsBenchOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Of 1,000 pages of 160 impressions and 10,000 events, in ten batches: the median of the rounds. */
export interface RollUpsBench {
  readonly rounds: number;
  /** Storing them, item stats included: wall time, and CPU time of Postgres and of this process. */
  readonly ship: Cost;
  /** Their roll-ups, taken in after every batch, as when they follow within a second. */
  readonly follow: Cost;
  /** follow / ship by CPU time, round by round. */
  readonly followRatio: number;
  /** Their roll-ups, taken in at once after all batches. */
  readonly catchUp: Cost;
  readonly catchUpRatio: number;
  /** A run that finds nothing new. */
  readonly idle: Cost;
  /** Everything of all rounds made anew. */
  readonly rebuild: Cost;
  readonly eventsInLog: number;
  readonly outcomes: number;
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const ITEMS = 3_000;
const USERS = 3_000;
const PAGES_A_BATCH = 100;
const BATCHES = 10;
/** As many as RETENTION_DAYS keeps. */
const PARTITIONS = 90;
const IDLE_RUNS = 100;

/** Ships made-up pages and what viewers did with them, and rolls both up. Nothing is left behind. */
export async function benchRollUps({ rounds: wanted, say }: RollUpsBenchOptions): Promise<RollUpsBench> {
  const { context, pool, postgresDir, close } = await openEmptyLog();
  try {
    const nowMs = context.clock.nowMs();
    await context.itemStore.upsert(syntheticItems(createTastes(ITEMS, 7), nowMs, 7));
    for (let day = 0; day < PARTITIONS; day += 3) await context.logStore.ensurePartitions(nowMs + day * 86_400_000);

    const world = createBusyViewers(context, {
      items: ITEMS,
      users: USERS,
      pagesABatch: PAGES_A_BATCH,
      startMs: nowMs,
    });
    const measure = createMeter(postgresDir);
    const rounds: { ship: Cost; follow: Cost; shipAlone: Cost; catchUp: Cost }[] = [];
    for (let round = -1; round < wanted; round++) {
      say(round < 0 ? 'Warming up.' : `Round ${round + 1} of ${wanted}.`);
      const together = await shipRound(context, world, measure, true);
      const apart = await shipRound(context, world, measure, false);
      // As autovacuum does within a minute.
      if (round < 0) await pool.query('ANALYZE');
      else rounds.push({ ...together, shipAlone: apart.ship, catchUp: apart.follow });
    }
    const idle: Cost[] = [];
    for (let run = 0; run < IDLE_RUNS; run++) {
      // Somebody else's transaction: else there is nothing to look for.
      await pool.query('SELECT pg_current_xact_id()');
      idle.push(await measure(() => context.rollUps.run()));
    }
    say('Making everything anew.');
    let outcomes = 0;
    const rebuild = await measure(async () => {
      outcomes = (await context.rollUps.rebuild()).outcomes;
    });
    return {
      rounds: wanted,
      ship: medianCost(rounds.flatMap(({ ship, shipAlone }) => [ship, shipAlone])),
      follow: medianCost(rounds.map(({ follow }) => follow)),
      followRatio: rounded(median(rounds.map(({ ship, follow }) => follow.cpuSeconds / ship.cpuSeconds))),
      catchUp: medianCost(rounds.map(({ catchUp }) => catchUp)),
      catchUpRatio: rounded(median(rounds.map(({ shipAlone, catchUp }) => catchUp.cpuSeconds / shipAlone.cpuSeconds))),
      // CPU is counted in hundredths of a second: many together.
      idle: { ...medianCost(idle), cpuSeconds: rounded(sum(idle.map(({ cpuSeconds }) => cpuSeconds)) / IDLE_RUNS) },
      rebuild,
      eventsInLog: await context.logStore.countEvents({ origins: ['test'] }),
      outcomes,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        load: rounded(loadavg()[0]!),
      },
    };
  } finally {
    await close();
  }
}

type Measure = (work: () => Promise<unknown>) => Promise<Cost>;

async function shipRound({ logStore, rollUps }: Context, viewers: BusyViewers, measure: Measure, isFollowed: boolean) {
  const costs = { ship: [] as Cost[], follow: [] as Cost[] };
  const rollUp = async () => {
    costs.follow.push(
      await measure(async () => {
        while ((await rollUps.run()).more);
      }),
    );
  };
  for (let batch = 0; batch < BATCHES; batch++) {
    const { position, decisions, events } = viewers.next();
    const given = { journalId: 'bench', fromPosition: position, toPosition: position + 1, decisions, events };
    costs.ship.push(await measure(() => logStore.ship(given)));
    if (isFollowed) await rollUp();
  }
  if (!isFollowed) await rollUp();
  return { ship: sumOf(costs.ship), follow: sumOf(costs.follow) };
}

/** Wall time, and CPU time of the server whose data directory this is and of ourselves. Linux only: it reads /proc. */
function createMeter(postgresDirectory: string): Measure {
  const postmaster = readFileSync(join(postgresDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]!;
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage();
    let ticks = 0;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
        const [, parent] = fields;
        // Fields 14 and 15 are our own time, 16 and 17 that of children who have ended.
        if (parent === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
        if (pid === postmaster) ticks += Number(fields[13]) + Number(fields[14]);
      } catch {
        // Ended while we looked.
      }
    }
    return (user + system) / 1e6 + ticks / TICKS_A_SECOND;
  };
  return async (work) => {
    const cpuBefore = cpuSeconds();
    const startedMs = performance.now();
    await work();
    return { seconds: (performance.now() - startedMs) / 1000, cpuSeconds: cpuSeconds() - cpuBefore };
  };
}

const TICKS_A_SECOND = 100;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const rounded = (value: number): number => Number(value.toPrecision(3));
const sumOf = (costs: readonly Cost[]): Cost => ({
  seconds: sum(costs.map(({ seconds }) => seconds)),
  cpuSeconds: sum(costs.map(({ cpuSeconds }) => cpuSeconds)),
});
const medianCost = (costs: readonly Cost[]): Cost => ({
  seconds: rounded(median(costs.map(({ seconds }) => seconds))),
  cpuSeconds: rounded(median(costs.map(({ cpuSeconds }) => cpuSeconds))),
});
