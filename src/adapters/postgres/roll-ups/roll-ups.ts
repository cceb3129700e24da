import type { Pool, PoolClient } from 'pg';
import type { Logger } from '../../../domain/ports/logger.ts';
import type { RollUps } from '../../../domain/ports/roll-ups.ts';
import { inTransaction } from '../pool.ts';
import { rebuildRollUps } from './rebuild-roll-ups.ts';
import { ROLL_UP } from './roll-up-portion.ts';

export interface RollUpsOptions {
  readonly pool: Pool;
  readonly logger: Logger;
  /** A portion ends with the log transaction that brings it to so many events (a page counts as PAGE_WEIGHT of them), at most. */
  readonly portion?: number;
  /** For how long one run waits for another, or for a rebuild. */
  readonly waitMs?: number;
}

/** Keeps outcomes and the funnels of docs/log-schema.md level with the log; ADR 12 says why in this way. */
export function createRollUps({ pool, logger, portion = 20_000, waitMs = 5_000 }: RollUpsOptions): RollUps {
  return {
    async run() {
      const done = await inTransaction(pool, async (client) => {
        await begin(client, 'shared', waitMs);
        const { from, to, end } = await nextPortion(client, portion);
        if (end < from) return null;
        if (to > from) {
          await client.query({ name: 'roll-up', text: ROLL_UP, values: [from, to] });
          await client.query("UPDATE log_followers SET read_to = $1 WHERE follower = 'roll-ups'", [to]);
        }
        return { more: to > from && to < end };
      }).catch((error: unknown) => {
        // A rebuild takes its time: whoever waits asks again, and may meanwhile be told to stop.
        if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return { more: true };
        throw error;
      });
      if (done !== null) return done;
      // Transaction ids never go back, but in a dump that was restored into another server.
      logger.warn({}, 'the log comes from another Postgres server: its roll-ups are made anew');
      await this.rebuild();
      return { more: true };
    },
    rebuild: () =>
      inTransaction(pool, async (client) => {
        await begin(client, 'exclusive', 0);
        return rebuildRollUps(client);
      }),
  };
}

const LOCK_NOT_AVAILABLE = '55P03';

/** What a page costs, in events. */
const PAGE_WEIGHT = 5;

/**
 * One runner at a time: so the log can be read up to a point and that point moved on, exactly once. The writers' lock, shared: whoever
 * deletes from the log (erasure, retention) waits for us and we for them.
 */
async function begin(client: PoolClient, writersLock: 'shared' | 'exclusive', waitMs: number): Promise<void> {
  // Plans are made once a connection: planning over a partition a day takes longer than running. Joins that are not written as
  // lookups are hashed: nothing is known of how many rows they have. A portion may hold a whole log: the first after an upgrade.
  await client.query(`SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '${waitMs}ms', true),
     set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_memoize', 'off', true)`);
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.roll_ups', 0))");
  const take = writersLock === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await client.query(`SELECT ${take}(hashtextextended(current_schema() || '.log_writers', 0))`);
}

/** Transaction ids: where we stand, where this portion ends, where the log ends. from = to: nothing is new. */
async function nextPortion(client: PoolClient, size: number): Promise<{ from: number; to: number; end: number }> {
  const { rows: positions } = await client.query(
    `SELECT read_to AS "from", log_end() AS "end" FROM log_followers WHERE follower = 'roll-ups'`,
  );
  const { from, end } = positions[0];
  if (end <= from) return { from, to: from, end };
  // Only now: what is stored below that end is seen by this statement.
  const { rows } = await client.query({ name: 'roll-up-portion', text: PORTION, values: [from, end, size] });
  const { found, last } = rows[0];
  if (!found) return { from, to: from, end };
  return { from, to: last === null ? end : last + 1, end };
}

/** $1, $2: from, to; $3: size. last: the transaction that fills the portion; null when all there is does not. */
const PORTION = `
WITH stored AS (
  SELECT stored_in, count(*) AS weight FROM events WHERE stored_in >= $1 AND stored_in < $2 GROUP BY stored_in
  UNION ALL
  SELECT stored_in, ${PAGE_WEIGHT} * count(*) FROM decisions WHERE stored_in >= $1 AND stored_in < $2 GROUP BY stored_in
), summed AS (
  SELECT stored_in, sum(sum(weight)) OVER (ORDER BY stored_in) AS weight FROM stored GROUP BY stored_in
)
SELECT count(*) > 0 AS found, min(stored_in) FILTER (WHERE weight >= $3) AS last FROM summed`;
