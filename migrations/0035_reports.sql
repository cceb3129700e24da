-- What reports count from: impressions with what came of them, in one view that a condition on time or user reaches through; a roll-up by
-- what a page was asked with; and the intervals of shares and ratios, so that the SQL an answer shows is the SQL that was run.

-- One row an impression. user_key is the key itself and not its text (they compare: a text literal of 32 hex digits is a uuid), so that
-- a condition on it finds the index.
CREATE VIEW v_impression_outcomes AS
SELECT
  d.recommendation_id,
  d.served_at,
  d.user_key,
  i.item_id,
  d.row_ids[s.row_index + 1] AS row_id,
  s.row_index,
  s.position,
  source_name(s.source) AS source,
  s.propensity,
  s.explored,
  s.pin_no > 0 AS pinned,
  p.pin_id,
  x.item_id AS displaced_item_id,
  d.ranker_version,
  d.retrieval_version,
  d.rung,
  d.route,
  d.surface,
  d.region,
  d.arms,
  d.origin,
  o.viewed_at[array_position(o.places, s.row_index * 10000 + s.position)] AS viewed_at,
  o.clicked_at[array_position(o.places, s.row_index * 10000 + s.position)] AS clicked_at,
  o.played_at[array_position(o.places, s.row_index * 10000 + s.position)] AS played_at,
  o.portion[array_position(o.places, s.row_index * 10000 + s.position)] AS portion,
  coalesce(o.completed[array_position(o.places, s.row_index * 10000 + s.position)], false) AS completed,
  coalesce(o.hidden[array_position(o.places, s.row_index * 10000 + s.position)], false) AS hidden
FROM decisions d
-- Looked up by page: a condition on served_at says nothing of the partitions of another table, however they are joined, and a hash of
-- all that the log has would be made for an hour of it.
CROSS JOIN LATERAL (
  SELECT array_agg(o.row_index * 10000 + o.position) AS places, array_agg(o.viewed_at) AS viewed_at,
    array_agg(least(o.clicked_at, o.window_clicked_at)) AS clicked_at, array_agg(least(o.played_at, o.window_played_at)) AS played_at,
    array_agg(greatest(o.portion, o.window_portion)) AS portion, array_agg(o.completed OR o.window_completed) AS completed,
    array_agg(o.hidden OR o.window_hidden) AS hidden
  FROM outcomes o WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
) AS o
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.propensity, d.explored, d.pin_no, d.displaced_item_no)
  AS s (item_no, row_index, position, source, propensity, explored, pin_no, displaced_item_no)
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;

-- By hour of serving and by what is the same for a whole page. No keys of users, no ids of pages.
CREATE TABLE page_funnel (
  hour timestamptz NOT NULL,
  route text NOT NULL,
  surface text NOT NULL,
  region text,
  rung text NOT NULL,
  ranker_version text,
  arms jsonb NOT NULL,
  origin text NOT NULL,
  pages integer NOT NULL,
  served integer NOT NULL,
  viewed integer NOT NULL,
  clicked integer NOT NULL,
  played integer NOT NULL,
  completed integer NOT NULL,
  UNIQUE NULLS NOT DISTINCT (hour, route, surface, region, rung, ranker_version, arms, origin)
) WITH (fillfactor = 70);

INSERT INTO page_funnel (hour, route, surface, region, rung, ranker_version, arms, origin, pages, served, viewed, clicked, played, completed)
SELECT date_trunc('hour', d.served_at, 'UTC'), d.route, d.surface, d.region, d.rung, d.ranker_version, d.arms, d.origin, count(*),
  sum(cardinality(d.item_no)), sum(o.viewed), sum(o.clicked), sum(o.played), sum(o.completed)
