import { DIMENSIONS } from '../report.ts';
import type { Beside } from './beside.ts';
import { dimensionSql, fromOf, SLOTS } from './count-sources.ts';

/** Positions from here on are one. */
const LAST_POSITION = 11;
/** A level of positions has at least as many clicks. */
const CLICKS_A_LEVEL = 20;
/** Positions that must each have a level's clicks in slots left to chance before these are asked alone. */
const TOLD_APART = 6;
/** With fewer clicks on a surface and route nothing is said of its positions. */
const LEAST_CLICKS = 200;
/** Parts of the users, each left out once. */
const PARTS = 12;

/**
 * Clicks as if everything had stood in the first position: each click counts 1 / bias of its position (inverse examination, Joachims et al.
 * 2017). The bias is by surface and route: how much a position is clicked, of what the same items get in the first, as the rate ratio of
 * Mantel and Haenszel (1959) with a stratum each item, which has a closed form and is not bent by many items with few clicks each. From
 * slots left to chance where these are enough, else from all that no pin filled. Positions with few clicks are one level with those
 * before. The interval is a jackknife over parts of the users (Wolter, "Introduction to Variance Estimation", 2007, 4.5): each part is left out
 * once, of the biases as well, so that it holds what these do not know. For reports of all impressions: it asks for no condition on them.
 */
