import { type Command, InvalidArgumentError, Option } from 'commander';
import { importItems } from '../catalogue/import-items.ts';
import { openTools } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Item } from '../domain/item.ts';
import { evaluate } from '../learning/evaluate.ts';
import { STAGES, type StageName } from '../learning/evaluate-stages.ts';
import { evaluationInput } from '../learning/evaluation-input.ts';
import { NO_PAGES } from '../learning/logged-pages.ts';
import { readCandidateRows, readTestRows, readTrainRows } from '../learning/read-table.ts';
import { openSource } from './import-sources.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell, table, wholeNumber } from './shell.ts';

interface EvaluateOptions {
  readonly train: string;
  readonly test: string;
  readonly items?: string;
  readonly candidates?: string;
  readonly excludeHistory?: boolean;
  readonly k: readonly number[];
  readonly stage: StageName | 'all';
  readonly seed: number;
}

const HELP = `
Each training row is a positive. Every item that a file names is ranked, for each test row, as of the user's last training row; ties
count against the model, an item that a stage does not list stands behind all others. A user without training rows gets the page of
a stranger at the end of the log. Without --exclude-history the stages rank the user's history too, except "served": that row
leaves out what was watched, as in the service. With --candidates a user without a line has none, and misses.
Stages: popularity (uses in the training rows); cooccurrence (titles watched around the history, weighed by recency); retrieval
(the vector index alone; recall@100 of the index against the exact scan); ranker (the candidates a page would have, scored);
served (the top-picks row of the page the service would make). "seconds" holds a stage's ranking and all training it needs.`;

export function evaluateCommand(shell: Shell): Command {
  const command = createVerb(shell, 'evaluate', 'train on one file, rank for another: the metrics of every stage')
    .requiredOption('--train <file>', 'CSV with a header: userId,itemId[,timestamp][,value]; time in s, ms or ISO')
    .requiredOption('--test <file>', 'CSV: userId,itemId')
    .option('--items <file>', 'NDJSON, items as POST /v1/items takes them')
    .option('--candidates <file>', 'lines of userId,itemId,itemId,...: ranked instead of the whole catalogue')
    .option('--exclude-history', 'leave out what the user has in the training file')
    .option('--k <list>', 'depths of the metrics', depths, [10, 50])
    .addOption(new Option('--stage <stage>', 'what to evaluate').choices([...STAGES, 'all']).default('all'))
    .option('--seed <n>', 'random seed', wholeNumber(0, 2 ** 31 - 1), 1)
    .addHelpText('after', HELP);
  return answers(shell, command, (options: EvaluateOptions) => runEvaluate(shell, options));
}

async function runEvaluate(shell: Shell, options: EvaluateOptions): Promise<Answer> {
  const { clock, indexBuilder, openBackend } = openTools(shell.config());
  const open = async (path: string) => (await openSource(path, shell.stdin, () => {})).bytes;
  const train = await readTrainRows(await open(options.train), options.train);
  const test = await readTestRows(await open(options.test), options.test);
  const items = options.items === undefined ? [] : await readItems(await open(options.items), options.items);
  const candidates =
    options.candidates === undefined
      ? null
      : await readCandidateRows(await open(options.candidates), options.candidates);
  if (test.userId.length === 0) throw new MarqueeError('bad-argument', `${options.test} has no rows.`);

  await openBackend();
  const progress = createProgress(shell, 'Ranking', 'users');
  try {
    const { stages } = await evaluate({
      ...evaluationInput({ train, test, items, candidates }),
      pages: NO_PAGES,
      excludeHistory: options.excludeHistory === true,
      ks: options.k,
      stages: options.stage === 'all' ? STAGES : [options.stage],
      seed: options.seed,
      indexBuilder,
      clock,
      onStep: (step) => shell.isTerminal && shell.stderr(`training: ${step}\n`),
      onUser: progress.update,
    });
    const names = [...new Set(Object.values(stages).flatMap((metrics) => Object.keys(metrics)))];
    const rows = Object.entries(stages).map(([stage, metrics]) => [
      stage,
      ...names.map((name) => shown(metrics[name])),
    ]);
    return { json: { stages }, text: table(['stage', ...names], rows) };
  } finally {
    progress.stop();
  }
}

async function readItems(source: AsyncIterable<Uint8Array | string>, file: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const records of importItems(source, file)) {
    for (const record of records) {
      if (record.refusal) {
        const reason = record.refusal.detail;
        throw new MarqueeError('bad-argument', `Line ${record.line} of ${file} is no item: ${reason}`);
      }
      items.push(record.value);
    }
  }
  return items;
}

const shown = (value: number | undefined): string =>
  value === undefined ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(4);

function depths(text: string): number[] {
  const ks = text.split(',').map((part) => wholeNumber(1, 1000)(part));
  if (ks.length === 0) throw new InvalidArgumentError('It must be whole numbers with commas between them.');
  return [...new Set(ks)];
}
