import type { RangeRequest } from '../answer-sql.ts';
import type { MetricName } from '../metrics.ts';
import type { DimensionName } from '../report.ts';

/** Metrics that stand beside counts of the same groups and are no ratios of them: made by CTEs of their own from a share of the users. */
export interface Beside {
  readonly metrics: readonly MetricName[];
  /** Impressions that they are made from, about: in all, and where items are told apart, so that each is a row to be grouped. */
  readonly most: { readonly inAll: number; readonly byItem: number };
  /** CTEs, of which `table` has the groups' columns, `period` first, the metrics, and of each ratio the interval. */
  ctes(groups: BesideGroups): string;
  readonly table: string;
  readonly notes: readonly string[];
}

export interface BesideGroups {
  readonly by: readonly DimensionName[];
  readonly tz: string;
  /** A period each. */
  readonly ranges: readonly RangeRequest[];
  /** WHERE, of a view of the log: the range's time, the origin, whose users. */
  condition(range: RangeRequest): string;
  /** WHERE, of impressions alone: which the report is of. */
  readonly only: string;
}
