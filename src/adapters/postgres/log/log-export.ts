import { type Pool, type PoolClient, types } from 'pg';
import { columnsOf } from '../../../domain/log-views.ts';
import {
  EXPORTS,
  type Exported,
  type ExportedRow,
  type ExportRange,
  type LogExport,
} from '../../../domain/ports/log-export.ts';

/** The log as analysts see it, through cursors: memory holds one batch. */
export function createLogExport({ pool }: { pool: Pool }): LogExport {
  return {
    async *rows(what, range) {
      const { fromMs, untilMs, storedFrom = 0, storedBefore = Number.MAX_SAFE_INTEGER } = range;
      const client = await beginReading(pool);
      let failure: Error | undefined;
      try {
        for await (const day of daysOf(client, what, range)) {
          const dayMs = Date.parse(day);
          const values: unknown[] = [timeOf(Math.max(dayMs, fromMs)), timeOf(Math.min(dayMs + DAY_MS, untilMs))];
          const isBounded = range.storedFrom !== undefined || range.storedBefore !== undefined;
          if (isBounded) values.push(storedFrom, storedBefore);
          const sql = (isBounded ? STORED_DAY_SQL : DAY_SQL)[what];
          for await (const rows of fetchAll(client, sql, values)) if (rows.length > 0) yield { day, rows };
        }
      } finally {
        failure = await endReading(client);
        client.release(failure);
      }
    },
    end: () => logEnd(pool),
    async *erased() {
      const client = await beginReading(pool);
      let failure: Error | undefined;
      try {
        yield* fetchAll(client, ERASED_SQL, []);
      } finally {
        failure = await endReading(client);
        client.release(failure);
      }
    },
    async *stored(what, { after, fromMs }) {
      const end = await logEnd(pool);
      const storedIn = columnsOf(EXPORTS[what].view).findIndex(({ name }) => name === 'stored_in');
      // Numbers of transactions are shared with all else that is written on the server, so nobody knows how many of them hold how
      // many rows: windows grow until they do. A window's rows are given when its transaction has ended, so that a reader who takes his
      // time holds back neither VACUUM nor retention; only where one transaction stored very many, they are given as they are read.
      let window = FIRST_WINDOW;
      for (let at = after; at < end; ) {
        const until = Math.min(end, at + window);
        let count = 0;
        let held: (readonly ExportedRow[])[] = [];
        const give = function* () {
          for (const rows of held) yield { rows, readTo: rows.at(-1)![storedIn] as number };
          held = [];
        };
        const client = await beginReading(pool);
        let failure: Error | undefined;
        try {
          for await (const rows of fetchAll(client, STORED_SQL[what], [at, until, timeOf(fromMs)])) {
            count += rows.length;
            held.push(rows);
            if (held.length > BATCHES_HELD) yield* give();
          }
        } finally {
          failure = await endReading(client);
          client.release(failure);
        }
        yield* give();
        yield { rows: [], readTo: until };
        at = until;
        if (count < ROWS_A_BATCH) window *= 2;
        else if (count > BATCHES_HELD * ROWS_A_BATCH) window = Math.max(1, Math.floor(window / 2));
      }
    },
  };
}

const DAY_MS = 86_400_000;
const ROWS_A_BATCH = 5_000;
const BATCHES_HELD = 4;
const FIRST_WINDOW = 1_000;

/** What tells rows of one time apart, so that an export of the same log is the same file. */
const IDENTITY: Readonly<Record<Exported, string>> = {
  impressions: 'recommendation_id, row_index, position',
  events: 'event_id',
  outcomes: 'impression_id',
};

const sqlOf = (make: (what: Exported, columns: string, time: string) => string) =>
  Object.fromEntries(
    Object.entries(EXPORTS).map(([what, { view, time }]) => {
      const columns = columnsOf(view).map(({ name }) => `"${name}"`);
      return [what, make(what as Exported, `${columns.join(', ')} FROM ${view}`, time)];
    }),
  ) as Record<Exported, string>;

