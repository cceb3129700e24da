/**
 * How features were distributed over the impressions that a package learned from: what later days are compared with. Bins of a feature
 * are [-Infinity, edges[0]), [edges[0], edges[1]), ... [edges.at(-1), Infinity).
 */
export interface FeatureReference {
  /** Of the features: other ones cannot be compared. */
  readonly fingerprint: string;
  /** Impressions counted. */
  readonly impressions: number;
  readonly features: readonly FeatureBins[];
}

export interface FeatureBins {
  /** Name of the column. */
  readonly name: string;
  /** Ascending, at quantiles; fewer where many values are equal. */
  readonly edges: readonly number[];
  /** One more than the edges; they add up to 1. */
  readonly shares: readonly number[];
}
