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
  /** A statistic is what the others are not: a median, an index. */
  readonly kind: 'count' | 'sum' | 'mean' | 'ratio' | 'statistic';
  readonly definition: string;
  /**
   * Of what is no ratio: an aggregate over v_impression_outcomes, unless the definition names another view. Of a ratio: an expression
   * over the columns that its numerator and denominator make.
   */
  readonly sql: string;
  /** Of a ratio: the metrics above and below. */
  readonly numerator?: MetricName;
  readonly denominator?: MetricName;
  /** Of a ratio: what is above is a part of what is below, so that it never exceeds 1. */
  readonly isShare?: boolean;
  /** Of a ratio: told per so many of what is below. */
  readonly per?: number;
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
  'watched_hours',
  'hours_per_1000_served',
  'row_pages',
  'home_pages',
  'reached_pages',
  'mean_row_index',
  'median_row_index',
  'row_page_share',
  'row_reach',
  'exposure_clicks',
  'exposure_expected',
  'exposure_effect',
  'corrected_clicks',
  'corrected_ctr',
  'bias_from_chance',
  'titles',
  'titles_served',
  'coverage',
  'new_titles',
  'new_titles_served',
  'new_title_reach',
  'gini',
  'new_served',
  'new_share',
  'median_release_age',
  'median_catalogue_age',
  'viewers',
  'hours',
  'viewer_weeks',
  'hours_per_viewer_week',
  'viewer_titles',
  'titles_per_viewer',
  'day7_before',
  'day7_returned',
  'day7_return',
  'day28_before',
  'day28_returned',
  'day28_return',
  'pages',
  'r0_pages',
  'r1_pages',
  'r2_pages',
  'r3_pages',
  'r4_pages',
  'r5_pages',
  'r0_share',
  'r1_share',
  'r2_share',
  'r3_share',
  'r4_share',
  'r5_share',
  'degraded_pages',
  'degraded_share',
  'slots_asked',
  'slots_filled',
  'fill_rate',
  'withheld',
  'withheld_per_page',
  'withheld_pages',
  'withheld_share',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'median_stats_age',
  'p95_stats_age',
  'median_model_age',
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
