import { type Pool, type PoolClient, types } from 'pg';
import { columnsOf } from '../../../domain/log-views.ts';
import { EXPORTS, type Exported, type ExportedRow, type LogExport } from '../../../domain/ports/log-export.ts';

/** The log as analysts see it, through cursors: memory holds one batch. */
export function createLogExport({ pool }: { pool: Pool }): LogExport {
  return {
    async *rows(what, { fromMs, untilMs }) {
      const client = await beginReading(pool);
      let failure: Error | undefined;
      try {
        for (let atMs = fromMs; ; ) {
          const day = await nextDay(client, what, atMs, untilMs);
          if (day === null) break;
          const dayMs = Date.parse(day);
          const range = [timeOf(Math.max(dayMs, fromMs)), timeOf(Math.min(dayMs + DAY_MS, untilMs))];
          for await (const rows of fetchAll(client, DAY_SQL[what], range)) yield { day, rows };
          atMs = dayMs + DAY_MS;
        }
      } finally {
        failure = await endReading(client);
        client.release(failure);
      }
    },
    async *stored(what, { after, fromMs }) {
      const { rows: ends } = await pool.query('SELECT log_end() AS end');
      const end: number = ends[0].end;
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

const DAY_SQL = sqlOf((what, columns, time) => {
  // The partition of an event is of its day, which its time does not tell the planner.
  const ofDay = what === 'events' ? `AND occurred_on = ($1::timestamptz AT TIME ZONE 'UTC')::date` : '';
  return `SELECT ${columns} WHERE ${time} >= $1 AND ${time} < $2 ${ofDay} ORDER BY ${time}, ${IDENTITY[what]}`;
});

const STORED_SQL = sqlOf((what, columns, time) => {
  const order = `stored_in, ${time}, ${IDENTITY[what]}`;
  return `SELECT ${columns} WHERE stored_in >= $1 AND stored_in < $2 AND ${time} >= $3 ORDER BY ${order}`;
});

/** The first UTC day from a moment on that has rows, or had some part of one; null when there is none before the other moment. */
async function nextDay(client: PoolClient, what: Exported, fromMs: number, untilMs: number): Promise<string | null> {
  // By the indexes: a log of decades with gaps is stepped through and not read.
  const sql =
    what === 'events'
      ? `SELECT min(day)::text AS day FROM events
         WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= ($2::timestamptz AT TIME ZONE 'UTC')::date`
      : `SELECT (min(served_at) AT TIME ZONE 'UTC')::date::text AS day FROM decisions WHERE served_at >= $1 AND served_at < $2`;
  const { rows } = await client.query(sql, [timeOf(fromMs), timeOf(untilMs)]);
  return rows[0].day;
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
const AS_EXPORTED = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === OID.int8) return Number;
    if (oid === OID.date || oid === OID.jsonb) return (value: string) => value;
    return types.getTypeParser(oid, format as 'text');
  },
};
