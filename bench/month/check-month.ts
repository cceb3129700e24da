import type { EventPath } from '../../src/commands/event-path.ts';
import type { Context } from '../../src/context.ts';
import type { Origin } from '../../src/domain/origin.ts';
import type { DimensionName } from '../../src/reports/report.ts';
import { checkExplorer, checkPins, createSeen, type ExplorerCheck, type PinCheck } from './check-pins.ts';
import { type Asked, checkReport, type ReportCheck } from './check-reports.ts';
import { type MonthSums, makeMonth } from './make-month.ts';
import { createTruth } from './month-truth.ts';
import { createMonthWorld, MONTH_VIEWERS, type MonthOptions } from './month-world.ts';
import { plantPins } from './plant-pins.ts';
import { storeMonth } from './store-month.ts';

export interface MonthCheckOptions {
  readonly seed: number;
  readonly impressions: number;
  /** Midnight, UTC, today or later. */
  readonly startMs: number;
  readonly days: number;
  readonly rows: number;
  readonly slots: number;
  readonly items: number;
  readonly pagesAUser: number;
  readonly say: (line: string) => void;
}

export interface MonthCheck {
  readonly impressions: number;
  readonly users: number;
  readonly sums: MonthSums;
  readonly storedSeconds: number;
  readonly reports: readonly ReportCheck[];
  readonly pins: readonly PinCheck[];
  /** Impressions that the explorer gives, page by page, against those there were. */
  readonly explored: readonly ExplorerCheck[];
  /** Sentences on what is not as it should be. */
  readonly failures: readonly string[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ORIGIN: Origin = 'app';
/** Share of the intervals that hold the planted probability. */
const LEAST_HELD = 0.9;
const MOST_HELD = 0.99;
const PIN_DAYS = 14;
/** Intervals from which on a report's own share is judged. */
const MANY = 5_000;

/** Makes a month, lets it go the way of all events, asks everything that can be asked of it, and says what is not true. */
export async function checkMonth(context: Context, path: EventPath, options: MonthCheckOptions): Promise<MonthCheck> {
  const { say, startMs, days } = options;
  const { pins: planted, pinIds } = await plantPins(context, options);
  const own = { hourMs: HOUR_MS, origin: ORIGIN, pins: planted, viewers: MONTH_VIEWERS, itemSeed: options.seed };
  const plan: MonthOptions = { ...options, ...own };
  const world = createMonthWorld(plan);
  const itemNos = await context.itemNumbers.resolve(world.itemIds);
  const endMs = startMs + days * DAY_MS;
  const questions = questionsOf(startMs, endMs).map((asked) => ({
    asked,
    truth: createTruth(world, {
      ...asked,
      by: [...asked.own, ...asked.by],
      dayLaterMs: LATER_MS[asked.tz]!,
      pinIds,
      pinsOnly: asked.name === 'pins',
    }),
  }));
  // What a pin cost reads every page of the time: of ten million impressions two weeks are enough.
  const ofPins = { fromMs: startMs, toMs: startMs + Math.min(days, PIN_DAYS) * DAY_MS };
  const seen = createSeen(world, ofPins.toMs);
  const startedMs = performance.now();
  const sums = await storeMonth(
    path,
    makeMonth(
      world,
      (item) => itemNos[item]!,
      (page) => {
        for (const { truth } of questions) truth.add(page);
        seen.add(page);
      },
    ),
    (day) => say(`Day ${day + 1} of ${days} is stored, ${Math.round((performance.now() - startedMs) / 1000)} s.`),
  );
  const storedSeconds = Number(((performance.now() - startedMs) / 1000).toPrecision(3));

  const reports: ReportCheck[] = [];
  for (const { asked, truth } of questions) {
    reports.push(await checkReport(context.reports, asked, ORIGIN, truth.cells()));
    const { report, rows, held, intervals, wrongCount } = reports.at(-1)!;
    say(`${report}: ${rows} rows, ${wrongCount} counts wrong, ${held} of ${intervals} intervals hold.`);
  }
  const pins = await checkPins(context, pinIds, seen, { ...ofPins, origin: ORIGIN });
  const explored = await checkExplorer(context, world, seen, {
    fromMs: startMs,
    untilMs: endMs,
    pinsUntilMs: ofPins.toMs,
  });
  const impressions = sums.pages * world.rows * world.slots;
  const failures = failuresOf(reports, pins, explored);
  return { impressions, users: world.users, sums, storedSeconds, reports, pins, explored, failures };
}

const LATER_MS: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Kolkata': 5.5 * HOUR_MS };

function questionsOf(startMs: number, endMs: number): Asked[] {
  const whole = { fromMs: startMs, toMs: endMs, tz: 'UTC' };
  // Neither end is the end of an hour: what lies there is counted from the log.
  const part = { fromMs: startMs + 3 * DAY_MS + 2_220_123, toMs: endMs - 2 * DAY_MS - 1_234_567, tz: 'UTC' };
  // What no roll-up has is read from the log: of a month of ten million that is more than a report may take.
  const days = { fromMs: startMs + 6 * HOUR_MS, toMs: Math.min(endMs, startMs + 3 * DAY_MS), tz: 'UTC' };
  const none: readonly DimensionName[] = [];
  const funnel = (...by: DimensionName[]) => ({ name: 'funnel', own: none, by, ...whole });
  return [
    funnel(),
    ...(['day', 'row', 'position', 'source', 'model', 'arm', 'surface', 'region', 'rung', 'route', 'pin'] as const).map(
      (by) => funnel(by),
    ),
    funnel('row', 'position'),
    funnel('day', 'row'),
    funnel('day', 'surface'),
    { ...funnel('surface', 'position'), ...days },
    ...(['row', 'surface', 'arm'] as const).map((by) => ({ ...funnel(by), name: 'corrected-ctr' })),
    { ...funnel('row', 'arm'), ...days },
    { name: 'rows', own: ['row'], by: none, ...whole },
    { name: 'items', own: ['item'], by: none, ...whole },
    { name: 'pins', own: ['pin'], by: ['day'], ...whole },
    { name: 'ctr', own: none, by: ['day'], ...days, tz: 'Asia/Kolkata' },
    { ...funnel('position'), ...part },
    { ...funnel('surface', 'arm'), ...part },
    { name: 'items', own: ['item'], by: none, ...part },
  ];
}

function failuresOf(
  reports: readonly ReportCheck[],
  pins: readonly PinCheck[],
  explored: MonthCheck['explored'],
): string[] {
  const failures = reports.flatMap(({ report, wrong, wrongCount }) =>
    wrongCount === 0 ? [] : [`${report}: ${wrongCount} counts are wrong, such as: ${wrong.join('; ')}.`],
  );
  const judge = (what: string, held: number, intervals: number): void => {
    const share = held / intervals;
    if (share >= LEAST_HELD && share <= MOST_HELD) return;
    failures.push(`${what}: ${held} of ${intervals} intervals hold what was planted.`);
  };
  const sum = (of: (check: ReportCheck) => number) => reports.reduce((total, check) => total + of(check), 0);
  judge(
    'All reports',
    sum(({ held }) => held),
    sum(({ intervals }) => intervals),
  );
  for (const { report, held, intervals } of reports) if (intervals >= MANY) judge(report, held, intervals);
  for (const { pin, served, clicked, displaced, were, planted, net, fits } of pins) {
    if (served !== were.served || clicked !== were.clicked || displaced !== were.served) {
      failures.push(
        `Pin ${pin} was served ${were.served} and clicked ${were.clicked} times, not ${served} and ${clicked}.`,
      );
    }
    if (!fits) failures.push(`Pin ${pin} brought ${planted} clicks per 1,000 impressions, and ${net} are told.`);
  }
  for (const { question, found, were } of explored) {
    if (found !== were) failures.push(`The explorer gives ${found} impressions of ${were} for ${question}.`);
  }
  return failures;
}