FROM decisions d
CROSS JOIN LATERAL (
  SELECT count(o.viewed_at) AS viewed, count(coalesce(o.clicked_at, o.window_clicked_at)) AS clicked,
    count(coalesce(o.played_at, o.window_played_at)) AS played, count(*) FILTER (WHERE o.completed OR o.window_completed) AS completed
  FROM outcomes o WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
    AND EXISTS (SELECT FROM unnest(d.row_index, d.position) AS s (row_index, position)
      WHERE s.row_index = o.row_index AND s.position = o.position)
) AS o
-- What is not rolled up yet will be.
WHERE d.stored_in < (SELECT f.read_to FROM log_followers f WHERE f.follower = 'roll-ups')
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

CREATE VIEW v_page_funnel_hourly AS
SELECT f.hour, f.route, f.surface, f.region, f.rung, f.ranker_version, f.arms, f.origin, f.pages, f.served, f.viewed, f.clicked, f.played,
  f.completed
FROM page_funnel f;

-- The 97.5 % point of Student's t, by the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5): within 1 % from 3 degrees of
-- freedom on. Below 1 nothing can be said that holds; the value for 1 is given.
CREATE FUNCTION student_t975(freedom double precision) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN freedom < 1.5 THEN 12.706
    WHEN freedom < 2.5 THEN 4.303
    ELSE 1.959964 + 2.372271 / freedom + 2.822499 / freedom ^ 2 + 2.555853 / freedom ^ 3 + 1.589536 / freedom ^ 4
  END
$$;

-- The interval of a share, hits of trials, by Wilson's score with as many trials as independent ones would say as much
-- (trials / design) and t instead of the normal: N. Dean and M. Pagano, "Evaluating confidence interval methods for binomial
-- proportions in clustered surveys", 2015. design: the variance over that of independent trials. NULL without trials.
CREATE FUNCTION share_ci95(hits double precision, trials double precision, design double precision, freedom double precision)
RETURNS double precision[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN trials > 0 THEN ARRAY[greatest(0, w.middle - w.half), least(1, w.middle + w.half)] END
  FROM (
    SELECT (s.share + s.k / 2) / (1 + s.k) AS middle, sqrt(s.k * s.share * (1 - s.share) + s.k * s.k / 4) / (1 + s.k) AS half
    FROM (
      SELECT hits / nullif(trials, 0) AS share, student_t975(freedom) ^ 2 * greatest(design, 1) / nullif(trials, 0) AS k
    ) AS s
  ) AS w
$$;

-- The interval of a ratio that may exceed 1, hits over trials: the delta method on its logarithm. design: the variance of the hits over
-- that of independent ones (their number). Without a hit from 0 to what would show none one time in forty.
CREATE FUNCTION ratio_ci95(hits double precision, trials double precision, design double precision, freedom double precision)
RETURNS double precision[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN trials <= 0 THEN NULL
    WHEN hits <= 0 THEN ARRAY[0, 3.689 * greatest(design, 1) / nullif(trials, 0)]
    ELSE ARRAY[hits / nullif(trials, 0) / s.factor, hits / nullif(trials, 0) * s.factor] END
  FROM (SELECT exp(least(student_t975(freedom) * sqrt(greatest(design, 0) / nullif(hits, 0)), 50)) AS factor) AS s
$$;

-- The interval of a - b from those of each (G. Zou and A. Donner, "Construction of confidence limits about effect measures", 2008), as if
-- they were independent: too wide rather than too narrow where the same users stand in both.
CREATE FUNCTION difference_ci95(a double precision, a_ci95 double precision[], b double precision, b_ci95 double precision[])
RETURNS double precision[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN a_ci95 IS NOT NULL AND b_ci95 IS NOT NULL THEN ARRAY[
    a - b - sqrt((a - a_ci95[1]) ^ 2 + (b_ci95[2] - b) ^ 2),
    a - b + sqrt((a_ci95[2] - a) ^ 2 + (b - b_ci95[1]) ^ 2)] END
$$;

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_impression_outcomes, v_page_funnel_hourly TO %I', analyst);
  END IF;
END $$;
