import { type CountSource, dimensionSql, PAGES, ROLL_UPS } from '../counts/count-sources.ts';
import type { DimensionName, ReportRequest } from '../report.ts';
import { momentLiteral, textLiteral, userKeyLiteral } from '../sql-text.ts';

export interface AskedSeries {
  readonly request: ReportRequest;
  readonly dimension: DimensionName | null;
  /** What is read; the days before those asked for among it. Whole hours. */
  readonly firstMs: number;
  readonly untilMs: number;
  /** Of the users, whose pages tell how long pages took. */
  readonly share: number;
}

/**
 * CTEs that end in `series`, as ANOMALY_SQL takes it, and ask `asked` which days: metrics by day of the zone and group, from a roll-up by
 * hour; how long pages took from the log.
 */
export function seriesSql({ request, dimension, firstMs, untilMs, share }: AskedSeries): string {
  const { tz, origin } = request;
  const source = sourceFor(dimension);
  const zone = textLiteral(tz);
  const until = momentLiteral(untilMs);
  const grp = (of: CountSource) => (dimension === null ? "''" : dimensionSql(dimension, of, tz));
  const within = ({ time }: CountSource) =>
    `${time} >= ${momentLiteral(firstMs)} AND ${time} < ${until} AND origin = ${textLiteral(origin)}`;
  const isEarlier = (hour: string) => `(${hour} AT TIME ZONE ${zone})::time < (${until} AT TIME ZONE ${zone})::time`;
  const isOfPages = ofPages(dimension);
  const counts = { ...COUNTS, ...(isOfPages ? OF_PAGES : {}) };
  const summed = Object.entries(counts).map(([name, sql]) => `${sql} AS ${name}`);
  const sums = Object.keys(counts).map((name) =>
    name === 'watched_s' ? `${WATCHED} AS watched_s` : `sum(${name}) AS ${name}`,
  );
  const values = isOfPages ? [...VALUES, "('degraded_share', 'share', degraded, pages)"] : VALUES;
  // By hours first: what day an hour is of is asked once for each, and not for each of its rows.
  const hours = `hours AS (
  SELECT grp, ${dimensionSql('day', source, tz)}::date AS day, ${isEarlier('hour')} AS is_earlier, ${sums.join(', ')}
  FROM (
    SELECT hour, ${grp(source)} AS grp, ${summed.join(', ')}
    FROM ${source.view} WHERE ${within(source)}
    GROUP BY 1, 2
  ) AS h
  GROUP BY 1, 2, 3
), days AS (
  -- The first day is not whole: the log, or what is read of it, begins within.
  SELECT grp, day, p.is_part, ${sums.join(', ')}
  FROM hours CROSS JOIN (SELECT DISTINCT is_part FROM asked) AS p
  WHERE day > (SELECT min(day) FROM hours) AND (is_earlier OR NOT p.is_part)
  GROUP BY grp, day, p.is_part
)`;
  const times = `, times AS (
  SELECT ${grp(PAGES)} AS grp, ${dimensionSql('day', PAGES, tz)}::date AS day, p.is_part,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY took_ms) AS p95_ms, count(*) AS pages
  FROM v_pages CROSS JOIN (SELECT DISTINCT is_part FROM asked) AS p
  WHERE ${within(PAGES)}${share < 1 ? ` AND user_key < ${userKeyLiteral(share)}` : ''}
    AND (NOT p.is_part OR ${isEarlier("date_trunc('hour', served_at, 'UTC')")})
  GROUP BY 1, 2, 3
)`;
  return `${hours}${isOfPages ? times : ''}, series AS (
  SELECT d.grp, m.metric, m.kind, d.day, d.is_part, m.x::float8 AS x, m.n::float8 AS n
  FROM days AS d CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS m (metric, kind, x, n)
  WHERE m.x IS NOT NULL
  UNION ALL${
    isOfPages
      ? `
  SELECT grp, 'p95_ms', 'time', day, is_part, p95_ms, pages FROM times WHERE day > (SELECT min(day) FROM hours)
  UNION ALL`
      : ''
  }
  -- What was there before and is not: nothing of it.
  SELECT g.grp, z.metric, 'count', a.day, a.is_part, 0, NULL
  FROM (SELECT DISTINCT grp FROM days) AS g CROSS JOIN asked AS a CROSS JOIN (VALUES ('served'), ('viewed'), ('watched_hours')) AS z (metric)
  WHERE NOT EXISTS (SELECT FROM days AS d WHERE d.grp = g.grp AND d.day = a.day AND d.is_part = a.is_part)
)`;
}

/** Of roll-ups the one by pages knows rungs, and is the smallest. */
const sourceFor = (dimension: DimensionName | null): CountSource =>
  ROLL_UPS.find(({ view }) => view === (ofPages(dimension) ? 'v_page_funnel_hourly' : 'v_funnel_hourly'))!;

/** Whether groups are of whole pages: then there are rungs and times, too. */
export const ofPages = (dimension: DimensionName | null): boolean =>
  dimension === null || PAGES.dimensions.includes(dimension);

/** Unknown of any hour is unknown. */
const WATCHED = 'CASE WHEN count(watched_s) = count(*) THEN sum(watched_s) END';
const COUNTS = {
  served: 'sum(served)',
  viewed: 'sum(viewed)',
  clicked: 'sum(clicked)',
  played: 'sum(played)',
  completed: 'sum(completed)',
  watched_s: WATCHED,
};
const OF_PAGES = { pages: 'sum(pages)', degraded: "coalesce(sum(pages) FILTER (WHERE rung <> 'R0'), 0)" };

/** Name, kind, x and n of a day's metrics. */
const VALUES = [
  "('served', 'count', served::float8, NULL::float8)",
  "('viewed', 'count', viewed, NULL)",
  "('ctr', 'share', clicked, served)",
  "('play_rate', 'share', played, served)",
  "('completion_rate', 'rate', completed, played)",
  "('watched_hours', 'count', watched_s / 3600.0, NULL)",
];
