import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { seededRandom } from '../../src/domain/clock.ts';
import { freePort } from '../support/free-port.ts';
import { S3_START_MS, type S3Server, startS3 } from '../support/s3-server.ts';
import { endGroup, runInShell } from '../support/shell.ts';

/** Runs every command of the editors' and the analysts' pages and of the README, as it stands there, in order, against one `npm start`. Only ports and names of files and buckets are replaced. */
const ROOT = resolve(import.meta.dirname, '..', '..');
const MOVIELENS = resolve(ROOT, '..', 'shared', 'data', 'ml-latest-small');

// The README last: it imports twenty years of ratings, which the others would then export and report on.
const blocks = ['docs/editors.md', 'docs/analysts.md', 'README.md'].flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```(sh|sql)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    page,
    language: language!,
    text: text!.trim(),
  })),
);
const START = 'npm ci && npm start';
const TEST = 'npm ci && npm test';
const commands = blocks.filter(({ text }) => text !== START && text !== TEST);
const needsMovieLens = (text: string) => /path\/to\/ml-latest-small|marquee -- train$|models list/m.test(text);

let home: string;
let env: NodeJS.ProcessEnv;
let service: ChildProcess;
let printed = '';
let analystUrl = '';
let store: S3Server | undefined;
let bucket = '';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'marquee-readme-'));
  // Postgres runs as a user of its own when we are root, and has to reach its files here.
  chmodSync(home, 0o755);
  const [port, adminPort] = [await freePort(), await freePort()];
  env = {
    ...process.env,
    PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
    DATA_DIR: join(home, 'data'),
    MODELS_DIR: join(home, 'models'),
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    // Other tests keep both cores busy: a page may wait for its turn without stepping down a rung.
    DEADLINE_MS: '5000',
  };
  writeInteractions(home);
  // A group of its own, so that npm and the service under it get the signal together.
  service = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ready = Promise.withResolvers<void>();
  for (const stream of [service.stdout!, service.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      if (/^ {2}curl .*\/home/m.test(printed)) ready.resolve();
    });
  }
  service.once('exit', (code) => ready.reject(new Error(`npm start ended with ${code}:\n${printed}`)));
  await ready.promise;
  const exports = /^ {2}export (.*)$/m.exec(printed)![1]!;
  for (const assignment of exports.split(' ')) {
    const [name, value] = assignment.split('=');
    env[name!] = value;
  }
  store = await startS3({ anyStore: true });
  bucket = await store.createBucket();
  Object.assign(env, store.environment);
}, 180_000 + S3_START_MS);

afterAll(async () => {
  service.removeAllListeners('exit');
  await endGroup(service);
  await store?.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

describe('the README', () => {
  test('names the two commands', () => {
    expect(blocks.map(({ text }) => text)).toEqual(expect.arrayContaining([START, TEST]));
  });

  test('npm start prints a line that answers with the page of a trained service', async () => {
    const curl = /^ {2}(curl .*)$/m.exec(printed)![1]!;
    const page = JSON.parse((await bash(curl)).stdout);
    expect(page.rung).toBe('R0');
    expect(page.models.ranker).toMatch(/^m/);
    expect(page.rows.length).toBeGreaterThanOrEqual(4);
  });

  for (const { page, language, text } of commands) {
    const isLeftOut = needsMovieLens(text) && !existsSync(MOVIELENS);
    (isLeftOut ? test.skip : test)(
      `${page}: ${text.split('\n')[0]} does what it says${isLeftOut ? ' (MovieLens is not here)' : ''}`,
      async () => {
        if (language === 'sql') return runSql(text);
        const { exitCode, stdout, stderr } = await bash(text);
        expect({ exitCode, stderr: exitCode === 0 ? '' : stderr + stdout }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout.trim()).not.toBe('');
        if (text.includes('db url')) analystUrl = stdout.trim();
      },
      600_000,
    );
  }
});

async function runSql(text: string): Promise<void> {
  const client = new Client({ connectionString: analystUrl });
  await client.connect();
  try {
    const { rows } = await client.query(text);
    expect(rows.length).toBeGreaterThan(2);
    expect(Number(rows[0].clicked ?? rows[0].viewers)).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
}

/** Runs a block with this run's ports and files. */
function bash(text: string) {
  const script = text
    .replaceAll(':8080', `:${env.PORT}`)
    .replaceAll(':9464', `:${env.ADMIN_PORT}`)
    .replaceAll('path/to/ml-latest-small', MOVIELENS)
    .replaceAll('s3://your-bucket', `s3://${bucket}`)
    .replaceAll('path/to/', `${home}/`);
  return runInShell(script, { cwd: ROOT, env });
}

/** all.csv, and the same parted into train.csv and test.csv: 60 users who mostly follow one of three strands of 40 titles. */
function writeInteractions(directory: string): void {
  const random = seededRandom(7);
  const train = ['userId,itemId,timestamp'];
  const test = ['userId,itemId'];
  const all = [...train];
  for (let user = 0; user < 60; user++) {
    let title = Math.floor(random() * 40);
    for (let step = 0; step < 12; step++) {
      const strand = random() < 0.8 ? user % 3 : Math.floor(random() * 3);
      const row = `u${user},s${strand}-t${title}`;
      const timed = `${row},${1_700_000_000 + step * 1000 + user}`;
      all.push(timed);
      if (step < 11) train.push(timed);
      else test.push(row);
      title = (title + 1 + Math.floor(random() * 2)) % 40;
    }
  }
  writeFileSync(join(directory, 'all.csv'), `${all.join('\n')}\n`);
  writeFileSync(join(directory, 'train.csv'), `${train.join('\n')}\n`);
  writeFileSync(join(directory, 'test.csv'), `${test.join('\n')}\n`);
}
