import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * node bench/quality.ts DIR [seeds]: the tables of docs/quality.md. Splits a MovieLens folder (leave-last-out), runs `marquee evaluate`
 * once a random seed (1 to 5 unless others are given), each in a process of its own as anybody would, and prints the means as Markdown:
 * the metrics, with the standard deviation between seeds of the first three; what served has over each other stage, with the 95 %
 * interval over users; the cold.
 */
const [directory, seedList = '1,2,3,4,5'] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/quality.ts <MovieLens folder> [seeds, e.g. 1,2,3,4,5]\n');
  process.exit(2);
}
type Numbers = Record<string, number>;
interface Round {
  readonly stages: Record<string, Numbers>;
  readonly paired: Record<string, Record<string, { difference: number; ci95: [number, number] }>>;
  readonly slices: Record<string, Record<string, Numbers>>;
}

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'marquee-quality-'));
const rounds: Round[] = [];
try {
  await run(process.execPath, [join(root, 'bench', 'split-movielens.ts'), directory, folder]);
  for (const seed of seedList.split(',')) {
    rounds.push(await evaluate(seed));
    process.stderr.write(`seed ${seed}: served ${JSON.stringify(rounds.at(-1)!.stages.served)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${[metricsTable(), pairedTable(), slicesTable()].join('\n\n')}\n`);

async function evaluate(seed: string): Promise<Round> {
  const file = (name: string): string => join(folder, name);
  const files = ['--train', file('train.csv'), '--test', file('test.csv'), '--items', file('items.ndjson')];
  const how = ['--exclude-history', '--seed', seed, '--json'];
  const { stdout } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'src', 'main.ts'), 'evaluate', ...files, ...how],
    { env: { ...process.env, LOG_LEVEL: 'silent' }, maxBuffer: 2 ** 24 },
  );
  return JSON.parse(stdout) as Round;
}

function metricsTable(): string {
  const spread = ['hr@10', 'ndcg@10', 'hr@50'];
  const others = ['mrr', 'coverage', 'diversity', 'novelty', 'meanPopularity', 'recall@100', 'seconds'];
  const rows = Object.keys(rounds[0]!.stages).map((stage) => {
    const values = (name: string): number[] => rounds.flatMap((round) => round.stages[stage]![name] ?? []);
    const cell = (name: string): string =>
      values(name).length === 0 ? '' : meanOf(values(name)).toFixed(digits(name));
    return [
      stage,
      ...spread.map((name) => `${cell(name)} ± ${deviationOf(values(name)).toFixed(4)}`),
      ...others.map(cell),
    ];
  });
  return markdown(['stage', ...spread, ...others], rows);
}

/** The interval's ends are means over the seeds, too: it is that of one evaluation, not of five. */
function pairedTable(): string {
  const measures = ['hr@10', 'ndcg@10'];
  const rows = Object.keys(rounds[0]!.paired).map((stage) => [
    stage,
    ...measures.map((measure) => {
      const of = rounds.map((round) => round.paired[stage]![measure]!);
      const end = (side: 0 | 1): string => signed(meanOf(of.map(({ ci95 }) => ci95[side])));
      return `${signed(meanOf(of.map(({ difference }) => difference)))} [${end(0)}, ${end(1)}]`;
    }),
  ]);
  return markdown(['served less', ...measures], rows);
}

function slicesTable(): string {
  const stages = Object.keys(rounds[0]!.slices);
  const rows = Object.keys(rounds[0]!.slices[stages[0]!]!).map((slice) => {
    const { questions, users } = rounds[0]!.slices[stages[0]!]![slice]!;
    const hits = (stage: string): string => {
      const values = rounds.flatMap((round) => round.slices[stage]![slice]!['hr@50'] ?? []);
      return values.length === 0 ? '' : meanOf(values).toFixed(4);
    };
    return [slice, String(questions), String(users), ...stages.map(hits)];
  });
  return markdown(['slice, hr@50', 'questions', 'users', ...stages], rows);
}

function markdown(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), `|${'---|'.repeat(names.length)}`, ...rows.map(line)].join('\n');
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Between the seeds, of n - 1; 0 of one. */
function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}

function digits(name: string): number {
  return name === 'seconds' ? 1 : 4;
}
