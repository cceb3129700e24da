import { type Command, InvalidArgumentError, Option } from 'commander';
import { MarqueeError } from '../domain/errors.ts';
import { ORIGINS, type Origin } from '../domain/origin.ts';
import { COMPARES, type Compare, type Report } from '../reports/report.ts';
import { type ReportAnswer, runReport, SMALL_COUNT } from '../reports/run-report.ts';
import { type Answer, answers, createVerb, type Shell, table, withContext } from './shell.ts';

interface CountedOptions {
  readonly from?: number;
  readonly to?: number;
  readonly by: readonly string[];
  readonly tz: string;
  readonly compare?: Compare;
  readonly origin: Origin;
  readonly only?: readonly string[];
  readonly sql?: boolean;
}

/** `report <name>`: a report of the registry, as GET /v1/reports/{report} answers it. */
export function countedReportCommand(shell: Shell, { name, title, dimensions, compares, of }: Report): Command {
  const command = createVerb(shell, name, `${title[0]!.toLowerCase()}${title.slice(1).replace(/\.$/, '')}`)
    .option('--from <time>', 'pages from this RFC 3339 time or UTC day on (default: 7 days before --to)', moment)
    .option('--to <time>', 'pages before this time (default: now)', moment)
    .option('--tz <zone>', 'where days begin at midnight', timeZone, 'UTC')
    .addOption(new Option('--origin <origin>', 'whose pages').choices(ORIGINS).default('app'))
    .option('--sql', 'print the SQL that returns the rows, and not the rows');
  if (dimensions.length > 0) {
    command.option('--by <names>', `what rows are told apart by, of ${dimensions.join(', ')}`, names, []);
  }
  if (of !== undefined)
    command.option('--only <ids>', `these alone, each an id of ${of.join(', ') || 'what --by begins with'}`, names);
  if (compares) {
    command.addOption(
      new Option('--compare <time>', 'add the time just before, or as many weeks before').choices(COMPARES),
    );
  }
  return answers(shell, command, (options: CountedOptions) =>
    withContext(shell, async ({ reports, clock, config }) => {
      const { from, to, compare, by = [], tz, origin, only } = options;
      const question = { name, fromMs: from ?? null, toMs: to ?? null, by, tz, origin, compare: compare ?? null, only };
      const fewestUsers = config.suppressSmallCounts ? SMALL_COUNT : 0;
      const answer = await runReport({ ...question, fewestUsers }, reports, clock.nowMs()).catch(asBadArgument);
      return { json: answer, text: options.sql ? answer.sql : textOf(answer) } satisfies Answer;
    }),
  );
}

/** What the API calls an invalid request is, of a command, a bad argument. */
function asBadArgument(error: unknown): never {
  if (!(error instanceof MarqueeError && error.code === 'invalid-request')) throw error;
  throw new MarqueeError('bad-argument', error.message, { cause: error });
}

function textOf({ columns, rows, definition, from, to, tz, origin }: ReportAnswer): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])));
  const what = `${definition.title} ${from} to ${to}, origin ${origin}, days of ${tz}.`;
  return [what, table(columns, lines), ...definition.notes].join('\n');
}

function cellOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.map((one) => cellOf(one)).join(' to ');
  if (typeof value !== 'number') return value === null || value === undefined ? null : String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function moment(text: string): number {
  const atMs = /^\d{4}-\d{2}-\d{2}($|T.*(Z|[+-]\d{2}:\d{2})$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It must be a UTC day or a time with its offset, such as 2026-03-01T00:00:00Z.');
}

function timeZone(text: string): string {
  try {
    if (!/^[+-]/.test(text)) return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('It must be an IANA time zone such as Europe/Berlin.');
}

const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];
