import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctorCommand } from '../../src/commands/doctor.ts';
import type { CommandContext } from '../../src/commands/shell.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testRedisUrl } from '../support/redis.ts';
import { createWorld, NOW_MS } from './support.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const NONE = { count: 0, examples: [] };
const HOUR_MS = 3_600_000;

/** A log without a fault; `asked` is what was asked of it. */
function aLogCheck(differences: Partial<CommandContext['logCheck']> = {}) {
  const asked: unknown[] = [];
  const logCheck: CommandContext['logCheck'] = {
    pages: async (range) => {
      asked.push(range);
      return { rows: 7, share: 1, unequal: NONE, crooked: NONE, repeated: NONE };
    },
    events: async () => ({
      rows: 9,
      share: 0.25,
      named: 5,
      unknownPages: NONE,
      unknownSlots: NONE,
      repeated: NONE,
      early: NONE,
      lateByHour: 1,
      lateByDay: 0,
    }),
    outcomes: async () => ({ rows: 3, share: 1, orphaned: NONE }),
    emptyMinutes: async ({ fromMs }) => ({ sinceMs: fromMs, minutes: [] }),
    hours: async () => [],
    impressionsAPage: async () => 20,
    recount: async () => {
      throw new Error('no hour to count');
    },
    deadLetters: async () => [],
    waiting: async () => ({ pages: 0, events: 0 }),
    ...differences,
  };
  return { asked, logCheck };
}

const doctor = (logCheck: CommandContext['logCheck'], ...argv: string[]) =>
  createWorld({ commands: [doctorCommand], logCheck }).marquee('doctor', ...argv);

describe('doctor --log', () => {
  test('of a log without fault ends with 0, and says what was looked at', async () => {
    const { asked, logCheck } = aLogCheck();
    const { exitCode, stdout } = await doctor(logCheck, '--log');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('looked at all 7 pages');
    expect(stdout).toContain('looked at 9 events, naming 5 impressions: a sample, 25% of the blocks');
    expect(stdout).toMatch(/It agrees with itself\.\n$/);
    expect(asked).toEqual([{ fromMs: NOW_MS - 24 * HOUR_MS, untilMs: NOW_MS, maxBytes: 64 * 2 ** 20 }]);
  });

  test('with findings ends with 1, and names what to look at', async () => {
    const { logCheck } = aLogCheck({
      outcomes: async () => ({ rows: 3, share: 1, orphaned: { count: 2, examples: ['a.0.1'] } }),
    });
    const { exitCode, stdout } = await doctor(logCheck, '--log', '--json', '--from', '2026-11-01T00:00:00Z');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      from: '2026-11-01T00:00:00.000Z',
      to: new Date(NOW_MS).toISOString(),
      findings: 1,
    });
    const parts: { name: string; findings: unknown[] }[] = JSON.parse(stdout).parts;
    expect(parts.map(({ name }) => name)).toEqual(['pages', 'events', 'outcomes', 'gaps', 'roll-ups', 'dead letters']);
    expect(parts[2]!.findings[0]).toEqual({
      isWrong: true,
      sentence: 'outcomes of impressions that are on no page of the log',
      count: 2,
      examples: ['a.0.1'],
    });
  });

  test.each([
    ['--from', 'yesterday'],
    ['--from', '2026-11-02T00:00:00Z', '--to', '2026-11-01T00:00:00Z'],
    ['--from', '2020-11-02T00:00:00Z'],
    ['--max-mib', '0'],
    ['--hours', '1.5'],
  ])('refuses %s %s %s %s', async (...argv) => {
    expect((await doctor(aLogCheck().logCheck, '--log', ...argv)).exitCode).toBe(2);
  });

  test('its options are not for doctor alone', async () => {
    expect((await doctor(aLogCheck().logCheck, '--hours', '2')).exitCode).toBe(2);
  });
});

describe('doctor', () => {
  let folder: string;
  let database: TestDatabase;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-doctor-'));
    database = await createTestDatabase();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  /** The program as operators run it, with settings of its own. */
  async function examined(env: NodeJS.ProcessEnv) {
    const settings = {
      PATH: process.env.PATH,
      DATA_DIR: join(folder, 'data'),
      MODELS_DIR: join(folder, 'models'),
      ...env,
    };
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'doctor', '--json'],
      { cwd: ROOT, env: settings },
    );
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    const { healthy, checks } = JSON.parse(stdout) as {
      healthy: boolean;
      checks: { name: string; status: string; detail: string }[];
    };
    const statusOf = (name: string) => checks.filter((one) => one.name === name).map(({ status }) => status);
    return { code, healthy, checks, statusOf };
  }

  test('of a machine where nothing was started yet is well, and makes nothing', async () => {
    const { code, healthy, statusOf } = await examined({});
    expect([code, healthy]).toEqual([0, true]);
    expect(statusOf('postgres')).toEqual(['ok']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('tells versions, clocks, migrations and rights of the stores there are, and that no model is live', async () => {
    const secret = join(ROOT, 'package.json');
    const { code, statusOf, checks } = await examined({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      SECRET_FILE: secret,
    });
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(code).toBe(0);
    for (const name of ['postgres', 'clocks', 'migrations', 'rights']) expect(statusOf(name)).toEqual(['ok']);
    expect(statusOf('model')).toEqual(['warning']);
    expect(checks.find(({ name }) => name === 'postgres')?.detail).toMatch(/^version \d+/);
    expect(checks.find(({ name }) => name === 'redis')?.detail).toMatch(/^version \d+\.\d+/);
    expect(checks.find(({ name }) => name === 'rights')?.detail).toContain('marquee_service');
  });

  test('fails where stores are away, migrations wait, or nothing can be written, and says what to do', async () => {
    const nowhere = await examined({
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
      REDIS_URL: 'redis://127.0.0.1:1',
      JOURNAL_MAX_BYTE: '8080',
    });
    expect(nowhere.code).toBe(1);
    for (const name of ['postgres', 'redis']) expect(nowhere.statusOf(name)).toEqual(['failed']);
    expect(nowhere.statusOf('settings')).toEqual(['warning']);

    const empty = await createEmptyDatabase();
    try {
      const behind = await examined({ DATABASE_URL: empty.url });
      expect(behind.code).toBe(1);
      expect(behind.checks.find(({ name }) => name === 'migrations')).toMatchObject({
        status: 'failed',
        detail: expect.stringContaining('0001_catalogue'),
        advice: 'Run marquee migrate.',
      });
    } finally {
      await empty.drop();
    }
  });
});
