/** How a metric's value is made comparable from day to day: what scale its noise is even on, and how much of it there is at least. */
export type AnomalyKind = 'count' | 'share' | 'rate' | 'time';

/** Of all cells that are called anomalies, the share that may be false ones. */
export const FALSE_ALARMS = 0.05;

/**
 * CTEs that tell which days lie outside of what the weeks before lead one to expect, ending in `judged`. Before them stand
 * `series (grp text, metric text, kind text, day date, is_part boolean, x float8, n float8)`: x is a count, or the hits of n trials (a
 * share, or a rate that may exceed 1), or a time of n pages; `is_part`: of the hours of the day that the last one asked for has; and
 * `asked (day date, is_part boolean, is_settled boolean)`, the days to judge, is_settled where all that came of their pages is known;
 * `late (metric text)`: metrics that ask for that.
 *
 * - A day is expected to be as the median of the same weekday in the four weeks before, three of which have to be there.
 * - How far days lie from that is known from the 28 days before, each held against *its* four weeks: the median of these differences
 *   (a drift, such as growth) is added to what is expected, and their median distance from it (MAD; F. Hampel 1974; corrected for few days
 *   as C. Croux and P. Rousseeuw, "Time-efficient algorithms for two highly robust estimators of scale", 1992, have it) is the noise. So
 *   what users have in common, days have, and a median of four leaves open, is in it; an outage of before moves neither.
 * - The noise is never taken for less than chance alone makes (Poisson, binomial), and more in thinner days, as in the charts of
 *   D. Laney, "Improved control charts for attributes", 2002.
 * - A MAD of n days knows as much as 0.37 n would by their variance: so many degrees has the t that the score is judged by.
 * - Of all cells judged together the share of false alarms is held to FALSE_ALARMS (Y. Benjamini and Y. Hochberg 1995).
 */
export const ANOMALY_SQL = `moved AS (
  SELECT s.*, CASE kind WHEN 'count' THEN sqrt(x + 0.375) WHEN 'share' THEN asin(sqrt((least(x, n) + 0.375) / (n + 0.75)))
    WHEN 'rate' THEN sqrt((x + 0.375) / (n + 0.375)) ELSE ln(greatest(x, 0.001)) END AS y
  FROM series AS s WHERE kind = 'count' OR n > 0
), levels AS (
  SELECT *, array_agg(y) OVER same_weekday AS before
  FROM moved
  WINDOW same_weekday AS (PARTITION BY grp, metric, is_part, extract(isodow FROM day) ORDER BY day
    RANGE BETWEEN interval '28 days' PRECEDING AND interval '7 days' PRECEDING)
), expected AS MATERIALIZED (
  SELECT *, CASE WHEN cardinality(before) >= 3 THEN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY u) FROM unnest(before) AS u) END AS level
  FROM levels
), residuals AS (
  SELECT *, CASE WHEN kind IN ('count', 'rate') THEN y / level - 1 ELSE y - level END AS residual,
    CASE kind WHEN 'count' THEN 1 / (4 * level ^ 2) WHEN 'share' THEN 1 / (4 * n + 2) WHEN 'rate' THEN 1 / (4 * level ^ 2 * n) ELSE 1 / n END AS chance
  FROM expected
), windows AS MATERIALIZED (
  SELECT *, array_remove(array_agg(residual) OVER month, NULL) AS residuals, array_remove(array_agg(chance) OVER month, NULL) AS chances
  FROM residuals
  WINDOW month AS (PARTITION BY grp, metric, is_part ORDER BY day
    RANGE BETWEEN interval '28 days' PRECEDING AND interval '1 day' PRECEDING)
), centred AS MATERIALIZED (
  SELECT w.*, a.is_settled OR w.metric NOT IN (SELECT l.metric FROM late AS l) AS is_known, cardinality(residuals) AS days,
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY u) FROM unnest(residuals) AS u) AS drift,
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY u) FROM unnest(chances) AS u) AS usual_chance
  FROM windows AS w JOIN asked AS a USING (day, is_part)
), scaled AS MATERIALIZED (
  SELECT *, 0.37 * days AS freedom,
    CASE WHEN is_known AND level IS NOT NULL AND days >= 7 THEN sqrt(greatest(
      (1.4826 * days / (days - 0.8) * (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(u - drift)) FROM unnest(residuals) AS u)) ^ 2
        * (1 + 1.57 / days) * greatest(1, chance / usual_chance),
      1.3 * chance)) END AS noise
  FROM centred
), scored AS (
  SELECT *, (residual - drift) / noise AS score, student_t_tails((residual - drift) / noise, freedom) AS p_value,
    CASE WHEN freedom < 4 THEN 4.303 WHEN freedom < 6 THEN 2.776 WHEN freedom < 8 THEN 2.447 WHEN freedom < 10 THEN 2.306 ELSE 2.228 END AS t975
  FROM scaled
), ranked AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY p_value) AS rank, count(p_value) OVER () AS cells FROM scored
), judged AS (
  SELECT *, p_value <= (SELECT max(r.p_value) FROM ranked AS r WHERE r.p_value * r.cells <= ${FALSE_ALARMS} * r.rank) AS is_found FROM ranked
)`;

/** What a cell of `judged` would be at `times` its noise above what is expected, as the metric is told. */
export const expectedSql = (times: string): string => `CASE kind
    WHEN 'count' THEN greatest(0, (level * greatest(0, 1 + drift + ${times} * noise)) ^ 2 - 0.375)
    WHEN 'rate' THEN greatest(0, (level * greatest(0, 1 + drift + ${times} * noise)) ^ 2 * (n + 0.375) - 0.375) / n
    WHEN 'share' THEN least(1, greatest(0, (sin(least(pi() / 2, greatest(0, level + drift + ${times} * noise))) ^ 2 * (n + 0.75) - 0.375) / n))
    ELSE exp(level + drift + ${times} * noise) END`;
