import type { Pool } from 'pg';
import { MarqueeError } from '../../../domain/errors.ts';
import type { CheckedRange, Found, LogCheck, TimeRange } from '../../../domain/ports/log-check.ts';
import { inTransaction } from '../pool.ts';
import { EMPTY_MINUTES, EVENTS, HOURS, OUTCOMES, PAGES } from './log-check-sql.ts';
import { RECOUNT, UNCOUNTED } from './recount-sql.ts';

/** The checks of `doctor --log`. What takes longer than `timeoutMs` is given up: MarqueeError 'limit-reached'. */
export function createLogCheck({ pool, timeoutMs = 60_000 }: { pool: Pool; timeoutMs?: number }): LogCheck {
  /** All of the statements see the log of one moment. */
  const ask = async (
    ...statements: readonly (readonly [sql: string, values: readonly unknown[]])[]
  ): Promise<Row[]> => {
    try {
      return await inTransaction(pool, async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        await client.query(`SET LOCAL statement_timeout = ${timeoutMs}`);
        const answers: Row[] = [];
        for (const [sql, values] of statements) answers.push(...(await client.query(sql, [...values])).rows);
        return answers;
      });
    } catch (cause) {
      if ((cause as { code?: string }).code !== QUERY_CANCELED) throw cause;
      throw new MarqueeError('limit-reached', `It took longer than ${timeoutMs / 1000} s: ask for a shorter time.`, {
        cause,
      });
    }
  };

  async function sampleOf(table: string, range: CheckedRange): Promise<number> {
    const [row] = await ask([BYTES, [table, ...timesOf(range)]]);
    return Math.min(1, range.maxBytes / Math.max(1, row!.bytes as number));
  }

  return {
    async pages(range) {
      const share = await sampleOf('decisions', range);
      const [row] = await ask([PAGES, [...timesOf(range), share * 100]]);
      return {
        rows: row!.rows as number,
        share,
        unequal: foundOf(row!, 'unequal'),
        crooked: foundOf(row!, 'crooked'),
        repeated: foundOf(row!, 'repeated'),
      };
    },
    async events(range) {
      const share = await sampleOf('events', range);
      const [row] = await ask([EVENTS, [...timesOf(range), share * 100, timeOf(range.settledMs)]]);
      return {
        rows: row!.rows as number,
        share,
        named: row!.named as number,
        unknownPages: foundOf(row!, 'unknown_pages'),
        unknownSlots: foundOf(row!, 'unknown_slots'),
        repeated: foundOf(row!, 'repeated'),
        early: foundOf(row!, 'early'),
        lateByHour: row!.late_by_hour as number,
        lateByDay: row!.late_by_day as number,
      };
    },
    async outcomes(range) {
      const share = await sampleOf('outcomes', range);
      const [row] = await ask([OUTCOMES, [...timesOf(range), share * 100]]);
      return { rows: row!.rows as number, share, orphaned: foundOf(row!, 'orphaned') };
    },
    async emptyMinutes(range) {
      const [row] = await ask([EMPTY_MINUTES, timesOf(range)]);
      return { sinceMs: row!.since_ms as number, minutes: row!.minutes as number[] };
    },
    async hours(range) {
      const rows = await ask([HOURS, timesOf(range)]);
      return rows.map((row) => ({
        hourMs: row.hour_ms as number,
        served: row.served as number,
        acted: row.acted as number,
      }));
    },
    async impressionsAPage(range) {
      const [row] = await ask([IMPRESSIONS_A_PAGE, timesOf(range)]);
      return row!.average as number;
    },
    async recount(hourMs) {
      const [sums, events] = await ask([RECOUNT, [timeOf(hourMs)]], [UNCOUNTED, [timeOf(hourMs)]]);
      return {
        hourMs,
        kept: sums!.kept as number,
        keptByItem: sums!.kept_by_item as number,
        counted: sums!.counted as number,
        tooLow: sums!.too_low as number,
        tooHigh: sums!.too_high as number,
        erasedSince: sums!.erased_since as number,
        uncounted: foundOf(events!, 'uncounted'),
      };
    },
    async deadLetters() {
      const rows = await ask([DEAD_LETTERS, []]);
      return rows.map((row) => ({ kind: row.kind as string, open: row.open as number }));
    },
    async waiting() {
      const [row] = await ask([WAITING, []]);
      return { pages: row!.pages as number, events: row!.events as number };
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

const QUERY_CANCELED = '57014';

const timeOf = (ms: number): string => new Date(ms).toISOString();
const timesOf = ({ fromMs, untilMs }: TimeRange): readonly string[] => [timeOf(fromMs), timeOf(untilMs)];

const foundOf = (row: Row, name: string): Found => ({
  count: row[name] as number,
  examples: (row[`${name}_examples`] as string[] | null) ?? [],
});

/** What the partitions of a table ($1) hold that the days from $2 to $3 touch. */
const BYTES = `
SELECT coalesce(sum(pg_relation_size(i.inhrelid)), 0) AS bytes
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = to_regclass($1::text)
  AND CASE WHEN c.relname ~ '_[0-9]{8}$'
    THEN to_date(right(c.relname, 8), 'YYYYMMDD') BETWEEN ($2::timestamptz AT TIME ZONE 'UTC')::date AND ($3::timestamptz AT TIME ZONE 'UTC')::date
    ELSE (SELECT f.first_day FROM installation f) > ($2::timestamptz AT TIME ZONE 'UTC')::date END`;

const IMPRESSIONS_A_PAGE = `
SELECT coalesce(avg(sizes.impressions), 0)::float8 AS average FROM (
  SELECT cardinality(d.item_no) AS impressions FROM decisions d
  WHERE d.served_at >= $1::timestamptz AND d.served_at < $2::timestamptz AND d.origin = 'app' LIMIT 2000
) AS sizes`;

const DEAD_LETTERS = `SELECT kind, count(*) AS open FROM dead_letters WHERE resolved_at IS NULL GROUP BY kind ORDER BY kind`;

const waitingIn = (table: string): string => `(SELECT count(*) FROM (SELECT FROM ${table} w, log
  WHERE w.stored_in >= log.read_to AND w.stored_in < log.log_end LIMIT 100000) AS left_over) AS`;

const WAITING = `
WITH log AS MATERIALIZED (SELECT read_to, log_end() AS log_end FROM log_followers WHERE follower = 'roll-ups')
SELECT ${waitingIn('decisions')} pages, ${waitingIn('events')} events`;
