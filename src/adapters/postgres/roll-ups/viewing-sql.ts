/** A CTE of a portion: what its `event`s bring to viewing_hours. Of what came before, the furthest stays: also of what is taken in again. */
export const ADD_VIEWING = `by_viewer AS (
  INSERT INTO viewing_hours AS kept (hour, user_key, item_no, origin, portion)
  ${viewing('FROM event e')}
  ON CONFLICT (user_key, hour, item_no, origin) DO UPDATE SET portion = excluded.portion WHERE kept.portion < excluded.portion
)`;

/** viewing_hours from the log; the table is empty before. Of a dropped day there is neither an event nor a row. */
export const REBUILD_VIEWING = `
INSERT INTO viewing_hours (hour, user_key, item_no, origin, portion)
${viewing('FROM events e')}`;

/** As in migration 0046 and in erase_from_log(). */
function viewing(from: string): string {
  return `SELECT date_trunc('hour', e.occurred_at, 'UTC'), e.user_key, e.item_no, e.origin,
    max(coalesce(e.portion, CASE e.type WHEN 'complete' THEN 1 ELSE 0 END))
  ${from}
  WHERE e.type IN ('play', 'progress', 'complete') AND e.trigger <> 'preview'
  GROUP BY 1, 2, 3, 4`;
}
