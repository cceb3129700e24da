import type { EventPath } from '../../src/commands/event-path.ts';
import type { Context } from '../../src/context.ts';
import { ORIGINS, type Origin } from '../../src/domain/origin.ts';
import { type Ratio, ratiosOf } from '../../src/reports/metrics.ts';
import { pinCost } from '../../src/reports/pin-cost/pin-cost.ts';
import { DIMENSIONS, type DimensionName } from '../../src/reports/report.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { type Delivery, type MonthSums, makeMonth } from './make-month.ts';
import { type CountedName, createTruth } from './month-truth.ts';
import { createMonthWorld, type MonthOptions, type PlantedPin } from './month-world.ts';
import { storeMonth } from './store-month.ts';

export interface SmallRunsOptions {
  readonly runs: number;
  /** Of the first run; the others have those after it. */
  readonly firstSeed: number;
  /** Midnight, UTC. */
  readonly startMs: number;
  readonly pin: { readonly pinId: string; readonly pinNo: number };
  readonly say: (line: string) => void;
}

export interface SmallRuns {
  readonly impressions: number;
  readonly events: number;
  readonly storedSeconds: number;
  readonly askedSeconds: number;
  readonly coverages: readonly Coverage[];
}

/** Of one interval, asked of every run. */
export interface Coverage {
  readonly interval: string;
  /** Runs that gave it. */
  readonly runs: number;
  readonly held: number;
  /** Runs that it lies below of, and above of, what was planted. */
  readonly below: number;
  readonly above: number;
}

const HOUR_MS = 3_600_000;
/** Two days of 24 minutes each: a run fits into an hour, and three may have the same, each with an origin of its own. */
const DAYS = 2;
const HOUR_OF_RUN_MS = 60_000;
const RUN_ORIGINS = ORIGINS.filter((origin) => origin !== 'import');
const USERS = 150;
const PAGES_A_USER = 2;
const ROWS = 2;
const SLOTS = 10;
/** Items of each of the twelve rows' pools. */
export const SMALL_RUN_ITEMS = 12 * 25;
const ITEM_SEED = 77;
const RUNS_A_STRETCH = 100;
const ATTRACTION = 1.5;
const POSITION = 1;
const VIEWERS = {
  surfaces: 1,
  click: 0.12,
  eager: [
    [0.5, 0.4],
    [0.35, 1],
    [0.15, 3],
  ],
} as const;

/** Of what the ratios are told: all, one arm, one row, one position. */
const GROUPS: readonly { readonly by: readonly DimensionName[]; readonly value: string }[] = [
  { by: [], value: '' },
  { by: ['arm'], value: 'layout:b' },
  { by: ['row'], value: 'top-picks' },
  { by: ['position'], value: '3' },
];

/**
 * Many small logs of one world in one database, each with an hour and an origin to itself, by the way of all events; of each the report of
 * the funnel and the cost of its pin. How many of the intervals hold what was planted.
 */
