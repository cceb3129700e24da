import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { runProgram } from '../../src/commands/program.ts';
import { replayCommand } from '../../src/commands/replay.ts';
import type { Shell } from '../../src/commands/shell.ts';
import { loadConfig } from '../../src/config.ts';
import { consume, emptyLog, installationMs, recordsOf, userKeys } from '../ingest/replay-world.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../support/database.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

let database: TestDatabase;
let stores: Stores;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'marquee-replay-'));
  database = await createTestDatabase();
  stores = openStores(database.url);
  await emptyLog(stores);
});

afterAll(async () => {
  await stores.pool.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

async function replay(...argv: string[]) {
  let stdout = '';
  let stderr = '';
  const settings = { DATABASE_URL: database.url, DATA_DIR: directory, TENANT: TEST_TENANT, LOG_LEVEL: 'error' };
  const shell: Shell = {
    stdin: (async function* () {})(),
    stdout: async (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    isTerminal: false,
    config: () => loadConfig(settings),
    untilStopped: () => new AbortController().signal,
    open: () => Promise.reject(new Error('not needed')),
    migrate: () => Promise.reject(new Error('not needed')),
  };
  const exitCode = await runProgram(['replay', ...argv], shell, [replayCommand(shell)]);
  return { exitCode, stdout, stderr };
}

describe('replay', () => {
  test('makes user states and roll-ups anew, and says how many and how fast', async () => {
    const firstDayMs = await installationMs(stores);
    const act = { kind: 'act' as const, user: 0, atMs: 0, type: 'play' as const, item: 1, value: 0.5 };
    await consume(
      stores,
      createMemoryUserStateStore(),
      recordsOf(
        [
          { ...act, id: 1 },
          { ...act, id: 2, user: 1 },
        ],
        firstDayMs,
      ),
      firstDayMs,
    );
    await stores.owner.query('TRUNCATE item_stats');
    const { exitCode, stdout } = await replay('--json');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ users: 2, events: 2, rollUps: { outcomes: 0, impressions: 0 } });
    expect(answer.eventsPerSecond).toBeGreaterThan(0);
    expect(answer.seconds).toBeGreaterThanOrEqual(0);
    const { rows: stored } = await stores.pool.query(
      'SELECT user_key_text(user_key) AS key FROM user_states ORDER BY 1',
    );
    expect(stored.map((row) => row.key)).toEqual(userKeys.slice(0, 2));
    const { rows: counted } = await stores.pool.query('SELECT sum(uses)::int AS uses FROM item_stats');
    expect(counted).toEqual([{ uses: 2 }]);
  });

  test('does what it is asked for alone', async () => {
    const states = JSON.parse((await replay('--states', '--json')).stdout);
    expect(Object.keys(states)).toEqual(['users', 'events', 'seconds', 'eventsPerSecond']);
    expect(Object.keys(JSON.parse((await replay('--roll-ups', '--json')).stdout))).toEqual(['rollUps']);
    const { stdout } = await replay('--dead-letters', '--json');
    expect(JSON.parse(stdout)).toEqual({ deadLetters: { stored: 0, stillRefused: 0, conflicting: 0 } });
  });

  test('one user alone', async () => {
    const { stdout } = await replay('--user-key', userKeys[1]!.toUpperCase(), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ users: 1, events: 1 });
  });

  test('a key that is none, and a key where it means nothing, are bad arguments', async () => {
    expect((await replay('--user-key', 'anna')).exitCode).toBe(2);
    expect((await replay('--user-key', userKeys[1]!, '--roll-ups')).exitCode).toBe(2);
  });
});
