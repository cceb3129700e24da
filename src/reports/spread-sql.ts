import type { LogExtent } from '../domain/ports/reports.ts';
import type { Ratio } from './metrics.ts';
import type { DimensionName } from './report.ts';

/** Impressions that a spread is computed from, about: more users say it no better, and take longer to read. */
const MOST_SAMPLED = 250_000;
/** By item hardly two impressions of a group are one user's, so that each is a row to be grouped, and users differ little in it. */
const MOST_SAMPLED_BY_ITEM = 100_000;

/** Of the users, who tell how far users differ. */
export function sampledShare(
  { impressions }: Pick<LogExtent, 'impressions'>,
  by: readonly DimensionName[] = [],
): number {
  const most = by.includes('item') ? MOST_SAMPLED_BY_ITEM : MOST_SAMPLED;
  return impressions <= most ? 1 : most / impressions;
}

/** Below so many users of a group its own spread is not believed alone. */
const OWN_USERS = 20;

/**
 * CTEs that tell how far users differ, from `by_user`: one row a user and group, with what each did as float8 columns named as the
 * metrics. Impressions of one user are not independent, so an interval is made from sums by user: the variance of a ratio R = sum c / sum n
 * is that of the users' residuals c - R n (the delta method; W. Cochran, "Sampling Techniques", 1977, 6.5 and 9A.8). `keys` name the
 * groups, `period` first.
 */
export function spreadSql(keys: readonly string[], counts: readonly string[], ratios: readonly Ratio[]): string {
  const group = keys.join(', ');
  const users = ratios.map((ratio) => `${effectiveUsers(ratio)} AS ${usersOf(ratio)}`);
  // The sum of squared residuals, written out: sum c^2 - 2 R sum c n + R^2 sum n^2. One pass, where residuals would have to join the users again.
  const products = ratios.flatMap(({ numerator: c, denominator: n }) => [product(c, c), product(c, n), product(n, n)]);
  const many = ratios.map(({ denominator: n }) => `count(*) FILTER (WHERE ${n} > 0) AS ${n}_many`);
  const sums = [...counts.map((name) => `sum(${name}) AS ${name}`), ...new Set([...users, ...products, ...many])];
  const spreads = ratios.map(({ name, numerator: c, denominator: n }) => {
    const share = `${c} / nullif(${n}, 0)`;
    const squares = `${c}_${c}_sum - 2 * (${share}) * ${c}_${n}_sum + (${share}) ^ 2 * ${n}_${n}_sum`;
    return `greatest(0, ${squares}) * ${n}_many / nullif(${n}_many - 1, 0) AS ${name}_spread`;
  });
  const alone = ratios.map(
    ({ name, numerator, denominator, isShare }) =>
      `${isShare ? `${numerator} * (1 - ${numerator} / nullif(${denominator}, 0))` : numerator} AS ${name}_alone`,
  );
  const pooled = [
    ...ratios.map(({ name }) => `sum(${name}_spread) / nullif(sum(${name}_alone), 0) AS ${name}_design`),
    ...new Set(ratios.map((ratio) => `max(${usersOf(ratio)}) AS ${usersOf(ratio)}`)),
  ];
  return `of_users AS (
  SELECT ${group}, count(*) AS users, ${sums.join(', ')}
  FROM by_user GROUP BY ${group}
), spread AS (
  SELECT *, ${[...spreads, ...alone].join(',\n    ')}
  FROM of_users
), pooled AS (
  SELECT period, ${pooled.join(', ')}
  FROM spread GROUP BY period
)`;
}

const product = (a: string, b: string): string => `sum(${a} * ${b}) AS ${a}_${b}_sum`;

/**
 * The interval of a ratio over rows `c` (the counts), `s` (their spread) and `p` (pooled), LEFT JOINed: what no user is known of counts as
 * independent. isSampled: s and p are of a sample of the users, whose groups may be small where those counted are not.
 */
export function intervalSql(ratio: Ratio, isSampled: boolean): string {
  const { name, numerator, denominator, isShare, per } = ratio;
  const own = `s.${name}_spread / nullif(s.${name}_alone, 0)`;
  const users = `s.${usersOf(ratio)}`;
  const few = isSampled ? `p.${name}_design` : `greatest(${own}, p.${name}_design)`;
  // Nothing differs: a user counts as one.
  const none = `s.${denominator} / nullif(${users}, 0)`;
  const design = `coalesce(CASE WHEN ${users} >= ${OWN_USERS} THEN ${own} ELSE ${few} END, p.${name}_design, ${none}, 1)`;
  const freedom = isSampled ? `CASE WHEN ${users} >= ${OWN_USERS} THEN ${users} ELSE p.${usersOf(ratio)} END` : users;
  return `${isShare ? 'share_ci95' : 'ratio_ci95'}(c.${numerator}, c.${denominator}${per === undefined ? '' : ` / ${per}.0`}, ${design}, coalesce(${freedom} - 1, 1e9))`;
}

/** Of shares that have one denominator it is one column. */
const usersOf = ({ name, denominator, isShare }: Ratio): string => `${isShare ? denominator : name}_users`;

/**
 * How many users a group's ratio rests on. Of a share as Kish has it, (sum n)^2 / sum n^2: as many alike would say as much. Of another
 * ratio those who have a part in it.
 */
const effectiveUsers = ({ numerator, denominator, isShare }: Ratio): string =>
  isShare
    ? `sum(${denominator}) ^ 2 / nullif(sum(${denominator} ^ 2), 0)`
    : `nullif(count(*) FILTER (WHERE ${numerator} > 0 OR ${denominator} > 0), 0)`;
