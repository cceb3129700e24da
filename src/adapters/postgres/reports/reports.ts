import type { Pool, PoolClient } from 'pg';
import { MarqueeError } from '../../../domain/errors.ts';
import { REPORT_TIMEOUT_MS, type Reports } from '../../../domain/ports/reports.ts';
import { analystRole } from '../tenant-schema.ts';
import { createTurns } from './turns.ts';

export interface ReportsOptions {
  readonly pool: Pool;
  readonly tenant: string;
  readonly timeoutMs?: number;
}

/** Pages and editors share the connections: reports leave them most of them. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 30;

/** Runs what src/reports writes. Nothing it could say writes: the transaction is read-only, and the rights are an analyst's. */
export function createReports({ pool, tenant, timeoutMs = REPORT_TIMEOUT_MS }: ReportsOptions): Reports {
  const inTurn = createTurns({ most: MOST_AT_ONCE, mostWaiting: MOST_WAITING });
  return {
    query: (sql) =>
      inTurn(async () => {
        const client = await pool.connect();
        let broken: Error | undefined;
        try {
          await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
          await client.query(SETTINGS, [`${timeoutMs}ms`, analystRole(tenant)]);
          const { fields, rows } = await client.query(sql);
          return { columns: fields.map(({ name }) => name), rows };
        } catch (error) {
          throw isCancelled(error) ? tooLong(timeoutMs, error) : error;
        } finally {
          // Also gives the role back. A connection that cannot is thrown away.
          broken = await endReading(client);
          client.release(broken);
        }
      }),
    async extent({ fromMs, toMs, origin }) {
      const { rows } = await pool.query(EXTENT, [new Date(fromMs), new Date(toMs), origin]);
      const { dropped_from, dropped_until, pages_since, impressions, pages } = rows[0];
      const isDropped = dropped_until !== null && dropped_from < dropped_until;
      return {
        dropped: isDropped ? { fromMs: dropped_from.getTime(), untilMs: dropped_until.getTime() } : null,
        pagesSinceMs: pages_since?.getTime() ?? null,
        impressions: Number(impressions),
        pages: Number(pages),
      };
    },
  };
}

/** $1: the timeout; $2: a role, which a login that may not take it does without: the service's own has no more than reading to offer here. */
const SETTINGS = `
SELECT set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true), (
  SELECT set_config('role', r.rolname, true) FROM pg_roles r
  WHERE r.rolname = $2 AND session_user <> r.rolname
    AND pg_has_role(session_user, r.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
)`;

/** Pages go two days before the events of their day, and days before the installation stay. */
const EXTENT = `
SELECT i.first_day::timestamp AT TIME ZONE 'UTC' AS dropped_from,
  (SELECT c.events_before - 2 FROM log_checkpoint c)::timestamp AT TIME ZONE 'UTC' AS dropped_until,
  (SELECT min(f.hour) FROM page_funnel f) AS pages_since,
  f.impressions, f.pages
FROM installation i CROSS JOIN (
  SELECT coalesce(sum(f.served), 0) AS impressions, coalesce(sum(f.pages), 0) AS pages
  FROM page_funnel f WHERE f.hour >= $1::timestamptz - interval '1 hour' AND f.hour < $2 AND f.origin = $3
) AS f`;

const endReading = (client: PoolClient): Promise<Error | undefined> =>
  client.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  );

const isCancelled = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '57014';

function tooLong(timeoutMs: number, cause: unknown): MarqueeError {
  const sentence = `The report took more than ${timeoutMs / 1000} s. Ask for a shorter time, or by fewer dimensions.`;
  return new MarqueeError('unavailable', sentence, { cause });
}
