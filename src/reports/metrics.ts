import listed from './metrics.json' with { type: 'json' };

/** What metrics.json says of one: the only place where a metric is defined. */
export interface Metric {
  readonly name: MetricName;
  readonly title: string;
  readonly unit: string;
  /** Which way is better. */
  readonly direction: 'up' | 'down' | 'neutral';
  /** Who answers for it. */
  readonly owner: string;
  readonly kind: 'count' | 'sum' | 'mean' | 'ratio';
  readonly definition: string;
  /**
   * Of a count, sum or mean: an aggregate over v_impression_outcomes, unless the definition names another view. Of a ratio: an expression
   * over the columns that its numerator and denominator make.
   */
  readonly sql: string;
  /** Of a ratio: the metrics above and below. */
  readonly numerator?: MetricName;
  readonly denominator?: MetricName;
  /** Of a ratio: what is above is a part of what is below, so that it never exceeds 1. */
  readonly isShare?: boolean;
}

export const METRIC_NAMES = [
  'served',
  'viewed',
  'clicked',
  'played',
  'completed',
  'view_rate',
  'ctr',
  'play_rate',
  'play_through',
  'completion_rate',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** Every metric, in the order of the file. */
export const METRICS: readonly Metric[] = listed as readonly Metric[];

export function metricOf(name: MetricName): Metric {
  return METRICS.find((metric) => metric.name === name)!;
}

/** A ratio, its numerator and denominator known to be there. */
export type Ratio = Metric & Required<Pick<Metric, 'numerator' | 'denominator' | 'isShare'>>;

export const ratiosOf = (names: readonly MetricName[]): readonly Ratio[] =>
  names.map(metricOf).filter((metric): metric is Ratio => metric.kind === 'ratio');