const daySql = (condition: string) =>
  sqlOf((what, columns, time) => {
    // The partition of an event is of its day, which its time does not tell the planner.
    const ofDay = what === 'events' ? `AND occurred_on = ($1::timestamptz AT TIME ZONE 'UTC')::date` : '';
    return `SELECT ${columns} WHERE ${time} >= $1 AND ${time} < $2 ${ofDay} ${condition} ORDER BY ${time}, ${IDENTITY[what]}`;
  });

const DAY_SQL = daySql('');
/** Not of outcomes, which are not stored but made. */
const STORED_DAY_SQL = daySql('AND stored_in >= $3 AND stored_in < $4');

const ERASED_SQL = `SELECT user_key_text(user_key) AS user_key, erased_at FROM erasures ORDER BY erased_at, user_key`;

const STORED_SQL = sqlOf((what, columns, time) => {
  const order = `stored_in, ${time}, ${IDENTITY[what]}`;
  return `SELECT ${columns} WHERE stored_in >= $1 AND stored_in < $2 AND ${time} >= $3 ORDER BY ${order}`;
});

/**
 * UTC days of the range that may have rows, one after the other: by the indexes, so that a log of decades with gaps is stepped through and
 * not read; what few transactions stored lies in few days, which their own index tells.
 */
async function* daysOf(client: PoolClient, what: Exported, range: ExportRange): AsyncIterable<string> {
  if ((range.storedFrom ?? 0) > 0) {
    const sql =
      what === 'events'
        ? 'SELECT DISTINCT day::text AS day FROM events WHERE stored_in >= $1 AND stored_in < $2 ORDER BY 1'
        : `SELECT DISTINCT (served_at AT TIME ZONE 'UTC')::date::text AS day FROM decisions
           WHERE stored_in >= $1 AND stored_in < $2 ORDER BY 1`;
    const { rows } = await client.query(sql, [range.storedFrom, range.storedBefore ?? Number.MAX_SAFE_INTEGER]);
    for (const { day } of rows) {
      if (Date.parse(day) + DAY_MS > range.fromMs && Date.parse(day) < range.untilMs) yield day;
    }
    return;
  }
  for (let atMs = range.fromMs; ; ) {
    const day = await nextDay(client, what, atMs, range.untilMs);
    if (day === null) return;
    yield day;
    atMs = Date.parse(day) + DAY_MS;
  }
}

/** The first UTC day from a moment on that has rows, or had some part of one; null when there is none before the other moment. */
async function nextDay(client: PoolClient, what: Exported, fromMs: number, untilMs: number): Promise<string | null> {
  const sql =
    what === 'events'
      ? `SELECT min(day)::text AS day FROM events
         WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= ($2::timestamptz AT TIME ZONE 'UTC')::date`
      : `SELECT (min(served_at) AT TIME ZONE 'UTC')::date::text AS day FROM decisions WHERE served_at >= $1 AND served_at < $2`;
  const { rows } = await client.query(sql, [timeOf(fromMs), timeOf(untilMs)]);
  return rows[0].day;
}

async function logEnd(pool: Pool): Promise<number> {
  const { rows } = await pool.query('SELECT log_end() AS "end"');
  return rows[0].end;
}

const timeOf = (ms: number): string =>
  Number.isFinite(ms) ? new Date(ms).toISOString() : ms > 0 ? 'infinity' : '-infinity';

async function beginReading(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    return client;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** The error that makes the connection unfit for the pool, if there is one. */
const endReading = (client: PoolClient): Promise<Error | undefined> =>
  client.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  );

async function* fetchAll(client: PoolClient, sql: string, values: unknown[]): AsyncIterable<readonly ExportedRow[]> {
  await client.query(`DECLARE export_cursor NO SCROLL CURSOR FOR ${sql}`, values);
  const text = `FETCH ${ROWS_A_BATCH} FROM export_cursor`;
  for (;;) {
    const { rows } = await client.query({ text, rowMode: 'array', types: AS_EXPORTED });
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_A_BATCH) break;
  }
  await client.query('CLOSE export_cursor');
}

const OID = { int8: 20, date: 1082, jsonb: 3802 };

/** Dates and JSON as they are written; numbers of transactions stay below 2^53. */
export const AS_EXPORTED = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === OID.int8) return Number;
    if (oid === OID.date || oid === OID.jsonb) return (value: string) => value;
    return types.getTypeParser(oid, format as 'text');
  },
};
