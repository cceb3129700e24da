import type { LogExtent } from '../domain/ports/reports.ts';
import type { Ratio } from './metrics.ts';
import type { DimensionName } from './report.ts';

/** Impressions that a spread is computed from, about: more say it little better, and take longer to read. */
const MOST_SAMPLED = 100_000;
/** By item hardly two impressions of a group are one user's, so that each is a row to be grouped, and users differ little in it. */
const MOST_SAMPLED_BY_ITEM = 40_000;
/** Of the users, who tell how far users differ. */
export function sampledShare(
  { impressions }: Pick<LogExtent, 'impressions'>,
  by: readonly DimensionName[] = [],
): number {
  return shareOf(by.includes('item') ? MOST_SAMPLED_BY_ITEM : MOST_SAMPLED, impressions);
}

/** Of the users, whose impressions are so many, about. */
export const shareOf = (most: number, impressions: number): number => (impressions <= most ? 1 : most / impressions);

/** Below so many users of a group its own spread is not believed alone. */
const OWN_USERS = 20;
/**
 * Of a sample: what all groups together say of a group counts as much as so many of its own users. A few eager users make most of a spread,
 * so that a hundred users tell it to a third, while groups have the same to a fifth once their users' sizes are allowed for.
 */
const BORROWED_USERS = 100;

/**
 * CTEs that tell how far users differ, from `by_user`: one row a user and group, with what each did as float8 columns named as the
 * metrics. Impressions of one user are not independent, so an interval is made from sums by user: the variance of a ratio R = sum c / sum n
 * is that of the users' residuals c - R n (the delta method; W. Cochran, "Sampling Techniques", 1977, 6.5 and 9A.8). `keys` name the
 * groups, `period` first. allUsers: how many users a period has in by_user, an expression over `spread`.
 */
export function spreadSql(
  keys: readonly string[],
  counts: readonly string[],
  ratios: readonly Ratio[],
  allUsers?: string,
): string {
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
    // One user alone does not differ, and says nothing.
    ...ratios.map(
      ({ name }) =>
        `sum(${name}_spread) / nullif(sum(${name}_alone) FILTER (WHERE ${name}_spread IS NOT NULL), 0) AS ${name}_design`,
    ),
    ...ratios.filter(({ isShare }) => isShare).map((ratio) => `${alikeSql(ratio)} AS ${ratio.name}_alike`),
    ...new Set(ratios.map((ratio) => `${allUsers ?? `max(${usersOf(ratio)})`} AS ${usersOf(ratio)}`)),
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
  // Nothing differs: a user counts as one.
  const none = `s.${denominator} / nullif(${users}, 0)`;
  const told = isSampled
    ? `(${users} * ${own} + ${BORROWED_USERS} * ${borrowedSql(ratio)}) / (${users} + ${BORROWED_USERS}), ${borrowedSql(ratio)}`
    : `CASE WHEN ${users} >= ${OWN_USERS} THEN ${own} ELSE greatest(${own}, p.${name}_design) END`;
  const design = `coalesce(${told}, p.${name}_design, ${none}, 1)`;
  const freedom = isSampled ? `least(coalesce(${users}, 0) + ${BORROWED_USERS}, p.${usersOf(ratio)})` : users;
  return `${isShare ? 'share_ci95' : 'ratio_ci95'}(c.${numerator}, c.${denominator}${per === undefined ? '' : ` / ${per}.0`}, ${design}, coalesce(${freedom} - 1, 1e9))`;
}

/**
 * What all groups say of one. Of a share that its design is 1 + (m - 1) rho (L. Kish, "Survey Sampling", 1965, 5.4) with m what a user has of
 * the group and rho, how alike a user's impressions are, that of all groups. Of another ratio the same for all.
 */
const borrowedSql = ({ name, denominator, isShare }: Ratio): string =>
  isShare ? `(1 + (s.${denominator} / nullif(s.${denominator}_users, 0) - 1) * p.${name}_alike)` : `p.${name}_design`;

const alikeSql = (ratio: Ratio): string => {
  const { name, denominator } = ratio;
  const more = `(${denominator} / nullif(${usersOf(ratio)}, 0) - 1)`;
  const alike = `sum(${name}_spread - ${name}_alone) / nullif(sum(${more} * ${name}_alone) FILTER (WHERE ${name}_spread IS NOT NULL), 0)`;
  // All of them or none: nobody knows, and NULL says so, which greatest() alone would take for 0.
  return `greatest(0 * (${alike}), ${alike})`;
};

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
