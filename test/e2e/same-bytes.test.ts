import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** Same data, code and seed make the same bytes: in every process, on any number of cores, killed meanwhile or not. */
const PROGRAM = resolve(import.meta.dirname, '..', 'learning', 'training-process.ts');
/** What a test asks of each file of a package: its SHA-256 by name. */
type Sums = Readonly<Record<string, string>>;

let home: string;
let uninterrupted: Sums;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'marquee-same-bytes-'));
  uninterrupted = await train('first');
}, 240_000);
afterAll(() => rm(home, { recursive: true, force: true }));

/** A training in a process of its own; null when it was killed at the first line that is `killAt`. `lines`: what it said. */
async function run(
  name: string,
  { killAt, threads = 0, lines = [] }: { killAt?: string; threads?: number; lines?: string[] } = {},
): Promise<Sums | null> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
      join(home, name, 'data'),
      join(home, name, 'models'),
      `${threads}`,
      ...(killAt === undefined ? [] : [killAt]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } },
  );
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let [stdout, rest] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const said = (rest + text).split('\n');
    rest = said.pop()!;
    lines.push(...said);
    if (killAt !== undefined && said.includes(killAt)) child.kill('SIGKILL');
  });
  const code = await ended;
  if (child.signalCode === 'SIGKILL') return null;
  if (code !== 0) throw new Error(`The training ended with ${code}:\n${lines.join('\n')}\n${rest}`);
  return JSON.parse(stdout);
}

async function train(name: string, options: { threads?: number; lines?: string[] } = {}): Promise<Sums> {
  const sums = await run(name, options);
  expect(sums).not.toBeNull();
  return sums!;
}

describe('the files of a package', () => {
  test('are all that a package has, and nothing else is left under DATA_DIR', () => {
    expect(Object.keys(uninterrupted)).toEqual(
      expect.arrayContaining(['golden.json', 'index.hnsw', 'ranker/model.json', 'ranker/weights.bin', 'retrieval.bin']),
    );
    expect(readdirSync(join(home, 'first', 'data', 'training'))).toEqual([]);
  });

  test('are the same from another process, and from a third on two cores', async () => {
    expect(await train('second')).toEqual(uninterrupted);
    expect(await train('third', { threads: 2 })).toEqual(uninterrupted);
  }, 240_000);

  test('are the same from a training that was killed in every stage, and each stage is done once', async () => {
    const kills = ['begun retrieval', 'begun examples', 'kept ranker', 'begun evaluation', 'begun refit', 'done refit'];
    for (const killAt of kills) expect(await run('killed', { killAt })).toBeNull();
    const lines: string[] = [];
    expect(await train('killed', { lines })).toEqual(uninterrupted);
    const stages = ['retrieval', 'examples', 'ranker', 'evaluation', 'refit'];
    expect(lines).toEqual([...stages.map((stage) => `restored ${stage}`), 'published']);
  }, 480_000);

  test('are the same when what was kept is damaged: it is made again, and told', async () => {
    expect(await run('damaged', { killAt: 'done ranker' })).toBeNull();
    const training = join(home, 'damaged', 'data', 'training');
    const folder = join(training, readdirSync(training)[0]!);
    await writeFile(join(folder, 'ranker'), 'no checkpoint');
    const lines: string[] = [];
    expect(await train('damaged', { lines })).toEqual(uninterrupted);
    expect(lines).toEqual(expect.arrayContaining(['restored examples', 'begun ranker']));
  }, 240_000);
});
