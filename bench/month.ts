import { cpus, loadavg } from 'node:os';
import { laneOfDataDir, openEventPath } from '../src/commands/event-path.ts';
import { openEmptyLog } from './empty-log.ts';
import { checkMonth, type MonthCheck, type MonthCheckOptions } from './month/check-month.ts';

export interface MonthBench extends MonthCheck {
  readonly seed: number;
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

const DAY_MS = 86_400_000;

/** A simulated month whose truth is known, and whether everything that is told of it is true. Nothing is left behind. */
export async function benchMonth(
  options: Pick<MonthCheckOptions, 'seed' | 'impressions' | 'items' | 'say'>,
): Promise<MonthBench> {
  const days = 30;
  // Days have partitions from today on: the month lies ahead, and is over by the clock.
  const startMs = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const clock = { nowMs: () => startMs + (days + 1) * DAY_MS, monotonicMs: () => performance.now() };
  const { context, close } = await openEmptyLog({ clock });
  try {
    const parts = { userStates: await context.userStates(), itemNumbers: context.itemNumbers };
    const path = await openEventPath(context, { ...parts, lane: laneOfDataDir(context.config), withUpkeep: true });
    try {
      const check = await checkMonth(context, path, { ...options, startMs, days, rows: 8, slots: 20, pagesAUser: 5 });
      const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
      return { seed: options.seed, ...check, machine: { ...machine, load: Number(loadavg()[0]!.toPrecision(3)) } };
    } finally {
      await path.close(context.config.drainMs);
    }
  } finally {
    await close();
  }
}

/** For people: what was compared, and the verdict. */
export function monthText(bench: MonthBench): string {
  const { seed, impressions, users, sums, storedSeconds, reports, pins, explored, failures, machine } = bench;
  const total = (of: (check: MonthBench['reports'][number]) => number) =>
    reports.reduce((sum, one) => sum + of(one), 0);
  const [held, intervals] = [total((one) => one.held), total((one) => one.intervals)];
  const number = (value: number) => Number(value.toPrecision(3));
  return [
    `Seed ${seed}: ${impressions} impressions on ${sums.pages} pages of ${users} users, ${sums.latePages} pages late; ${sums.events} events, ${sums.repeated} sent again, ${sums.lateEvents} late.`,
    `Stored, merged and rolled up in ${storedSeconds} s. ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.load}.`,
    '',
    '| report | rows | counts | wrong | intervals | hold | share | s |',
    '|---|---|---|---|---|---|---|---|',
    ...reports.map(
      (one) =>
        `| ${one.report} | ${one.rows} | ${one.counts} | ${one.wrongCount} | ${one.intervals} | ${one.held} | ${number(one.held / one.intervals)} | ${one.seconds} |`,
    ),
    `| all | | ${total((one) => one.counts)} | ${total((one) => one.wrongCount)} | ${intervals} | ${held} | ${number(held / intervals)} | ${number(total((one) => one.seconds))} |`,
    '',
    '| pin | served | clicked | planted, clicks per 1,000 | told | 95 % |',
    '|---|---|---|---|---|---|',
    ...pins.map(
      (one) =>
        `| ${one.pin} | ${one.served} | ${one.clicked} | ${number(one.planted)} | ${number(one.net)} | ${one.ci95.map(number).join(' to ')} |`,
    ),
    '',
    ...explored.map(({ question, found, were }) => `The explorer, ${question}: ${found} impressions of ${were}.`),
    '',
    failures.length === 0 ? 'All of it is true.' : `NOT TRUE:\n${failures.map((failure) => `- ${failure}`).join('\n')}`,
  ].join('\n');
}
