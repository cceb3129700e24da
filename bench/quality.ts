import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * node bench/quality.ts DIR [seeds]: the table of docs/quality.md. Splits a MovieLens folder (leave-last-out), runs `marquee evaluate`
 * once a random seed, each in a process of its own as anybody would, and prints the means as Markdown.
 */
const [directory, seedList = '1,2,3'] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/quality.ts <MovieLens folder> [seeds, e.g. 1,2,3]\n');
  process.exit(2);
}
type Stages = Record<string, Record<string, number>>;

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'marquee-quality-'));
try {
  await run(process.execPath, [join(root, 'bench', 'split-movielens.ts'), directory, folder]);
  const seeds = seedList.split(',');
  const sums: Stages = {};
  for (const seed of seeds) {
    const file = (name: string): string => join(folder, name);
    const files = ['--train', file('train.csv'), '--test', file('test.csv'), '--items', file('items.ndjson')];
    const main = join(root, 'src', 'main.ts');
    const { stdout } = await run(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        main,
        'evaluate',
        ...files,
        '--exclude-history',
        '--seed',
        seed,
        '--json',
      ],
      { env: { ...process.env, LOG_LEVEL: 'silent' }, maxBuffer: 2 ** 24 },
    );
    const { stages } = JSON.parse(stdout) as { stages: Stages };
    for (const [stage, metrics] of Object.entries(stages)) {
      sums[stage] ??= {};
      for (const [name, value] of Object.entries(metrics)) sums[stage]![name] = (sums[stage]![name] ?? 0) + value;
    }
    process.stderr.write(`seed ${seed}: served ${JSON.stringify(stages.served)}\n`);
  }
  const names = ['hr@10', 'ndcg@10', 'hr@50', 'mrr', 'coverage', 'recall@100', 'seconds'];
  const lines = Object.entries(sums).map(([stage, metrics]) => {
    const cells = names.map((name) => {
      const sum = metrics[name];
      return sum === undefined ? '' : (sum / seeds.length).toFixed(name === 'seconds' ? 1 : 4);
    });
    return `| ${[stage, ...cells].join(' | ')} |`;
  });
  process.stdout.write(
    `${[`| ${['stage', ...names].join(' | ')} |`, `|${'---|'.repeat(names.length + 1)}`, ...lines].join('\n')}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
