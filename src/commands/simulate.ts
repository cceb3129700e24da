import { type Command, InvalidArgumentError, Option } from 'commander';
import { MarqueeError } from '../domain/errors.ts';
import { type SimulationReport, simulate, TASTE_KINDS, type TasteKind } from '../simulation/simulate.ts';
import { makeKey } from './keys.ts';
import { createProgress } from './progress.ts';
import {
  type Answer,
  answers,
  type CommandContext,
  createVerb,
  type Shell,
  wholeNumber,
  withContext,
} from './shell.ts';

export function simulateCommand(shell: Shell): Command {
  const command = createVerb(shell, 'simulate', 'viewers with known tastes who use a running service')
    .option('--users <n>', 'viewers', wholeNumber(1, 100_000), 150)
    .option('--sessions <n>', 'sessions of each, one page a session (6)', wholeNumber(1, 1000))
    .option('--minutes <n>', 'how long sessions begin, instead of --sessions', positiveNumber(24 * 60))
    .option('--rate <n>', 'sessions a second (as fast as they go, eight at a time)', positiveNumber(100_000))
    .option('--seed <n>', 'random seed of their tastes and deeds', wholeNumber(0, 4_294_967_295), 1)
    .addOption(
      new Option('--tastes <kind>', 'what viewers differ in: genres and eras, or what no catalogue says')
        .choices(TASTE_KINDS)
        .default('genres'),
    )
    .option('--base-url <url>', 'where the service listens (HOST and PORT when left out)', parseBaseUrl)
    .option('--key <key>', 'an app key of origin simulate (one is made, and revoked again, when left out)');
  return answers(shell, command, (options: SimulateOptions) =>
    withContext(shell, (context) => runSimulation(shell, context, options)),
  );
}

interface SimulateOptions {
  readonly users: number;
  readonly sessions?: number;
  readonly minutes?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly tastes: TasteKind;
  readonly baseUrl?: string;
  readonly key?: string;
}

async function runSimulation(shell: Shell, context: CommandContext, options: SimulateOptions): Promise<Answer> {
  if (options.sessions !== undefined && options.minutes !== undefined) {
    throw new MarqueeError('bad-argument', 'Give --sessions or --minutes: one of them ends the simulation.');
  }
  const { host, port } = context.config;
  const baseUrl = options.baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const made = options.key
    ? null
    : await makeKey(context, { role: 'app', name: 'simulate (made by the command)', origin: 'simulate' });
  const progress = createProgress(shell, 'Simulating', options.minutes && !options.rate ? 'seconds' : 'sessions');
  try {
    const report = await simulate({
      baseUrl,
      appKey: options.key ?? made!.key,
      users: options.users,
      sessionsPerUser: options.sessions,
      minutes: options.minutes,
      sessionsPerSecond: options.rate,
      seed: options.seed,
      tastes: options.tastes,
      clock: context.clock,
      onProgress: progress.update,
    });
    return { json: report, text: describeSimulation(report), exitCode: report.errors > 0 ? 1 : 0 };
  } finally {
    progress.stop();
    if (made) await context.keyStore.revoke(made.keyId, context.clock.nowMs());
  }
}

export function describeSimulation(report: SimulationReport): string {
  const { users, sessions, pages, pageMs, pagesByRung, events, errors, rate, seconds } = report;
  const rungs = Object.entries(pagesByRung).map(([rung, count]) => `${rung} ${count}`);
  const lines = [
    `${users} viewers had ${sessions} sessions in ${seconds} s: ${pages} pages (${rungs.toSorted().join(', ')}), ${events.accepted} events taken.`,
    pageMs && `A page took ${pageMs.p50} ms at the median, ${pageMs.p99} ms at p99;`,
    pageMs && `${report.pagesPerSecond} pages and ${report.eventsPerSecond} events a second.`,
    rate && rate.late > 0 && `${rate.late} sessions began more than 100 ms late for ${rate.target} a second.`,
    events.rejected > 0 && `${events.rejected} events were rejected (${countsOf(report.rejectedByCode)}).`,
    errors > 0 && `${errors} calls failed (${countsOf(report.errorsByCode)}), ${events.unsent} events were not sent.`,
  ];
  return lines.filter(Boolean).join(' ');
}

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');

function positiveNumber(high: number): (text: string) => number {
  return (text) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (number > 0 && number <= high) return number;
    throw new InvalidArgumentError(`It must be a number above 0, at most ${high}.`);
  };
}

function parseBaseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new MarqueeError('bad-argument', '--base-url must be an http or https URL.');
}