export const positionCorrection: Beside = {
  metrics: ['corrected_ctr', 'bias_from_chance'],
  most: { inAll: 250_000, byItem: 60_000 },
  ctes: ({ by, tz, ranges, condition }) => {
    const columns = by.map((name) => DIMENSIONS[name]);
    const keys = ['period', ...columns].join(', ');
    // Hardly two slots are alike in all of this: grouping them would cost more than it saves.
    const slots = ranges.map(
      (range, period) => `
  SELECT ${[`${period} AS period`, ...by.map((name) => `${dimensionSql(name, SLOTS, tz, range.laterMs)} AS of_${DIMENSIONS[name]}`)].join(', ')},
    surface || ' ' || route AS list, least(position, ${LAST_POSITION}) AS place, item_no AS stands, explored, pinned,
    get_byte(uuid_send(user_key), 15) % ${PARTS} + 1 AS part, 1 AS n, (clicked_at IS NOT NULL)::int AS c
  FROM ${fromOf(SLOTS, by)}
  WHERE ${condition(range)}`,
    );
    const renamed = columns.map((column) => `of_${column} AS ${column}, `).join('');
    const listed = columns.map((column) => `${column}, `).join('');
    // FULL JOIN is hashed whatever is known of the sizes, and leaves nothing over: every slot has a place, every group all parts.
    return `seen AS MATERIALIZED (${slots.join('\n  UNION ALL')}
), places AS (
  SELECT period, list, place, coalesce(sum(c) FILTER (WHERE explored AND NOT pinned), 0) AS by_chance, coalesce(sum(c) FILTER (WHERE NOT pinned), 0) AS clicks
  FROM seen GROUP BY period, list, place
), told_by AS (
  SELECT *, coalesce(bool_and(by_chance >= ${CLICKS_A_LEVEL}) FILTER (WHERE place < ${TOLD_APART}) OVER whole, false) AS from_chance
  FROM places WINDOW whole AS (PARTITION BY period, list)
), summed AS (
  SELECT *, sum(CASE WHEN from_chance THEN by_chance ELSE clicks END) OVER (PARTITION BY period, list) AS total,
    coalesce(sum(CASE WHEN from_chance THEN by_chance ELSE clicks END) OVER (PARTITION BY period, list ORDER BY place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
  FROM told_by
), levels AS (
  SELECT period, list, place, from_chance, floor(greatest(0, least(before, total - ${CLICKS_A_LEVEL})) / ${CLICKS_A_LEVEL})::int AS level, total
  FROM summed
), levelled AS MATERIALIZED (
  SELECT * FROM seen FULL JOIN levels USING (period, list, place)
), of_items AS (
  SELECT period, list, stands, sum(c) AS clicks, min(level) AS first_level, max(level) AS last_level
  FROM levelled WHERE NOT pinned AND explored >= from_chance GROUP BY period, list, stands
), told_of AS (
  SELECT period, list, stands, level, part, n, c FROM levelled FULL JOIN of_items USING (period, list, stands)
  -- Of the others nothing is learned.
  WHERE NOT pinned AND explored >= from_chance AND coalesce(clicks > 0 AND first_level = 0 AND last_level > 0, false)
), strata AS MATERIALIZED (
  SELECT period, list, level, n, c, ns, cs, first_n, first_c, first_ns, first_cs FROM (
    SELECT *, first_value(n) OVER item AS first_n, first_value(c) OVER item AS first_c, first_value(ns) OVER item AS first_ns,
      first_value(cs) OVER item AS first_cs
    FROM (
      SELECT period, list, stands, level, sum(n)::float8 AS n, sum(c)::float8 AS c, ${byPart('n')} AS ns, ${byPart('c')} AS cs
      FROM told_of GROUP BY period, list, stands, level
    ) AS s
    WINDOW item AS (PARTITION BY period, list, stands ORDER BY level)
  ) AS s
  -- Without clicks here and in the first a stratum adds nothing, whoever is left out.
  WHERE level = 0 OR c > 0 OR first_c > 0
), without_part AS (
  SELECT period, list, level, p.part, n - coalesce(ns[p.part], 0) AS n, c - coalesce(cs[p.part], 0) AS c,
    first_n - coalesce(first_ns[p.part], 0) AS first_n, first_c - coalesce(first_cs[p.part], 0) AS first_c
  FROM strata CROSS JOIN generate_series(0, ${PARTS}) AS p (part)
), biases AS (
  SELECT period, list, level, part, CASE WHEN level = 0 THEN 1 ELSE sum(c * first_n / nullif(first_n + n, 0))
    / nullif(sum(first_c * n / nullif(first_n + n, 0)), 0) END AS bias
  FROM without_part GROUP BY period, list, level, part
), told AS MATERIALIZED (
  SELECT ${keys.replace(listed.slice(0, -2), renamed.slice(0, -2))}, list, level, from_chance, part, n, c, 1 / bias AS weight
  FROM levelled FULL JOIN (SELECT period, list, level, bias FROM biases WHERE part = 0) AS b USING (period, list, level)
  WHERE coalesce(total >= ${LEAST_CLICKS} AND bias > 0, false)
), clicks AS (
  SELECT ${keys}, list, level, part, sum(c) AS c FROM told WHERE c > 0 GROUP BY ${keys}, list, level, part
), clicks_every_part AS (
  SELECT ${keys}, list, level, part, c FROM clicks
  UNION ALL
  SELECT ${keys}, list, level, p.part, 0 FROM (SELECT DISTINCT ${keys}, list, level FROM clicks) AS g CROSS JOIN generate_series(0, ${PARTS}) AS p (part)
), clicks_without_part AS (
  SELECT ${keys}, list, level, part, sum(c) AS own, sum(sum(c)) OVER (PARTITION BY ${keys}, list, level) - sum(c) AS c
  FROM clicks_every_part GROUP BY ${keys}, list, level, part
), served_by_part AS (
  SELECT ${keys}, part, sum(n) AS n, sum(n) FILTER (WHERE from_chance) AS chance_n, max(weight) AS weight
  FROM told GROUP BY ${keys}, part
), served AS (
  SELECT ${keys}, sum(n)::float8 AS n, coalesce(sum(chance_n), 0)::float8 AS chance_n, max(weight) AS heaviest, ${byPart('n')} AS ns
  FROM served_by_part GROUP BY ${keys}
), corrected AS (
  SELECT ${keys}, part, sum(c / nullif(bias, 0))::float8 AS clicks, sum(own) AS own
  FROM clicks_without_part FULL JOIN biases USING (period, list, level, part) WHERE coalesce(c >= 0, false)
  GROUP BY ${keys}, part
), shares AS (
  SELECT *, max(share) FILTER (WHERE part = 0) OVER (PARTITION BY ${keys}) AS whole FROM (
    SELECT ${keys}, part, clicks, own, n, chance_n, heaviest, clicks / nullif(n - coalesce(ns[part], 0), 0) AS share
    FROM corrected FULL JOIN served USING (${keys})
  ) AS s
), rates AS (
  SELECT ${keys}, coalesce(max(clicks) FILTER (WHERE part = 0), 0) AS clicks, max(n) AS n, max(chance_n) AS chance_n, max(heaviest) AS heaviest,
    count(*) FILTER (WHERE own > 0) AS parts, sum((share - whole) ^ 2) FILTER (WHERE part > 0) * ${PARTS - 1}.0 / ${PARTS} AS variance
  FROM shares GROUP BY ${keys}
), position_correction AS (
  SELECT ${keys}, clicks / nullif(n, 0) AS corrected_ctr, coalesce(chance_n, 0) / nullif(n, 0) AS bias_from_chance,
    CASE WHEN clicks = 0 THEN ratio_ci95(0, n, heaviest, 1e9)
      WHEN parts > 1 THEN ratio_ci95(clicks, n, variance * (n / clicks) ^ 2 * clicks, parts - 1) END AS corrected_ctr_ci95
  FROM rates
)`;
  },
  table: 'position_correction',
  notes: [
    `corrected_ctr is told by users: each click counts 1 / bias of its position (by surface and route; positions from ${LAST_POSITION} on as one), so that what stands further back is held against what stands in front. The interval holds what the biases do not know: parts of the users are left out in turns.`,
    `bias_from_chance says of which share of the impressions the bias was told by slots left to chance (explored): at least ${CLICKS_A_LEVEL} clicks there in each of the first ${TOLD_APART} positions. Of the rest it is told by items that stood in several positions, which is too much of a correction where better viewers of an item got it further up.`,
    `Surfaces and routes with fewer than ${LEAST_CLICKS} clicks of their own say too little of their positions: impressions there are in no corrected_ctr, and it is null where there are no others.`,
  ],
};

/** What a stratum has of each part of the users, the first at 1: what leaving one out takes off. */
const byPart = (column: 'n' | 'c'): string => {
  const sums = Array.from({ length: PARTS }, (_, at) => `sum(${column}) FILTER (WHERE part = ${at + 1})`);
  return `ARRAY[${sums.join(', ')}]::float8[]`;
};
