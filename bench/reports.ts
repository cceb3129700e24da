import { cpus, loadavg } from 'node:os';
import { laneOfDataDir, openEventPath } from '../src/commands/event-path.ts';
import { openEmptyLog } from './empty-log.ts';
import { makeMonth } from './month/make-month.ts';
import { createMonthWorld, MONTH_VIEWERS } from './month/month-world.ts';
import { plantPins } from './month/plant-pins.ts';
import { storeMonth } from './month/store-month.ts';
import { type AskedLog, PAGE_QUESTIONS, type Question, REPORT_QUESTIONS } from './reports/questions.ts';

export interface ReportsBenchOptions {
  readonly impressions: number;
  readonly items: number;
  readonly say: (line: string) => void;
}

export interface ReportsBench {
  readonly impressions: number;
  readonly users: number;
  readonly events: number;
  /** By the way of all events until everything is rolled up. */
  readonly storedSeconds: number;
  readonly reports: readonly QuestionTime[];
  /** Pages of the console: what each asks when it is opened, at once. */
  readonly pages: readonly QuestionTime[];
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

export interface QuestionTime {
  readonly name: string;
  readonly rows: number;
  readonly source: string;
  /** The first time it is asked, and the median of three more. */
  readonly firstSeconds: number;
  readonly seconds: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;
const SEED = 1;

/** Seconds that reports and pages of the console take over a log of a month, asked of its last days. Nothing is left behind. */
export async function benchReports({ impressions, items, say }: ReportsBenchOptions): Promise<ReportsBench> {
  // Days have partitions from today on: the month lies ahead, and is over by the clock.
  const startMs = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const endMs = startMs + DAYS * DAY_MS;
  const clock = { nowMs: () => endMs + DAY_MS, monotonicMs: () => performance.now() };
  const { context, pool, close } = await openEmptyLog({ clock });
  try {
    const { pins, pinIds } = await plantPins(context, { items, startMs, days: DAYS });
    const size = { impressions, items, rows: 8, slots: 20, days: DAYS, pagesAUser: 5, hourMs: DAY_MS / 24 };
    const own = { seed: SEED, itemSeed: SEED, startMs, origin: 'app', pins, viewers: MONTH_VIEWERS } as const;
    const world = createMonthWorld({ ...size, ...own });
    const itemNos = await context.itemNumbers.resolve(world.itemIds);
    const parts = { userStates: await context.userStates(), itemNumbers: context.itemNumbers };
    const path = await openEventPath(context, { ...parts, lane: laneOfDataDir(context.config), withUpkeep: true });
    try {
      say(`Making ${impressions} impressions.`);
      const startedMs = performance.now();
      const month = makeMonth(
        world,
        (item) => itemNos[item]!,
        () => {},
      );
      const { pages, events } = await storeMonth(path, month, (day) => say(`Day ${day + 1} is stored.`));
      const storedSeconds = secondsSince(startedMs);
      await pool.query('VACUUM ANALYZE');
      // Somewhere within the last hour that has pages.
      const log: AskedLog = { context, nowMs: endMs - 1_234_567 - DAY_MS / 24, pinId: pinIds[0]! };
      const timesOf = async (questions: Readonly<Record<string, readonly Question[]>>): Promise<QuestionTime[]> => {
        const times: QuestionTime[] = [];
        for (const [name, some] of Object.entries(questions)) {
          times.push({ name, ...(await timeOf(some, log)) });
          say(`${name}: ${times.at(-1)!.seconds} s`);
        }
        return times;
      };
      const single = Object.entries(REPORT_QUESTIONS).map(([name, question]) => [name, [question]] as const);
      const reports = await timesOf(Object.fromEntries(single));
      const ofPages = await timesOf(PAGE_QUESTIONS);
      const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
      const load = Number(loadavg()[0]!.toPrecision(3));
      return {
        impressions: pages * size.rows * size.slots,
        users: world.users,
        events,
        storedSeconds,
        reports,
        pages: ofPages,
        machine: { ...machine, load },
      };
    } finally {
      await path.close(context.config.drainMs);
    }
  } finally {
    await close();
  }
}

async function timeOf(questions: readonly Question[], log: AskedLog): Promise<Omit<QuestionTime, 'name'>> {
  const answer = { rows: 0, source: '' };
  const ask = async (): Promise<number> => {
    const startedMs = performance.now();
    const answers = await Promise.all(questions.map((question) => question(log)));
    const seconds = secondsSince(startedMs);
    answer.rows = answers.reduce((sum, { rows }) => sum + rows, 0);
    answer.source = answers.map(({ source }) => source).find((source) => source !== '') ?? '';
    return seconds;
  };
  const firstSeconds = await ask();
  const times = [await ask(), await ask(), await ask()].toSorted((a, b) => a - b);
  return { ...answer, firstSeconds, seconds: times[1]! };
}

const secondsSince = (startedMs: number): number => Number(((performance.now() - startedMs) / 1000).toPrecision(3));
