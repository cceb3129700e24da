import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ViewerEvent } from '../../../domain/event.ts';
import { arrayParameter, PG_TYPE } from '../binary-writer.ts';
import { encodePieces } from './encode-pieces.ts';
import { EVENT_COUNTS } from './event-counts.ts';

/** An event and its item's number (0: it names none). */
export interface NumberedEvent {
  readonly event: ViewerEvent;
  readonly itemNo: number;
}

export interface InsertedEvents {
  /** How many were new. */
  readonly stored: number;
  /** Those that were kept out though they say something else than the event of their id and day that the log has. */
  readonly conflicting: readonly ViewerEvent[];
}

/**
 * Appends events to the log and rolls those that were new up into the item stats, in one statement within the client's
 * transaction. The stage is empty before (openEventStage, clearEventStage) and not after. Rows go in by key, so that two writers of
 * the same events wait for each other in one order and never in a ring.
 */
export async function insertEvents(client: PoolClient, events: readonly NumberedEvent[]): Promise<InsertedEvents> {
  const pieces = await encodeEvents(events);
  await pipeline(Readable.from(pieces), client.query(copyFrom(COPY)));
  // Planned anew each time, for the rows that are there: a plan kept from a small batch would crawl through a large one.
  const { rows } = await client.query(INSERT);
  const { stored, kept_out: keptOut } = rows[0];
  if (keptOut === null) return { stored, conflicting: [] };
  const days = [...new Set<number>(keptOut.map((n: number) => dayOf(events[n]!.event)))];
  const daysOfThem = arrayParameter(PG_TYPE.date, days.length, (writer, index) => writer.date(days[index]!));
  const { rows: others } = await client.query(CONFLICTING, [keptOut, daysOfThem]);
  return { stored, conflicting: others.map(({ n }) => events[n]!.event) };
}

/**
 * Where a batch's events lie before they go into the log. A table of the connection's own is not WAL-logged, needs no vacuum and no
 * batch number, and is gone with a crash, as its rows are with every commit; an UNLOGGED table shared by all would need all three.
 * Made when it is missing and not once a connection: behind a pooler the next transaction may run on another.
 */
export async function openEventStage(client: PoolClient): Promise<void> {
  await client.query(STAGE);
}

/** For more than one insertEvents() in a transaction. */
export async function clearEventStage(client: PoolClient): Promise<void> {
  await client.query('DELETE FROM pg_temp.event_stage');
}

/** UTC day of an event, in days since 1970. */
export const dayOf = (event: ViewerEvent): number => Math.floor(event.occurredAtMs / DAY_MS);

const DAY_MS = 86_400_000;

function encodeEvents(events: readonly NumberedEvent[]): Promise<readonly Buffer[]> {
  const seen = new Set<string>();
  return encodePieces(events, EVENTS_A_PIECE, (writer, { event, itemNo }, n) => {
    writer.row(COLUMNS.length + 2);
    writer.int32(n);
    const day = dayOf(event);
    const key = `${day} ${event.eventId}`;
    writer.bool(seen.has(key));
    seen.add(key);
    writer.date(day);
    writer.text(event.eventId);
    writer.text(event.type);
    writer.uuid(event.userKey);
    writer.int32(itemNo);
    writer.timestamp(event.occurredAtMs);
    writer.timestamp(event.receivedAtMs);
    writer.array(PG_TYPE.text, event.impressionIds.length, (index) => writer.text(event.impressionIds[index]!));
    writer.text(event.recommendationId);
    writer.text(event.sessionId);
    writer.float8(event.portion);
    writer.float8(event.positionS);
    writer.float8(event.value);
    writer.text(event.trigger);
    writer.jsonb(event.properties);
    writer.text(event.origin);
  });
}

/** A few milliseconds. */
const EVENTS_A_PIECE = 1000;

