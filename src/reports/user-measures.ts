import { type Metric, type MetricName, ratiosOf } from './metrics.ts';
import { intervalSql, spreadSql } from './spread-sql.ts';

/**
 * CTEs that end in `measured`: the counts and sums of `counted`, and the ratios over them, each with its interval by the sums of users in
 * `by_user`. Both CTEs stand before it and have `keys`, `period` first. isSampled: by_user has some of the users.
 */
export function userMeasuresSql(
  keys: readonly string[],
  metrics: readonly MetricName[],
  others: readonly string[] = [],
  isSampled = false,
): string {
  const ratios = ratiosOf(metrics);
  const parts = new Set(ratios.flatMap(({ numerator, denominator }) => [numerator, denominator]));
  const columns = metrics.flatMap((name) => {
    const ratio = ratios.find((one) => one.name === name);
    if (ratio === undefined) return [`c.${name}`];
    return [`${ratioOver('c', ratio)} AS ${name}`, `${intervalSql(ratio, isSampled)} AS ${name}_ci95`];
  });
  return `${spreadSql(keys, [...parts], ratios)}, measured AS (
  SELECT ${[...keys, ...columns, ...others].join(',\n    ')}
  FROM counted AS c LEFT JOIN spread AS s USING (${keys.join(', ')}) LEFT JOIN pooled AS p USING (period)
)`;
}

/** The expression of a ratio over the columns of a table. */
export const ratioOver = (table: string, { sql, numerator, denominator }: Metric): string =>
  sql.replaceAll(new RegExp(`\\b(${numerator}|${denominator})\\b`, 'g'), `${table}.$1`);
