import type { PoolClient } from 'pg';
import type { ViewerEvent } from '../../domain/event.ts';
import { arrayParameter, PG_TYPE } from './binary-writer.ts';

/**
 * Appends events to the log and rolls those that were new up into the item stats, in one statement within the client's
 * transaction; returns how many were new. Rows go in by key, so that two writers of the same events wait for each other in one
 * order and never in a ring.
 */
export async function insertEvents(
  client: PoolClient,
  events: readonly ViewerEvent[],
  itemNos: Int32Array,
): Promise<number> {
  const count = events.length;
  const texts = (of: (event: ViewerEvent) => string | null) =>
    arrayParameter(PG_TYPE.text, count, (writer, index) => writer.text(of(events[index]!)));
  const numbers = (of: (event: ViewerEvent) => number | null) =>
    arrayParameter(PG_TYPE.float8, count, (writer, index) => writer.float8(of(events[index]!)));
  const times = (of: (event: ViewerEvent) => number) =>
    arrayParameter(PG_TYPE.timestamptz, count, (writer, index) => writer.timestamp(of(events[index]!)));
  const { rows } = await client.query({
    name: 'insert-events',
    text: INSERT,
    values: [
      arrayParameter(PG_TYPE.date, count, (writer, index) => writer.date(dayOf(events[index]!))),
      texts((event) => event.eventId),
      texts((event) => event.type),
      arrayParameter(PG_TYPE.uuid, count, (writer, index) => writer.uuid(events[index]!.userKey)),
      arrayParameter(PG_TYPE.int4, count, (writer, index) => writer.int32(itemNos[index]!)),
      times((event) => event.occurredAtMs),
      times((event) => event.receivedAtMs),
      // Arrays of arrays must be rectangular in SQL; ids hold no spaces.
      texts((event) => event.impressionIds.join(' ')),
      texts((event) => event.recommendationId),
      texts((event) => event.sessionId),
      numbers((event) => event.portion),
      numbers((event) => event.positionS),
      numbers((event) => event.value),
      texts((event) => event.trigger),
      arrayParameter(PG_TYPE.jsonb, count, (writer, index) => writer.jsonb(events[index]!.properties)),
      texts((event) => event.origin),
    ],
  });
  return rows[0].stored;
}

/** UTC day of an event, in days since 1970. */
export const dayOf = (event: ViewerEvent): number => Math.floor(event.occurredAtMs / DAY_MS);

const DAY_MS = 86_400_000;

const INSERT = `
WITH incoming AS (
  SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::uuid[], $5::int4[], $6::timestamptz[], $7::timestamptz[],
    $8::text[], $9::text[], $10::text[], $11::float8[], $12::float8[], $13::float8[], $14::text[], $15::jsonb[], $16::text[])
    AS t (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, recommendation_id, session_id,
      portion, position_s, value, trigger, properties, origin)
  ORDER BY day, event_id COLLATE "C"
), stored AS (
  INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, recommendation_id,
    session_id, portion, position_s, value, trigger, properties, origin)
  SELECT day, event_id, type, user_key, item_no, occurred_at, received_at, string_to_array(impression_ids, ' '),
    recommendation_id, session_id, portion, position_s, value, trigger, properties, origin
  FROM incoming
  ON CONFLICT (day, event_id) DO NOTHING
  RETURNING day, type, item_no, occurred_at, value, trigger, origin
), counted AS (
  SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, item_no, origin,
    count(*) FILTER (WHERE (type = 'play' AND trigger <> 'preview') OR type = 'complete'
      OR (type = 'rate' AND value IS NOT NULL)) AS uses,
    count(*) FILTER (WHERE type = 'click') AS clicks,
    count(*) FILTER (WHERE type = 'rate' AND value IS NOT NULL) AS ratings,
    coalesce(sum(value) FILTER (WHERE type = 'rate'), 0) AS rating_sum,
    count(*) FILTER (WHERE type = 'hide') AS hides
  FROM stored
  WHERE item_no > 0
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
  SELECT day, origin, count(*) FROM stored WHERE item_no > 0 GROUP BY day, origin ORDER BY day, origin
  ON CONFLICT (day, origin) DO UPDATE SET events = kept.events + excluded.events
)
SELECT count(*)::integer AS stored FROM stored`;
