/** Columns of `outcomes` beside its key: what names the impression, then what counts by title and time. */
const PARTS = [
  'direct',
  'viewed_at',
  'clicked_at',
  'played_at',
  'portion',
  'watched_s',
  'completed',
  'hidden',
  'windowed',
  'window_clicked_at',
  'window_played_at',
  'window_portion',
  'window_watched_s',
  'window_completed',
  'window_hidden',
];

/** SQL that the portion and the rebuild of roll-ups share: `of` makes one column's text. */
export const outcomeParts = (of: (column: string) => string): string => PARTS.map(of).join(', ');

export const OUTCOME_COLUMNS = `served_at, recommendation_id, row_index, position, ${PARTS.join(', ')}`;

/**
 * FROM items that give `id` (recommendation_id, row_index, position) for each text column `name` which is an impression id as we write it,
 * and nothing for any other. Cheaper than an expression by far, and there are many.
 */
export const impressionIds = (name: string): string => `
  CROSS JOIN LATERAL (
    SELECT split_part(${name}, '.', 1) AS page, split_part(${name}, '.', 2) AS row_index, split_part(${name}, '.', 3) AS position
    OFFSET 0
  ) AS part
  CROSS JOIN LATERAL (
    SELECT part.page::uuid AS recommendation_id, part.row_index::smallint AS row_index, part.position::smallint AS position
    WHERE CASE WHEN pg_input_is_valid(part.page, 'uuid') AND pg_input_is_valid(part.row_index, 'smallint')
        AND pg_input_is_valid(part.position, 'smallint')
      THEN part.page::uuid || '.' || part.row_index::smallint || '.' || part.position::smallint = ${name} ELSE false END
    OFFSET 0
  ) AS id`;

/**
 * Seconds that an event named e of the log says were watched, by the length its item has now: the column watched_s of an event, NULL where
 * it says nothing of the kind. As impression_events has it (migration 0042).
 */
export const watchedSeconds = (e: string): string => `
  CASE WHEN ${e}.type IN ('progress', 'complete') THEN
    round(coalesce(${e}.portion, CASE ${e}.type WHEN 'complete' THEN 1 ELSE 0 END)
      * (SELECT (i.body ->> 'durationS')::double precision FROM items i WHERE i.item_no = ${e}.item_no))::integer
  END AS watched_s`;

/** viewed_at, clicked_at, played_at, portion, watched_s, completed, hidden of events named e. */
export const directSums = (e: string, condition = 'true'): string => `
  min(${e}.occurred_at) FILTER (WHERE ${e}.type = 'viewed' AND ${condition}) AS viewed_at,
  ${sums(e, condition, '')}`;

/** The same by title and time, where no view counts: windowed is the caller's. */
export const windowSums = (e: string, condition = 'true'): string => sums(e, condition, 'window_');

const sums = (e: string, condition: string, prefix: string): string => `
  min(${e}.occurred_at) FILTER (WHERE ${e}.type = 'click' AND ${condition}) AS ${prefix}clicked_at,
  min(${e}.occurred_at) FILTER (WHERE ${e}.type = 'play' AND ${condition}) AS ${prefix}played_at,
  max(${e}.portion) FILTER (WHERE ${e}.type IN ('progress', 'complete') AND ${condition}) AS ${prefix}portion,
  max(${e}.watched_s) FILTER (WHERE ${condition}) AS ${prefix}watched_s,
  coalesce(bool_or(${e}.type = 'complete' AND ${condition}), false) AS ${prefix}completed,
  coalesce(bool_or(${e}.type = 'hide' AND ${condition}), false) AS ${prefix}hidden`;

/** windowed to window_hidden of an impression that no event counts for by title and time; and that this is no reason to forget any. */
export const NOTHING_BY_WINDOW = `false AS windowed, NULL::timestamptz AS window_clicked_at, NULL::timestamptz AS window_played_at,
  NULL::float8 AS window_portion, NULL::int4 AS window_watched_s, false AS window_completed, false AS window_hidden, false AS anew`;

/** An event that counts by title and time: it names no impression. */
export const loose = (e: string): string =>
  `${e}.type <> 'viewed' AND ${e}.trigger <> 'preview' AND ${e}.item_no > 0 AND ${e}.impression_ids = '{}'`;

/** An event that may count for a page by its time. The days say in which partitions it lies. */
export const within24Hours = (e: string, page: string): string => `
  ${e}.occurred_at >= ${page}.served_at AND ${e}.occurred_at < ${page}.served_at + interval '24 hours'
  AND ${e}.day >= (${page}.served_at AT TIME ZONE 'UTC')::date
  AND ${e}.day <= ((${page}.served_at + interval '24 hours') AT TIME ZONE 'UTC')::date`;

/** The region that a page named d counts for; NULL: for none, as it said none or a flagged user asked. */
export const COUNTED_REGION =
  'CASE WHEN d.user_key IN (SELECT f.user_key FROM flagged_users f) THEN NULL ELSE d.region END';

/** The surface that a page named d counts for when rows are compared; NULL: for none, as it is no home page's beginning or a flagged user asked. */
export const COUNTED_SURFACE = `CASE WHEN d.route = 'home' AND d.parent_id IS NULL
  AND d.user_key NOT IN (SELECT f.user_key FROM flagged_users f) THEN d.surface END`;

/**
 * What the ranker gave the slot s of a page named d, 0..1 in millionths: whole numbers, so that sums are the same in any order. NULL: no
 * ranker scored it, or an editor put it there whatever its score.
 */
export const COUNTED_SCORE = `CASE WHEN d.ranker_version IS NOT NULL AND s.pin_no = 0 AND s.score <> 'NaN'
  THEN round(least(greatest(s.score, 0), 1)::float8 * 1e6)::bigint END`;

const ASKED_NAMES = ['route', 'said_surface', 'said_region', 'rung', 'arms'];
/** What a page named d was asked with, flagged users' as well; and the same of what has these columns. */
export const ASKED = 'd.route, d.surface AS said_surface, d.region AS said_region, d.rung, d.arms';
export const asked = (of: string): string => ASKED_NAMES.map((name) => `${of}.${name}`).join(', ');

/** Whether somebody clicked or played what an outcome named o is of. */
export const touched = (o: string): string =>
  `coalesce(${['clicked_at', 'window_clicked_at', 'played_at', 'window_played_at'].map((name) => `${o}.${name}`).join(', ')})`;

/** Of an outcome named o: the seconds that count, and 0 of none. */
export const countedSeconds = (o: string): string => `coalesce(greatest(${o}.watched_s, ${o}.window_watched_s), 0)`;

const COUNTED = ['served', 'viewed', 'clicked', 'played', 'completed', 'watched_s'];

export const COUNTS = COUNTED.join(', ');
export const COUNT_SUMS = COUNTED.map((name) => `sum(${name})`).join(', ');
/** For ON CONFLICT DO UPDATE of a roll-up named kept. */
export const ADD_COUNTS = COUNTED.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ');
