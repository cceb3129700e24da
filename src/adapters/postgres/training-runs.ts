import type { Pool, PoolClient } from 'pg';
import type { EndedTraining, TrainingEnd, TrainingRuns } from '../../domain/ports/training-runs.ts';

/** The right to train is an advisory lock of a session: Postgres takes it back when the session ends, however it ends. */
export function createTrainingRuns({ pool }: { pool: Pool }): TrainingRuns {
  return {
    async claim({ nowMs, dueSinceMs }) {
      const session = await lockedSession(pool);
      if (session === null) return null;
      const startedAt = new Date(nowMs);
      try {
        const { rowCount } = await session.query(
          `INSERT INTO training_runs (started_at) SELECT $1
           WHERE NOT EXISTS (SELECT 1 FROM training_runs WHERE started_at > $2 AND ended_at IS NOT NULL)
           ON CONFLICT (started_at) DO UPDATE SET ended_at = NULL, outcome = NULL`,
          [startedAt, new Date(dueSinceMs)],
        );
        if (rowCount === 0) {
          session.release(ENDS_THE_SESSION);
          return null;
        }
      } catch (error) {
        session.release(ENDS_THE_SESSION);
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
            session.release(ENDS_THE_SESSION);
          }
        },
        async abandon() {
          try {
            await pool.query('DELETE FROM training_runs WHERE started_at = $1', [startedAt]);
          } finally {
            session.release(ENDS_THE_SESSION);
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

/** Of its own kind among the advisory locks of a tenant. */
const LOCK = 7_214_021;
/** Said to release(): the connection is not used again, so its lock goes with it. */
const ENDS_THE_SESSION = true;

/** A session that has the lock; null when another one has it. */
async function lockedSession(pool: Pool): Promise<PoolClient | null> {
  const session = await pool.connect();
  try {
    const { rows } = await session.query<{ got: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended(current_schema(), $1)) AS got',
      [LOCK],
    );
    if (rows[0]!.got) return session;
    session.release();
    return null;
  } catch (error) {
    session.release(ENDS_THE_SESSION);
    throw error;
  }
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
