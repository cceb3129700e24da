import { type Command, InvalidArgumentError, Option } from 'commander';
import { importItems } from '../catalogue/import-items.ts';
import { openTools } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Item } from '../domain/item.ts';
import { evaluate } from '../learning/evaluation/evaluate.ts';
import { STAGES, type StageName } from '../learning/evaluation/evaluate-stages.ts';
import { evaluationInput } from '../learning/evaluation/evaluation-input.ts';
import { type Split, splitLog } from '../learning/evaluation/split-log.ts';
import { NO_PAGES } from '../learning/log/logged-pages.ts';
import { readCandidateRows, readTestRows, readTrainRows } from '../learning/log/read-table.ts';
import { evaluateText } from './evaluate-text.ts';
import { openSource } from './import-sources.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell, wholeNumber } from './shell.ts';

interface EvaluateOptions {
  readonly train: string;
  readonly test?: string;
  readonly split?: Split['by'];
  readonly cut?: number;
  readonly testShare?: number;
  readonly items?: string;
  readonly candidates?: string;
  readonly excludeHistory?: boolean;
  readonly k: readonly number[];
  readonly stage: StageName | 'all';
  readonly seed: number;
}

const TEST_SHARE = 0.1;

const HELP = `
Each training row is a positive. Every item that a file names is ranked, for each test row, as of the user's last training row; ties
count against the model, an item that a stage does not list stands behind all others. A user without training rows gets the page of
a stranger at the end of the log. Without --exclude-history the stages rank the user's history too, except "served": that row
leaves out what was watched, as in the service. With --candidates a user without a line has none, and misses.

What is asked for is named by --test, or held out of --train by --split. "last": of each user with two titles or more the last one, by
time, then by the file's order. "time": everything from a cut on (--cut, or the last tenth of the rows, see --test-share); users stand as
they were at the cut, and are asked for each title new to them that came afterwards, in order.

Stages: popularity (uses in the training rows); ease (EASE, a linear model of titles by titles, ridge 100, the history weighed by
recency, half after 5 titles; over the 4,000 titles that most users used: "leftOut" says how many others there are, "leftOutUsers"
how many users the most used of those has); cooccurrence (titles watched around the history, weighed by recency); retrieval (the
vector index alone; recall@100 of the index against the exact scan); ranker (the candidates a page would have, scored); served (the
top-picks row of the page the service would make). "seconds" holds a stage's ranking and all training it needs.

Metrics, of the first k: hr@k (share of answers among them), ndcg@k; mrr. Of the lists of the smallest k: coverage (share of the
catalogue in any list), diversity (1 - the mean likeness of two titles of a list: shared genres and people, by Jaccard; absent where
items have neither), novelty (mean of -log2 of the share of users who used a title, in bits), meanPopularity (mean percentile, 1 the
most used title). With --json also "intervals" (95 %, percentile bootstrap over users, 1,000 resamples), "paired" (served less
another stage, the same users) and "slices": coldItems (answers used at most 5 times in training, or never), unseenItems (never),
coldUsers (at most 5 uses).`;

export function evaluateCommand(shell: Shell): Command {
  const command = createVerb(shell, 'evaluate', 'train on one file, rank for another: the metrics of every stage')
    .requiredOption('--train <file>', 'CSV with a header: userId,itemId[,timestamp][,value]; time in s, ms or ISO')
    .option('--test <file>', 'CSV: userId,itemId')
    .addOption(new Option('--split <how>', 'hold out of --train what is asked for').choices(['last', 'time']))
    .option('--cut <time>', 'with --split time: from when on rows are held out (RFC 3339)', time)
    .option('--test-share <share>', `with --split time: share of the rows held out, the latest (${TEST_SHARE})`, share)
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
  const split = splitOf(options);
  const { clock, indexBuilder, openBackend } = openTools(shell.config());
  const open = async (path: string) => (await openSource(path, shell.stdin, () => {})).bytes;
  const train = await readTrainRows(await open(options.train), options.train);
  const test =
    options.test === undefined
      ? { userId: [], itemId: [] }
      : await readTestRows(await open(options.test), options.test);
  const items = options.items === undefined ? [] : await readItems(await open(options.items), options.items);
  const candidates =
    options.candidates === undefined
      ? null
      : await readCandidateRows(await open(options.candidates), options.candidates);
  if (options.test !== undefined && test.userId.length === 0)
    throw new MarqueeError('bad-argument', `${options.test} has no rows.`);
  const input = evaluationInput({ train, test, items, candidates });
  const parted = split === null ? {} : splitLog(input.table, input.catalogue, split);

  await openBackend();
  const progress = createProgress(shell, 'Ranking', 'users');
  try {
    const { stages, intervals, slices, paired } = await evaluate({
      ...input,
      ...parted,
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
    const figures = { stages, intervals, slices, paired };
    return { json: figures, text: evaluateText(figures) };
  } finally {
    progress.stop();
  }
}

/** null: --test says what is asked for. Throws MarqueeError 'bad-argument' where the options contradict each other. */
function splitOf({ test, split, cut, testShare }: EvaluateOptions): Split | null {
  const wrong =
    test === undefined && split === undefined
      ? 'Say what to ask for: --test FILE, or --split last or time to hold it out of --train.'
      : test !== undefined && split !== undefined
        ? '--test and --split contradict each other: give one of them.'
        : split !== 'time' && (cut !== undefined || testShare !== undefined)
          ? '--cut and --test-share need --split time.'
          : cut !== undefined && testShare !== undefined
            ? '--cut and --test-share contradict each other: give one of them.'
            : null;
  if (wrong !== null) throw new MarqueeError('bad-argument', wrong);
  if (split !== 'time') return split === undefined ? null : { by: 'last' };
  return cut === undefined ? { by: 'time', share: testShare ?? TEST_SHARE } : { by: 'time', cutMs: cut };
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

function depths(text: string): number[] {
  const ks = text.split(',').map((part) => wholeNumber(1, 1000)(part));
  if (ks.length === 0) throw new InvalidArgumentError('It must be whole numbers with commas between them.');
  return [...new Set(ks)];
}

function time(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It must be a time such as 2026-03-01T00:00:00Z.');
}

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.1.');
}
