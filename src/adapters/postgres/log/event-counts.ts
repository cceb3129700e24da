/** What item stats count, as SQL over columns type, trigger, value of events: uses, clicks, ratings, rating_sum, hides. */
export const EVENT_COUNTS = `
  count(*) FILTER (WHERE (type = 'play' AND trigger <> 'preview') OR type = 'complete'
    OR (type = 'rate' AND value IS NOT NULL)) AS uses,
  count(*) FILTER (WHERE type = 'click') AS clicks,
  count(*) FILTER (WHERE type = 'rate' AND value IS NOT NULL) AS ratings,
  coalesce(sum(value) FILTER (WHERE type = 'rate'), 0) AS rating_sum,
  count(*) FILTER (WHERE type = 'hide') AS hides`;