export async function coverSmallRuns(
  context: Context,
  path: EventPath,
  { runs, firstSeed, startMs, pin, say }: SmallRunsOptions,
  onStored: () => Promise<unknown>,
): Promise<SmallRuns> {
  const itemNos = await context.itemNumbers.resolve(Array.from({ length: SMALL_RUN_ITEMS + 1 }, (_, n) => `film-${n}`));
  const planted: PlantedPin = {
    pinNo: pin.pinNo,
    attraction: ATTRACTION,
    position: POSITION,
    surface: 'tv',
    fromDay: 1,
    untilDay: 2,
  };
  const timeOf = (run: number): { fromMs: number; toMs: number; origin: Origin } => {
    const fromMs = startMs + Math.floor(run / RUN_ORIGINS.length) * HOUR_MS;
    return { fromMs, toMs: fromMs + HOUR_MS, origin: RUN_ORIGINS[run % RUN_ORIGINS.length]! };
  };
  const truths = GROUPS.map(({ by }) =>
    createTruth(createMonthWorld(optionsOf(0)), { by, fromMs: startMs, toMs: Number.POSITIVE_INFINITY }),
  );
  const gain = { clicks: 0, slots: 0 };
  const counted = { pages: 0, events: 0 };

  function optionsOf(run: number): MonthOptions {
    const { fromMs, origin } = timeOf(run);
    return {
      seed: firstSeed + run,
      itemSeed: ITEM_SEED,
      users: USERS,
      impressions: 0,
      startMs: fromMs,
      days: DAYS,
      hourMs: HOUR_OF_RUN_MS,
      rows: ROWS,
      slots: SLOTS,
      items: SMALL_RUN_ITEMS,
      pagesAUser: PAGES_A_USER,
      origin,
      pins: [planted],
      viewers: VIEWERS,
    };
  }

  function* deliveries(): Generator<Delivery, MonthSums> {
    for (let run = 0; run < runs; run++) {
      const month = makeMonth(
        createMonthWorld(optionsOf(run)),
        (item) => itemNos[item]!,
        (page) => {
          counted.pages++;
          for (const truth of truths) truth.add(page);
          if (page.pin < 0) return;
          gain.slots++;
          gain.clicks += page.pinGain;
        },
      );
      for (;;) {
        const { value, done } = month.next();
        if (done === true) {
          counted.events += value.events;
          break;
        }
        yield { ...value, day: Math.floor(run / RUNS_A_STRETCH) };
      }
    }
    return { ...counted, repeated: 0, lateEvents: 0, latePages: 0 };
  }

  const startedMs = performance.now();
  await storeMonth(path, deliveries(), (stretch) =>
    say(`${(stretch + 1) * RUNS_A_STRETCH} of ${runs} runs are stored.`),
  );
  await onStored();
  const storedMs = performance.now();
  const tallies = new Map<string, { runs: number; held: number; below: number; above: number }>();
  function hold(interval: string, [lo, hi]: readonly [number, number], real: number): void {
    const tally = tallies.get(interval) ?? { runs: 0, held: 0, below: 0, above: 0 };
    tallies.set(interval, tally);
    tally.runs++;
    if (hi < real) tally.below++;
    else if (lo > real) tally.above++;
    else tally.held++;
  }

  for (let run = 0; run < runs; run++) {
    if (run % 500 === 0) say(`${run} of ${runs} runs are asked.`);
    const { origin, ...range } = timeOf(run);
    for (const [n, { by, value }] of GROUPS.entries()) {
      const question = { name: 'funnel', by, ...range, origin, tz: 'UTC', compare: null, fewestUsers: 0 };
      const { rows, definition } = await runReport(question, context.reports, range.toMs);
      const row = by.length === 0 ? rows[0] : rows.find((one) => String(one[DIMENSIONS[by[0]!]]) === value);
      for (const ratio of ratiosOf(definition.metrics.map(({ name }) => name))) {
        const interval = row?.[`${ratio.name}_ci95`] as readonly [number, number] | null | undefined;
        if (interval) hold(`${ratio.name}${value === '' ? '' : `, ${value}`}`, interval, real(ratio, n));
      }
    }
    const counts = (await context.pinReports.read(pin.pinId, { ...range, origin }))!;
    const cost = await pinCost(await context.pinReports.readSlots(pin.pinId, { ...range, origin }), counts.displaced);
    const { ci95 } = cost.clicks;
    if (ci95 !== null) hold('cost of a pin in clicks', ci95, (1000 * gain.clicks) / gain.slots);
  }
  const seconds = (ms: number): number => Number((ms / 1000).toPrecision(3));
  return {
    impressions: counted.pages * ROWS * SLOTS,
    events: counted.events,
    storedSeconds: seconds(storedMs - startedMs),
    askedSeconds: seconds(performance.now() - storedMs),
    coverages: [...tallies].map(([interval, tally]) => ({ interval, ...tally })),
  };

  /** Over the pages of all runs, which are of one world. */
  function real({ numerator, denominator, per = 1 }: Ratio, group: number): number {
    const { expected } = truths[group]!.cells().get(GROUPS[group]!.value)!;
    return (per * expected[numerator as CountedName]) / expected[denominator as CountedName];
  }
}
