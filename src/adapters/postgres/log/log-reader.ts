import type { Pool } from 'pg';
import type { Decision } from '../../../domain/decision.ts';
import type { EventType, Trigger } from '../../../domain/event.ts';
import type { Origin } from '../../../domain/origin.ts';
import type { LogFilter, LoggedEvent } from '../../../domain/ports/log-store.ts';
import { DECISION_COLUMNS, decisionOf } from './decision-row.ts';

/**
 * All events but those of flagged users, oldest first by (timestamp, event id), by whom merged users became: one consistent view of the
 * log, however long the reading takes.
 */
export async function* readEvents(pool: Pool, filter: LogFilter): AsyncIterable<readonly LoggedEvent[]> {
  const sql = `
    SELECT e.event_id, e.type, coalesce(a.alias_of, e.user_key), i.item_id, e.item_no,
      (extract(epoch FROM e.occurred_at) * 1000)::float8, (extract(epoch FROM e.received_at) * 1000)::float8,
      e.impression_ids, e.recommendation_id, e.session_id, e.portion, e.position_s, e.value, e.trigger, e.properties, e.origin
    FROM events e LEFT JOIN item_ids i ON i.item_no = e.item_no LEFT JOIN user_aliases($2) a ON a.user_key = e.user_key
    WHERE e.origin = ANY ($1) AND e.occurred_at < $2 AND e.day <= ($2 AT TIME ZONE 'UTC')::date
      AND ${UNFLAGGED} AND ($3::uuid[] IS NULL OR coalesce(a.alias_of, e.user_key) = ANY ($3))
    ORDER BY e.occurred_at, e.event_id`;
  for await (const rows of batches(pool, sql, filter, EVENTS_A_BATCH)) yield rows.map(eventOf);
}

/** All decisions, oldest first by (served at, recommendation id). */
export async function* readDecisions(pool: Pool, filter: LogFilter): AsyncIterable<readonly Decision[]> {
  const sql = `SELECT ${DECISION_COLUMNS} FROM decisions
    WHERE origin = ANY ($1) AND served_at < $2 AND ($3::uuid[] IS NULL OR user_key = ANY ($3)) ORDER BY served_at, recommendation_id`;
  for await (const rows of batches(pool, sql, filter, DECISIONS_A_BATCH, RAW)) yield rows.map(decisionOf);
}

export async function countEvents(pool: Pool, filter: LogFilter): Promise<number> {
  const { rows } = await pool.query(
    `SELECT count(*) AS events FROM events e WHERE e.origin = ANY ($1) AND e.occurred_at < $2 AND ${UNFLAGGED}
      AND ($3::uuid[] IS NULL OR e.user_key = ANY ($3))`,
    parametersOf(filter),
  );
  return rows[0].events;
}

/** Bots and runaway users teach nothing. They are few: an anti-join by hash. */
const UNFLAGGED = 'NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = e.user_key)';
const EVENTS_A_BATCH = 5_000;
const DECISIONS_A_BATCH = 500;

type Row = readonly (string | null)[];

/** Leaves every value as Postgres wrote it. */
const RAW = { getTypeParser: () => (value: unknown) => value };

/** Reads a query through a cursor, in one read-only snapshot. */
async function* batches(
  pool: Pool,
  sql: string,
  filter: LogFilter,
  size: number,
  types?: typeof RAW,
): AsyncIterable<Row[]> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(`DECLARE log_cursor NO SCROLL CURSOR FOR ${sql}`, parametersOf(filter));
    for (;;) {
      const { rows } = await client.query({ text: `FETCH ${size} FROM log_cursor`, rowMode: 'array', types });
      if (rows.length > 0) yield rows;
      if (rows.length < size) break;
    }
  } finally {
    await client.query('ROLLBACK').catch((error: Error) => {
      failure = error;
    });
    client.release(failure);
  }
}

const parametersOf = (filter: LogFilter): unknown[] => [
  filter.origins,
  filter.untilMs === undefined ? 'infinity' : new Date(filter.untilMs),
  filter.userKeys ?? null,
];

function eventOf(row: Row): LoggedEvent {
  const columns = row as readonly unknown[];
  return {
    eventId: columns[0] as string,
    type: columns[1] as EventType,
    userKey: (columns[2] as string).replaceAll('-', ''),
    itemId: columns[3] as string | null,
    itemNo: columns[4] as number,
    occurredAtMs: columns[5] as number,
    receivedAtMs: columns[6] as number,
    impressionIds: columns[7] as string[],
    recommendationId: columns[8] as string | null,
    sessionId: columns[9] as string | null,
    portion: columns[10] as number | null,
    positionS: columns[11] as number | null,
    value: columns[12] as number | null,
    trigger: columns[13] as Trigger,
    properties: columns[14] as LoggedEvent['properties'],
    origin: columns[15] as Origin,
  };
}
