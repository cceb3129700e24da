import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createTrainingRuns } from '../../src/adapters/postgres/training-runs.ts';
import type { ChildTraining } from '../../src/commands/train-in-child.ts';
import { startTrainingSchedule, type TrainingSchedule } from '../../src/commands/training-schedule.ts';
import { loadConfig } from '../../src/config.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-20T03:00:00Z');
const PUBLISHED = { exitCode: 0, answer: { version: 'm1', outcome: 'published', reason: 'better' } };

let database: TestDatabase;
let client: Client;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url, options: '-c search_path=marquee' });
  await client.connect();
  pool = createPool({ connectionString: database.url, tenant: 'marquee', logger: SILENT_LOGGER });
});
afterAll(async () => {
  await pool.end();
  await client.end();
  await database.drop();
});

const runsOf = () => createTrainingRuns({ pool, connectionString: database.url, tenant: 'marquee' });

/** Each test has a day of its own, so that what others trained is long ago. */
let days = 0;
const nextDay = (): number => START_MS + 10 * ++days * 24 * HOUR_MS;

interface Replica {
  readonly schedule: TrainingSchedule;
  /** Resolves when it has told of an end. */
  readonly ended: Promise<{ outcome: string; seconds: number }>;
}

function startReplica(
  nowMs: number,
  train: (signal: AbortSignal) => Promise<ChildTraining>,
  env: Record<string, string> = { TRAIN_EVERY_H: '24' },
): Replica {
  const ended = Promise.withResolvers<{ outcome: string; seconds: number }>();
  const schedule = startTrainingSchedule({
    config: loadConfig(env),
    trainingRuns: runsOf(),
    clock: { nowMs: () => nowMs, monotonicMs: () => performance.now() },
    logger: SILENT_LOGGER,
    metrics: { training: (outcome, seconds) => ended.resolve({ outcome, seconds }) },
    train,
  });
  return { schedule, ended: ended.promise };
}

const rowsSince = async (sinceMs: number) =>
  (await client.query('SELECT * FROM training_runs WHERE started_at >= $1 ORDER BY started_at', [new Date(sinceMs)]))
    .rows;

describe('training by the clock', () => {
  test('is not done unless it is asked for', async () => {
    const nowMs = nextDay();
    const { schedule } = startReplica(nowMs, () => Promise.reject(new Error('nobody asked')), {});
    await schedule.stop();
    expect(await rowsSince(nowMs)).toEqual([]);
  });

  test.each([
    ['published', PUBLISHED],
    ['unchanged', { exitCode: 0, answer: { version: 'm1', outcome: 'unchanged', reason: null } }],
    ['rejected', { exitCode: 3, answer: { version: 'm2', outcome: 'rejected', reason: 'worse than popularity' } }],
    ['data-checks-failed', { exitCode: 4, answer: { error: { code: 'data-check-failed', detail: 'no events' } } }],
    ['failed', { exitCode: 1, answer: null }],
  ])('ends as %s, is counted and kept for all replicas', async (outcome, child) => {
    const nowMs = nextDay();
    const { schedule, ended } = startReplica(nowMs, async () => child);
    expect(await ended).toEqual({ outcome, seconds: 0 });
    await schedule.stop();
    expect(await rowsSince(nowMs)).toMatchObject([{ outcome }]);
    expect(await runsOf().last()).toMatchObject({ outcome, startedAtMs: nowMs });
  });

  test('that dies is an end, too', async () => {
    const { schedule, ended } = startReplica(nextDay(), () => Promise.reject(new Error('ended by SIGKILL')));
    expect(await ended).toMatchObject({ outcome: 'failed' });
    await schedule.stop();
    expect(await runsOf().last()).toMatchObject({ detail: 'Error: ended by SIGKILL' });
  });

  test('comes again when its hours have passed since it began, on whatever replica, and not before', async () => {
    const runs = runsOf();
    const nowMs = nextDay();
    const first = startReplica(nowMs, async () => PUBLISHED);
    await first.ended;
    await first.schedule.stop();
    const due = (atMs: number) => ({ nowMs: atMs, dueSinceMs: atMs - 24 * HOUR_MS });
    expect(await runs.claim(due(nowMs + 24 * HOUR_MS - 1))).toBeNull();
    const claimed = await runs.claim(due(nowMs + 24 * HOUR_MS));
    expect(claimed).not.toBeNull();
    await claimed!.abandon();
  });

  test('is done by one replica at a time', async () => {
    const runs = runsOf();
    const nowMs = nextDay();
    const due = { nowMs, dueSinceMs: nowMs - 24 * HOUR_MS };
    const claims = await Promise.all(Array.from({ length: 5 }, () => runs.claim(due)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    await claims.find((claim) => claim !== null)!.abandon();
  });

  test('is ended with the process, and gone on with at once by the next', async () => {
    const nowMs = nextDay();
    const begun = Promise.withResolvers<void>();
    const { schedule } = startReplica(nowMs, (signal) => {
      begun.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('killed'))));
    });
    await begun.promise;
    await schedule.stop();
    expect(await rowsSince(nowMs)).toEqual([]);
    const next = startReplica(nowMs + 1000, async () => PUBLISHED);
    expect(await next.ended).toMatchObject({ outcome: 'published' });
    await next.schedule.stop();
  });

  test('whose process was killed holds nobody up', async () => {
    const nowMs = nextDay();
    await runsOf().claim({ nowMs, dueSinceMs: nowMs - HOUR_MS });
    // What the end of a process does to its sessions; the server takes the lock back when it has noticed.
    await client.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const next = startReplica(nowMs + 1000, async () => PUBLISHED);
    expect(await next.ended).toMatchObject({ outcome: 'published' });
    await next.schedule.stop();
  });
});
