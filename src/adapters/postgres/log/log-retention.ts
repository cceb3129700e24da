import type { Pool, PoolClient } from 'pg';
import type { AddToCheckpoint, LogRetention } from '../../../domain/ports/log-retention.ts';
import type { LoggedUser } from '../../../domain/ports/state-log.ts';
import { copyRows } from '../binary-reader.ts';
import { arrayParameter, PG_TYPE } from '../binary-writer.ts';
import { inTransaction } from '../pool.ts';
import { ACTION_COLUMNS, loggedUsers, readAction, type StateRow } from './logged-users.ts';
import { RETENTION_LOCK } from './state-log.ts';

/** Retention in Postgres. Writers of the log wait for the last step alone, which takes at most LOCK_TIMEOUT to begin. */
export function createLogRetention({ pool }: { pool: Pool }): LogRetention {
  return {
    async nowMs() {
      const { rows } = await pool.query('SELECT (extract(epoch FROM now()) * 1000)::float8 AS now_ms');
      return rows[0].now_ms;
    },
    async oldestDay() {
      const { rows } = await pool.query(
        `SELECT min(day) - date '1970-01-01' AS day FROM log_partitions WHERE log_table = 'events'`,
      );
      return rows[0].day;
    },
    async dropDay(day, addTo) {
      // Stored by a transaction before this one is seen by all that follows; what is not, the last step looks for.
      const { rows } = await pool.query('SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS since');
      try {
        for (let after: string | null = START; after !== null; ) {
          const from: string = after;
          const next = await inTransaction(pool, (client) => checkpointSome(client, day, from, addTo));
          if (next === 'busy') return 'busy';
          after = next;
        }
        return await inTransaction(pool, (client) => dropTheDay(client, day, rows[0].since, addTo));
      } catch (error) {
        if (LOCKED_OUT.includes((error as { code?: string }).code ?? '')) return 'busy';
        throw error;
      }
    },
  };
}

/** lock_not_available, deadlock_detected. */
const LOCKED_OUT: readonly string[] = ['55P03', '40P01'];
/** How long writers may have to stand behind us while we wait for readers. */
const LOCK_TIMEOUT = '1s';
const WRITERS_LOCK = "hashtextextended(current_schema() || '.log_writers', 0)";
const ROWS_A_STEP = 10_000;
/** Before all keys. */
const START = "'00000000-0000-0000-0000-000000000000'::uuid, '-infinity'::timestamptz, ''";

/**
 * Adds some of the day's events to the checkpoints, those after a place in the order of users. Shares the log with its writers, but not
 * with an erasure, which must not find its user's events put back. Returns the next place; null: that was all.
 */
async function checkpointSome(
  client: PoolClient,
  day: number,
  after: string,
  addTo: AddToCheckpoint,
): Promise<string | null | 'busy'> {
  if (!(await isOurs(client))) return 'busy';
  await client.query(`SELECT pg_advisory_xact_lock_shared(${WRITERS_LOCK})`);
  const rows = await readRows(
    client,
    `day = ${dateOf(day)} AND (user_key, occurred_at, event_id) > (${after})
     ORDER BY user_key, occurred_at, event_id LIMIT ${ROWS_A_STEP}`,
  );
  await addRows(client, rows, addTo);
  const last = rows.at(-1);
  if (last === undefined || rows.length < ROWS_A_STEP) return null;
  const { eventId, occurredAtMs } = last.action!;
  const at = `to_timestamp(${occurredAtMs / 1000})`;
  return `'${last.userKey}'::uuid, ${at}, ${client.escapeLiteral(eventId)}`;
}

/** What came meanwhile, and then away with the day. Nobody writes the log until this has committed. */
async function dropTheDay(
  client: PoolClient,
  day: number,
  since: number,
  addTo: AddToCheckpoint,
): Promise<'dropped' | 'busy'> {
  if (!(await isOurs(client))) return 'busy';
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`SELECT pg_advisory_xact_lock(${WRITERS_LOCK})`);
  // Readers may be long, and a writer that waits for us would wait for them: this is where we give up first.
  await client.query('SELECT lock_log_for_retention()');
  const rows = await readRows(client, `day = ${dateOf(day)} AND stored_in >= ${since} ORDER BY user_key`);
  await addRows(client, rows, addTo);
  await client.query(`SELECT drop_log_day(${dateOf(day)})`);
  await client.query(
    `INSERT INTO log_checkpoint AS kept (events_before) VALUES (${dateOf(day)} + 1)
     ON CONFLICT (only_row) DO UPDATE SET events_before = greatest(kept.events_before, excluded.events_before)`,
  );
  return 'dropped';
}

/** Also patient: a day may be long. */
async function isOurs(client: PoolClient): Promise<boolean> {
  await client.query('SET LOCAL statement_timeout = 0');
  const { rows } = await client.query(`SELECT pg_try_advisory_xact_lock(${RETENTION_LOCK}) AS got`);
  return rows[0].got;
}

const dateOf = (day: number): string => `(date '1970-01-01' + ${day})`;

async function readRows(client: PoolClient, condition: string): Promise<readonly StateRow[]> {
  const all: StateRow[] = [];
  const query = `SELECT user_key, ${ACTION_COLUMNS} FROM events WHERE ${condition}`;
  for await (const rows of copyRows(client, query, (row) => ({ userKey: row.uuid(), action: readAction(row) }))) {
    for (const row of rows) all.push(row);
  }
  return all;
}

async function addRows(client: PoolClient, rows: readonly StateRow[], addTo: AddToCheckpoint): Promise<void> {
  if (rows.length === 0) return;
  const userKeys = [...new Set(rows.map((row) => row.userKey))];
  const erased = await client.query(
    'SELECT user_key_text(user_key) AS key, erased_at FROM erasures WHERE user_key = ANY ($1::uuid[])',
    [userKeys],
  );
  const kept = await client.query(
    'SELECT user_key_text(user_key) AS key, state FROM user_checkpoints WHERE user_key = ANY ($1::uuid[])',
    [userKeys],
  );
  const checkpoints = new Map<string, Uint8Array>(kept.rows.map((row) => [row.key, row.state]));
  const users = await loggedUsers(client, rows, new Map(erased.rows.map((row) => [row.key, row.erased_at.getTime()])));
  await write(
    client,
    users.map((user) => ({ user, state: addTo(checkpoints.get(user.userKey) ?? null, user) })),
  );
}

async function write(client: PoolClient, states: readonly { user: LoggedUser; state: Uint8Array }[]): Promise<void> {
  await client.query(
    `INSERT INTO user_checkpoints (user_key, state) SELECT * FROM unnest($1::uuid[], $2::bytea[])
     ON CONFLICT (user_key) DO UPDATE SET state = excluded.state`,
    [
      arrayParameter(PG_TYPE.uuid, states.length, (writer, index) => writer.uuid(states[index]!.user.userKey)),
      arrayParameter(PG_TYPE.bytea, states.length, (writer, index) => writer.bytea(states[index]!.state)),
    ],
  );
}
