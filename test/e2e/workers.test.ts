import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testRedisUrl } from '../support/redis.ts';
import { MAIN, ROOT, type ServeProcess, startServe } from '../support/serve-process.ts';
import { eventually } from '../support/service.ts';

/** `serve --workers 2` as operators run it: three processes that are one service. */
let home: string;
let database: TestDatabase;
let client: Client;
let serve: ServeProcess;
let key: string;
const acknowledged = new Set<string>();
let sent = 0;

const env = () => ({
  PATH: process.env.PATH,
  PORT: '0',
  ADMIN_PORT: '0',
  DATABASE_URL: database.url,
  REDIS_URL: testRedisUrl(),
  DATA_DIR: join(home, 'data'),
  MODELS_DIR: join(home, 'models'),
});

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'marquee-workers-'));
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url, options: '-c search_path=marquee' });
  await client.connect();
  const create = [...MAIN, 'keys', 'create', '--role', 'app', '--json'];
  key = JSON.parse((await promisify(execFile)(process.execPath, create, { cwd: ROOT, env: env() })).stdout).key;
  serve = await startServe(env(), { args: ['--workers', '2'] });
}, 180_000);

afterAll(async () => {
  await serve?.stop();
  await client?.end();
  await database?.drop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

/** Sends one call with a connection of its own, so that both workers get some; what is not answered is not acknowledged. */
async function post(count: number, patienceMs = 30_000): Promise<boolean> {
  const events = Array.from({ length: count }, () => ({
    eventId: `workers-${sent++}`,
    type: 'play',
    userId: `u${sent % 20}`,
    itemId: 'film-1',
    timestamp: new Date().toISOString(),
  }));
  try {
    const response = await fetch(`${serve.baseUrl}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ events }),
      // A connection that was on its way to a worker when it was killed is answered by nobody (docs/adr/0016).
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status !== 202) return false;
    for (const { eventId } of events) acknowledged.add(eventId);
    return true;
  } catch {
    return false;
  }
}

/** Several clients that send until `isOver`. */
const load = (isOver: () => boolean): Promise<unknown> =>
  Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!isOver()) await post(3, 5000);
    }),
  );

async function missing(): Promise<readonly string[]> {
  const { rows } = await client.query(
    "SELECT event_id, count(*)::int AS times FROM events WHERE event_id LIKE 'workers-%' GROUP BY 1",
  );
  const stored = new Map(rows.map(({ event_id, times }) => [event_id, times]));
  return [...acknowledged].filter((eventId) => stored.get(eventId) !== 1);
}

const readyz = async () => {
  const response = await fetch(`${serve.adminUrl}/readyz`);
  return { status: response.status, body: await response.json() };
};
const metricsText = async () => (await fetch(`${serve.adminUrl}/metrics`)).text();
const sample = (text: string, pattern: string): number =>
  Number(new RegExp(`^${pattern} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
/** Process ids that worker n has had. */
const pidsOf = (worker: number): number[] =>
  serve.log
    .filter((line) => line.msg === 'a worker is ready' && line.worker === worker)
    .map(({ pid }) => pid as number);
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('two workers share the port and each journals for itself; probes and metrics speak for both', async () => {
  for (let calls = 0; calls < 20; calls++) expect(await post(3)).toBe(true);
  expect(await readyz()).toMatchObject({ status: 200, body: { state: 'ready', workers: { wanted: 2, ready: 2 } } });
  const text = await metricsText();
  expect(sample(text, 'marquee_events_total\\{answer="accepted".*\\}')).toBe(acknowledged.size);
  expect(text.match(/^# TYPE marquee_requests_total /gm)).toHaveLength(1);
  for (const worker of ['1', '2']) expect(readdirSync(join(home, 'data', 'workers', worker))).toContain('journal');
  expect(await client.query('SELECT DISTINCT journal_id FROM journal_offsets')).toHaveProperty('rowCount', 2);
}, 60_000);

test('a worker that is killed under requests has a successor, and nothing that was acknowledged is lost', async () => {
  const [killed] = pidsOf(1);
  let over = false;
  const requests = load(() => over);
  const before = acknowledged.size;
  await eventually(
    async () => acknowledged.size,
    (count) => count > before + 100,
    30_000,
  );
  process.kill(killed!, 'SIGKILL');
  await eventually(
    async () => pidsOf(1).length,
    (count) => count === 2,
    90_000,
  );
  const after = acknowledged.size;
  await eventually(
    async () => acknowledged.size,
    (count) => count > after + 100,
    30_000,
  );
  over = true;
  await requests;
  await eventually(missing, (ids) => ids.length === 0, 30_000);
  expect(await readyz()).toMatchObject({ status: 200, body: { workers: { wanted: 2, ready: 2 } } });
  const text = await metricsText();
  expect(sample(text, 'marquee_workers_lost_total\\{.*\\}')).toBe(1);
  expect(sample(text, 'marquee_event_lag_seconds\\{.*\\}')).toBeLessThan(60);
}, 180_000);

test('the workers of a primary that is killed end by themselves, and the next start takes up what they left', async () => {
  const orphans = [1, 2].map((worker) => pidsOf(worker).at(-1)!);
  for (let calls = 0; calls < 5; calls++) await post(5);
  await serve.kill();
  serve = await startServe(env(), { args: ['--workers', '2'] });
  await eventually(
    async () => orphans.filter(isAlive),
    (alive) => alive.length === 0,
    30_000,
  );
  expect(await post(1)).toBe(true);
  await eventually(missing, (ids) => ids.length === 0, 30_000);
}, 180_000);

test('SIGTERM lets both finish and ship, a second one changes nothing, and one process can go on with the same directory', async () => {
  let over = false;
  const requests = load(() => over);
  const before = acknowledged.size;
  await eventually(
    async () => acknowledged.size,
    (count) => count > before + 30,
    30_000,
  );
  const pids = [1, 2].map((worker) => pidsOf(worker).at(-1)!);
  const stopped = serve.stop();
  void serve.stop();
  expect(await stopped).toBe(0);
  over = true;
  await requests;
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await missing()).toEqual([]);
  expect(serve.log.filter(({ level }) => level === 'error')).toEqual([]);

  serve = await startServe(env());
  expect(await post(1)).toBe(true);
  await eventually(
    async () => ['1', '2'].filter((lane) => existsSync(join(home, 'data', 'workers', lane))),
    (left) => left.length === 0,
    30_000,
  );
  await serve.stop();
  expect(await missing()).toEqual([]);
}, 180_000);
