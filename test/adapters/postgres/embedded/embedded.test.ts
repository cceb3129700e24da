import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../../../src/adapters/postgres/embedded/embedded.ts';
import { SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';

describe('embedded Postgres', () => {
  let directory: string;
  let dataDir: string;
  const opened: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'marquee-embedded-'));
    await chmod(directory, 0o755);
    dataDir = join(directory, 'data');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of opened.splice(0)) await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function open(): Promise<EmbeddedPostgres> {
    const server = await openEmbeddedPostgres({ dataDir, logger: SILENT_LOGGER, durable: false });
    opened.push(server);
    return server;
  }

  /** Another process that opens it and stays. */
  async function openElsewhere(): Promise<{ child: ChildProcess; startedHere: boolean; url: string }> {
    const script = join(import.meta.dirname, '../../../support/open-embedded.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, dataDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = await once(child.stdout!, 'data');
    return { child, ...JSON.parse(line.toString()) };
  }

  async function query(url: string, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const isRunning = async (): Promise<boolean> =>
    stat(join(await root(), 'postgres', 'postmaster.pid')).then(
      () => true,
      () => false,
    );
  const root = async (): Promise<string> => JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')).root;

  test('survives a SIGKILLed parent with all it was told, is joined again, and is stopped by the last to leave', async () => {
    const { child, startedHere, url } = await openElsewhere();
    expect(startedHere).toBe(true);
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await open();
    expect(server).toMatchObject({ startedHere: false, connectionString: url });
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await server.stop();
    expect(await isRunning()).toBe(false);
  });

  test('processes that open it at once share one server; it runs until the last has left', async () => {
    const [first, second] = await Promise.all([openElsewhere(), openElsewhere()]);
    const mine = await open();
    expect([first.startedHere, second.startedHere].sort()).toEqual([false, true]);
    expect(mine).toMatchObject({ startedHere: false, connectionString: first.url });
    expect(second.url).toBe(first.url);
    first.child.stdin!.end();
    await once(first.child, 'exit');
    await mine.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    second.child.stdin!.end();
    await once(second.child, 'exit');
    expect(await isRunning()).toBe(false);
  });

  test('a pid file left by a crash, its number given to a stranger since, is no obstacle; data, port and password are kept', async () => {
    const first = await open();
    await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pidFile = join(await root(), 'postgres', 'postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    await first.stop();
    await writeFile(pidFile, content.replace(/^\d+/, String(process.pid)));
    const second = await open();
    expect(second).toMatchObject({ startedHere: true, connectionString: first.connectionString });
    expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('a port that a stranger has taken since is given up for another', async () => {
    const first = await open();
    const port = Number(new URL(first.connectionString).port);
    await first.stop();
    const { createServer } = await import('node:net');
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    const second = await open();
    expect(Number(new URL(second.connectionString).port)).not.toBe(port);
    expect(await query(second.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    stranger.close();
  });

  test('only its owner may read the password, and only this machine may connect', async () => {
    const server = await open();
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o077).toBe(0);
    expect(await query(server.connectionString, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const stranger = new URL(server.connectionString);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  test('a damaged postgres.json is told, not overwritten', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'postgres.json'), '{"port":');
    await expect(open()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readFile(join(dataDir, 'postgres.json'), 'utf8')).toBe('{"port":');
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot(
    'a data directory closed to user postgres works as well: the cluster lives elsewhere and is found again',
    async () => {
      await chmod(directory, 0o700);
      const first = await open();
      const elsewhere = await root();
      try {
        expect(dirname(elsewhere)).toBe('/var/lib/marquee');
        await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
        await first.stop();
        const second = await open();
        expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
        await second.stop();
      } finally {
        await rm(elsewhere, { recursive: true, force: true });
        // Only if nobody else is in it.
        await rmdir(dirname(elsewhere)).catch(() => {});
      }
    },
  );
});
