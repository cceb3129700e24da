import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { MarqueeError } from '../domain/errors.ts';
import { columnsOf } from '../domain/log-views.ts';
import { EXPORTS, type Exported, FOLLOWED, type Followed } from '../domain/ports/log-export.ts';
import { parseTimestamp } from '../ingest/parse-timestamp.ts';
import { sleep as realSleep, type Sleep } from '../ingest/sleep.ts';
import { exportFolder } from './export-folder.ts';
import { type TextFormat, textFormat } from './export-text.ts';
import { type Answer, answers, createVerb, type Shell, wholeNumber, withContext } from './shell.ts';

type What = Exported | 'dataset';

interface ExportOptions {
  readonly from: number;
  readonly to: number;
  readonly format: 'ndjson' | 'csv' | 'parquet';
  readonly out: string;
  readonly sinceWatermark?: boolean;
  readonly follow?: boolean;
  readonly after?: number;
  readonly asOf?: number;
  readonly seed?: number;
}

/** `export impressions|events|outcomes`: the log as files by day or as lines, and what comes to it as it comes. `export dataset`: what training learns from. */
export function exportCommand(shell: Shell, sleep: Sleep = realSleep): Command {
  const verb = createVerb(shell, 'export', 'the log, by the columns of its views: files by UTC day, or lines on stdout')
    .addArgument(new Argument('<what>', 'which of them').choices([...Object.keys(EXPORTS), 'dataset']))
    .option('--from <time>', 'rows from this time on: a UTC day, or RFC 3339', moment, Number.NEGATIVE_INFINITY)
    .option('--to <time>', 'rows before this time', moment, Number.POSITIVE_INFINITY)
    .addOption(
      new Option('--format <format>', 'of the lines or files').choices(['ndjson', 'csv', 'parquet']).default('ndjson'),
    )
    .option(
      '--out <place>',
      'a folder, or s3://bucket/prefix, where each day becomes day=YYYY-MM-DD/<what>.<format>; - for stdout',
      '-',
    )
    .option('--since-watermark', 'impressions and events to a folder: add what was stored since the last export to it')
    .option('--follow', 'impressions and events to stdout: go on with what comes')
    .option(
      '--after <storedIn>',
      'with --follow: go on where it stopped, at stored_in of the last line; lines of it may come again',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .option('--as-of <time>', 'dataset: of events before this time only', moment)
    .option('--seed <n>', 'dataset: random seed, 1 as for train', wholeNumber(0, 2 ** 31 - 1));
  return answers(shell, verb, (what: What, options: ExportOptions) => {
    if (what === 'dataset') return dataset(shell, options);
    refuseNonsense(what, options);
    if (options.follow) return follow(shell, what as Followed, options, sleep);
    return options.out === '-' ? exportLines(shell, what, options) : exportFiles(shell, what, options);
  });
}

const POLL_MS = 500;

async function dataset(shell: Shell, options: ExportOptions): Promise<Answer> {
  if (options.out === '-') refuse('A dataset is a folder: name one with --out.');
  if (options.follow || options.after !== undefined || options.sinceWatermark)
    refuse('A dataset does not follow the log: export it again.');
  // All of training comes with it: loaded only where it is asked for.
  const { exportDataset } = await import('./export-dataset.ts');
  return withContext(shell, (context) => exportDataset(shell, context, { ...options, seed: options.seed ?? 1 }));
}

function refuse(sentence: string): never {
  throw new MarqueeError('bad-argument', sentence);
}

function refuseNonsense(what: Exported, options: ExportOptions): void {
  const { format, out, sinceWatermark, follow, after, from, to, asOf, seed } = options;
  if (asOf !== undefined || seed !== undefined) refuse('--as-of and --seed are for export dataset.');
  if (out === '-' && format === 'parquet') refuse('Parquet is not written to stdout: name a folder with --out.');
  if (sinceWatermark) {
    if (what === 'outcomes') refuse('outcomes change after they are made: export their days again.');
    if (out === '-') refuse('--since-watermark keeps where it is in a folder: name one with --out.');
    if (follow) refuse('--since-watermark and --follow are two ways of going on: choose one.');
    if (Number.isFinite(from) || Number.isFinite(to))
      refuse('--since-watermark goes by what is new: leave --from and --to away.');
  }
  if (after !== undefined && !follow) refuse('--after is for --follow; --from and --to say which time to export.');
  if (!follow) return;
  if (!FOLLOWED.some((followed) => followed === what)) refuse(`${what} change after they are made: export them again.`);
  if (out !== '-') refuse('--follow writes to stdout: leave --out away.');
  if (to !== Number.POSITIVE_INFINITY) refuse('--follow has no end: leave --to away.');
}

async function exportLines(shell: Shell, what: Exported, options: ExportOptions): Promise<Answer> {
  const format = textFormatOf(what, options);
  return withContext(shell, async ({ logExport }) => {
    let count = 0;
    await shell.stdout(format.header);
    for await (const { rows } of logExport.rows(what, rangeOf(options))) {
      await shell.stdout(rows.map(format.line).join(''));
      count += rows.length;
    }
    return { json: { what, rows: count }, text: `${count} rows`, isStdoutTaken: true };
  });
}

const exportFiles = (shell: Shell, what: Exported, options: ExportOptions): Promise<Answer> =>
  withContext(shell, async (context) =>
    exportFolder(shell, context, await context.openExportTarget(options.out), what, options),
  );

async function follow(shell: Shell, what: Followed, options: ExportOptions, sleep: Sleep): Promise<Answer> {
  const format = textFormatOf(what, options);
  const stopping = shell.untilStopped();
  return withContext(shell, async ({ logExport }) => {
    let after = options.after ?? 0;
    let count = 0;
    try {
      await shell.stdout(format.header);
      while (!stopping.aborted) {
        for await (const { rows, readTo } of logExport.stored(what, { after, fromMs: options.from })) {
          if (rows.length > 0) await shell.stdout(rows.map(format.line).join(''));
          count += rows.length;
          after = readTo;
          if (stopping.aborted) break;
        }
        await sleep(POLL_MS, stopping);
      }
    } catch (error) {
      shell.stderr(`${count} rows were written; go on with --after ${after}\n`);
      throw error;
    }
    const text = `${count} rows; go on with --after ${after}`;
    return { json: { what, rows: count, after }, text, isStdoutTaken: true };
  });
}

function textFormatOf(what: Exported, { format }: ExportOptions): TextFormat {
  return textFormat(format as 'ndjson' | 'csv', columnsOf(EXPORTS[what].view));
}

const rangeOf = ({ from, to }: ExportOptions) => ({ fromMs: from, untilMs: to });

function moment(text: string): number {
  const ms = parseTimestamp(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('It must be a day as 2026-03-01, or a time with offset as 2026-03-01T20:00:00Z.');
  return ms;
}
