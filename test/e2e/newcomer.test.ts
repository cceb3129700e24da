import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';
import { eventually } from '../support/service.ts';
import { endGroup, runInShell } from '../support/shell.ts';

/**
 * The five commands of the README's "With your own titles", in a clone of what is committed. `npm ci` alone is not run again: the
 * clone gets the packages that it has just installed for this run.
 */
const ROOT = resolve(import.meta.dirname, '..', '..');
const block = /^```sh newcomer\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))![1]!;
const commands = block.trim().split('\n');

let home: string;
let clone: string;
let env: NodeJS.ProcessEnv;
let service: ChildProcess | null = null;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'marquee-newcomer-'));
  // Postgres runs as a user of its own when we are root, and has to reach its files here.
  chmodSync(home, 0o755);
  clone = join(home, 'marquee');
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, clone]);
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  env = { ...process.env, PORT: String(await freePort()), ADMIN_PORT: String(await freePort()), LOG_LEVEL: 'warn' };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'DATA_DIR', 'MODELS_DIR']) delete env[name];
  writeFileSync(
    join(home, 'titles.csv'),
    [
      'itemId,title,type,genres,releaseDate,rating',
      'a1,The Long Road,film,"Drama,Travel",2024-02-01,PG',
      'a2,Night Shift,film,"Comedy",2025-06-12,PG-13',
      'a3,Deep Water,film,"Documentary",2023-09-30,G',
      'a4,"Bread, and Salt",film,"Drama",2025-11-20,PG',
    ].join('\n'),
  );
}, 60_000);

afterAll(async () => {
  if (service) await endGroup(service);
  rmSync(home, { recursive: true, force: true });
}, 60_000);

test('five commands lead from a clone and a CSV to a page of its titles', async () => {
  expect(commands.length).toBeLessThanOrEqual(5);
  const [install, importTitles, createKey, serve, page] = commands;
  expect(install).toBe('npm ci');

  const imported = await run(importTitles!);
  expect(imported).toMatchObject({ exitCode: 0 });
  const made = await run(createKey!);
  expect(made).toMatchObject({ exitCode: 0 });
  const key = /^mq_\S+$/m.exec(made.stdout)![0];

  service = spawn('bash', ['-c', serve!], { cwd: clone, env, stdio: 'ignore', detached: true });
  const answer = await eventually(
    async () => run(page!.replace('$KEY', key)),
    ({ exitCode }) => exitCode === 0,
    60_000,
  );
  const items = JSON.parse(answer.stdout).rows.flatMap((row: { items: { itemId: string }[] }) =>
    row.items.map((slot) => slot.itemId),
  );
  expect([...items].sort()).toEqual(['a1', 'a2', 'a3', 'a4']);
}, 120_000);

const run = (command: string) =>
  runInShell(command.replaceAll(':8080', `:${env.PORT}`).replaceAll('path/to/', `${home}/`), { cwd: clone, env });