/** In the order of encodeEvents. */
const COLUMNS = [
  'day',
  'event_id',
  'type',
  'user_key',
  'item_no',
  'occurred_at',
  'received_at',
  'impression_ids',
  'recommendation_id',
  'session_id',
  'portion',
  'position_s',
  'value',
  'trigger',
  'properties',
  'origin',
];
const STAGE = `CREATE TEMP TABLE IF NOT EXISTS event_stage (
    n integer NOT NULL, repeated boolean NOT NULL, day date NOT NULL, event_id text COLLATE "C" NOT NULL, type text NOT NULL,
    user_key uuid NOT NULL, item_no integer NOT NULL, occurred_at timestamptz NOT NULL, received_at timestamptz NOT NULL,
    impression_ids text[] NOT NULL, recommendation_id text, session_id text, portion double precision,
    position_s double precision, value double precision, trigger text NOT NULL, properties jsonb, origin text NOT NULL
  ) ON COMMIT DELETE ROWS`;
const COPY = `COPY pg_temp.event_stage (n, repeated, ${COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`;

/**
 * The first event of an id and day is the one that is kept. Flagged users (bots, runaways) are in the log and in no roll-up.
 * `kept_out`: the staged rows that were not inserted; those that repeat an id of the batch are always looked at.
 */
const INSERT = `
WITH stored AS (
  INSERT INTO events (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.join(', ')} FROM pg_temp.event_stage ORDER BY day, event_id, n
  ON CONFLICT (day, event_id) DO NOTHING
  RETURNING day, event_id, user_key, type, item_no, occurred_at, value, trigger, origin
), countable AS (
  SELECT * FROM stored s
  WHERE s.item_no > 0 AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = s.user_key)
), counted AS (
  SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, item_no, origin,
    ${EVENT_COUNTS}
  FROM countable
  GROUP BY 1, 2, 3
), rolled AS (
  INSERT INTO item_stats AS kept (hour, item_no, origin, uses, clicks, ratings, rating_sum, hides, revision)
  SELECT hour, item_no, origin, uses, clicks, ratings, rating_sum, hides, nextval('stats_revisions')
  FROM counted
  WHERE uses + clicks + hides > 0
  ORDER BY hour, item_no, origin
  ON CONFLICT (hour, item_no, origin) DO UPDATE SET uses = kept.uses + excluded.uses, clicks = kept.clicks + excluded.clicks,
    ratings = kept.ratings + excluded.ratings, rating_sum = kept.rating_sum + excluded.rating_sum,
    hides = kept.hides + excluded.hides, revision = excluded.revision
), days AS (
  INSERT INTO event_days AS kept (day, origin, events)
  SELECT day, origin, count(*) FROM countable GROUP BY day, origin ORDER BY day, origin
  ON CONFLICT (day, origin) DO UPDATE SET events = kept.events + excluded.events
)
SELECT count(t.event_id) FILTER (WHERE NOT s.repeated)::integer AS stored,
  array_agg(s.n) FILTER (WHERE t.event_id IS NULL OR s.repeated) AS kept_out
FROM pg_temp.event_stage s
LEFT JOIN stored t ON t.day = s.day AND t.event_id = s.event_id`;

/**
 * Sent again is what says the same: when it was received and by which way it came (origin) are no part of that. Each row is looked up
 * by itself (OFFSET 0), in the one partition of its day: joined as a whole, the log could be read from end to end. The days are
 * named beside, so that of many partitions only theirs are planned for.
 */
const SAID = `type, user_key, item_no, occurred_at, impression_ids, recommendation_id, session_id, portion, position_s, value,
  trigger, properties`;
const CONFLICTING = `
SELECT s.n FROM pg_temp.event_stage s
CROSS JOIN LATERAL (
  SELECT ${SAID} FROM events e
  WHERE e.day = s.day AND e.event_id = s.event_id AND e.day = ANY ($2::date[])
  OFFSET 0
) AS kept
WHERE s.n = ANY ($1::int4[]) AND (${list('kept')}) IS DISTINCT FROM (${list('s')})
ORDER BY s.n`;

function list(table: string): string {
  return SAID.split(',')
    .map((column) => `${table}.${column.trim()}`)
    .join(', ');
}
