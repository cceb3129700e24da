import { Client, type Pool } from 'pg';
import type { EndedTraining, TrainingEnd, TrainingRuns } from '../../domain/ports/training-runs.ts';
import { withSearchPath } from './pool.ts';
import { takeServiceRole } from './service-role.ts';

export interface TrainingRunsGiven {
  readonly pool: Pool;
  /** Past a pooler, which would give a session's lock to whoever comes next. */
  readonly connectionString: string;
  readonly tenant: string;
}

/** The right to train is an advisory lock of a session: Postgres takes it back when the session ends, however it ends. */
export function createTrainingRuns({ pool, connectionString, tenant }: TrainingRunsGiven): TrainingRuns {
  return {
    async claim({ nowMs, dueSinceMs }) {
      // Asked of the pool first: a session of its own each minute is not needed for a no.
      const isDone = await pool.query(BEGUN_SINCE, [new Date(dueSinceMs)]);
      if (isDone.rowCount! > 0) return null;
      const session = await lockedSession(connectionString, tenant);
      if (session === null) return null;
      const startedAt = new Date(nowMs);
      try {
        const { rowCount } = await session.query(
          `INSERT INTO training_runs (started_at) SELECT $2 WHERE NOT EXISTS (${BEGUN_SINCE})
           ON CONFLICT (started_at) DO UPDATE SET ended_at = NULL, outcome = NULL`,
          [new Date(dueSinceMs), startedAt],
        );
        if (rowCount === 0) {
          await letGo(session);
          return null;
        }
      } catch (error) {
        await letGo(session);
        throw error;
      }
      return {
        async finish({ endedAtMs, outcome, version, detail }) {
          try {
            // Not by the session, which may have broken in all this time.
            await pool.query(
              'UPDATE training_runs SET ended_at = $2, outcome = $3, version = $4, detail = $5 WHERE started_at = $1',
              [startedAt, new Date(endedAtMs), outcome, version, detail],
            );
          } finally {
            await letGo(session);
          }
        },
        async abandon() {
          try {
            await pool.query('DELETE FROM training_runs WHERE started_at = $1', [startedAt]);
          } finally {
            await letGo(session);
          }
        },
      };
    },
    async last() {
      const { rows } = await pool.query<RunRow>(
        'SELECT * FROM training_runs WHERE ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1',
      );
      return rows[0] === undefined ? null : endedOf(rows[0]);
    },
  };
}

const BEGUN_SINCE = 'SELECT 1 FROM training_runs WHERE started_at > $1 AND ended_at IS NOT NULL';
/** Of its own kind among the advisory locks of a tenant. */
const LOCK = 7_214_021;

/** By word and not by its end alone, which the server notices a moment later. */
async function letGo(session: Client): Promise<void> {
  await session.query('SELECT pg_advisory_unlock_all()').catch(() => {});
  await session.end();
}

/** A session that has the lock; null when another one has it. */
async function lockedSession(connectionString: string, tenant: string): Promise<Client | null> {
  const session = new Client({
    connectionString: withSearchPath(connectionString, tenant),
    keepAlive: true,
    application_name: 'marquee training',
  });
  // One that breaks has lost the lock; the training goes on, and the worst is that another begins.
  session.on('error', () => {});
  try {
    await session.connect();
    await takeServiceRole(session, tenant);
    const { rows } = await session.query<{ got: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended(current_schema(), $1)) AS got',
      [LOCK],
    );
    if (rows[0]!.got) return session;
  } catch (error) {
    await session.end().catch(() => {});
    throw error;
  }
  await session.end();
  return null;
}

interface RunRow {
  readonly started_at: Date;
  readonly ended_at: Date;
  readonly outcome: TrainingEnd;
  readonly version: string | null;
  readonly detail: string;
}

const endedOf = (row: RunRow): EndedTraining => ({
  startedAtMs: row.started_at.getTime(),
  endedAtMs: row.ended_at.getTime(),
  outcome: row.outcome,
  version: row.version,
  detail: row.detail,
});
