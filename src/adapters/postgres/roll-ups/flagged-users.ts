import type { Pool, PoolClient } from 'pg';
import type { FlaggedUsers } from '../../../domain/ports/flagged-users.ts';
import type { Logger } from '../../../domain/ports/logger.ts';
import type { Metrics } from '../../../domain/ports/metrics.ts';
import { EVENT_COUNTS } from '../log/event-counts.ts';
import { inTransaction } from '../pool.ts';

export interface FlaggedUsersOptions {
  readonly pool: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** A user with more events than this within one hour is flagged. */
  readonly maxEventsAnHour?: number;
}

/** Follows the log as the roll-ups do, at a place of its own. */
export function createFlaggedUsers(options: FlaggedUsersOptions): FlaggedUsers {
  const { pool, logger, metrics, maxEventsAnHour = 2_000 } = options;
  return {
    async detect() {
      const flagged = await inTransaction(pool, async (client) => {
        await client.query(SETTINGS);
        await client.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.flagged_users', 0))");
        const { rows: positions } = await client.query(
          `SELECT read_to AS "from", log_end() AS "end" FROM log_followers WHERE follower = 'flagged-users'`,
        );
        const { from, end } = positions[0];
        if (end === from) return [];
        // A log that came from another server is not judged a second time: there, ids began anew.
        const values = [from, end, maxEventsAnHour];
        const { rows } = end < from ? { rows: [] } : await client.query({ name: 'find-runaways', text: FIND, values });
        if (rows.length > 0) await flag(client, rows);
        await client.query("UPDATE log_followers SET read_to = $1 WHERE follower = 'flagged-users'", [end]);
        return rows;
      });
      if (flagged.length > 0) {
        metrics.flaggedUsers(flagged.length);
        const events = Math.max(...flagged.map((user) => user.events));
        logger.warn(
          { users: flagged.length, maxEventsAnHour, events },
          'users with more events an hour than any person has; they are left out of item stats and training',
        );
      }
      return { more: false };
    },
    unflag: (userKey) =>
      inTransaction(pool, async (client) => {
        await client.query(LOCK_WRITERS_OUT);
        const { rowCount } = await client.query('DELETE FROM flagged_users WHERE user_key = $1', [userKey]);
        if (rowCount === 0) return false;
        await count(client, [userKey], 1);
        return true;
      }),
  };
}

interface Runaway {
  readonly user_key: string;
  readonly hour: Date;
  readonly events: number;
}

/** Who writes the log asks who is flagged, under the same lock: each event is counted by its writer or taken out here. */
async function flag(client: PoolClient, runaways: readonly Runaway[]): Promise<void> {
  await client.query(LOCK_WRITERS_OUT);
  const userKeys = runaways.map((user) => user.user_key);
  await client.query(
    `INSERT INTO flagged_users (user_key, reason, hour, events)
     SELECT user_key, 'rate', hour, events FROM unnest($1::uuid[], $2::timestamptz[], $3::int4[]) AS t (user_key, hour, events)`,
    [userKeys, runaways.map((user) => user.hour), runaways.map((user) => user.events)],
  );
  await count(client, userKeys, -1);
}

async function count(client: PoolClient, userKeys: readonly string[], sign: 1 | -1): Promise<void> {
  await client.query(ITEM_STATS, [userKeys, sign]);
  await client.query(EVENT_DAYS, [userKeys, sign]);
}

const SETTINGS = `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '5s', true),
   set_config('plan_cache_mode', 'force_generic_plan', true)`;
const LOCK_WRITERS_OUT = `SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.log_writers', 0))`;

/** $1, $2: transaction ids; $3: the limit. A first count that stops at the limit: nearly all have a few events and are done with it. */
const FIND = `
WITH active AS MATERIALIZED (
  SELECT e.user_key, min(e.occurred_at) - interval '1 hour' AS since, max(e.occurred_at) + interval '1 hour' AS until
  FROM events e WHERE e.stored_in >= $1::bigint AND e.stored_in < $2::bigint AND e.origin <> 'import'
  GROUP BY e.user_key
), busy AS MATERIALIZED (
  SELECT a.user_key, a.since, a.until
  FROM active a
  WHERE NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = a.user_key)
    AND (SELECT count(*) FROM (
      SELECT FROM events e WHERE ${theirs()} LIMIT $3::integer + 1
    ) AS theirs) > $3::integer
), rated AS (
  SELECT b.user_key, e.occurred_at, count(*) OVER (PARTITION BY b.user_key ORDER BY e.occurred_at
    RANGE BETWEEN interval '59 minutes 59.999999 seconds' PRECEDING AND CURRENT ROW) AS in_an_hour
  FROM busy b
  CROSS JOIN LATERAL (SELECT e.occurred_at FROM events e WHERE ${theirs('b')} OFFSET 0) AS e
)
SELECT user_key, min(occurred_at) - interval '1 hour' AS hour, max(in_an_hour)::integer AS events
FROM rated WHERE in_an_hour > $3::integer GROUP BY user_key`;

function theirs(user = 'a'): string {
  return `e.user_key = ${user}.user_key AND e.occurred_at > ${user}.since AND e.occurred_at < ${user}.until
        AND e.day >= (${user}.since AT TIME ZONE 'UTC')::date AND e.day <= (${user}.until AT TIME ZONE 'UTC')::date
        AND e.stored_in < $2::bigint AND e.origin <> 'import'`;
}

/** $1: users; $2: 1 or -1. */
const ITEM_STATS = `
WITH counted AS (
  SELECT date_trunc('hour', e.occurred_at, 'UTC') AS hour, e.item_no, e.origin, ${EVENT_COUNTS}
  FROM events e WHERE e.user_key = ANY ($1::uuid[]) AND e.item_no > 0
  GROUP BY 1, 2, 3
)
INSERT INTO item_stats AS kept (hour, item_no, origin, uses, clicks, ratings, rating_sum, hides, revision)
SELECT hour, item_no, origin, $2::integer * uses, $2::integer * clicks, $2::integer * ratings, $2::integer * rating_sum, $2::integer * hides, nextval('stats_revisions')
FROM counted WHERE uses + clicks + hides > 0 ORDER BY hour, item_no, origin
ON CONFLICT (hour, item_no, origin) DO UPDATE SET uses = kept.uses + excluded.uses, clicks = kept.clicks + excluded.clicks,
  ratings = kept.ratings + excluded.ratings,
  rating_sum = CASE WHEN kept.ratings + excluded.ratings = 0 THEN 0 ELSE kept.rating_sum + excluded.rating_sum END,
  hides = kept.hides + excluded.hides, revision = excluded.revision`;

const EVENT_DAYS = `
INSERT INTO event_days AS kept (day, origin, events)
SELECT day, origin, $2::integer * count(*) FROM events WHERE user_key = ANY ($1::uuid[]) AND item_no > 0 GROUP BY day, origin
ON CONFLICT (day, origin) DO UPDATE SET events = kept.events + excluded.events`;
