/** Feature samples as the log keeps them, beside their decisions. */
export interface FeatureSamples {
  /** The newest of a stretch of time first: those served from fromMs on and before untilMs, at most `limit`. */
  newest(filter: SampleFilter): Promise<readonly LoggedSample[]>;
}

export interface SampleFilter {
  readonly origins: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** Scored by this package alone. */
  readonly modelVersion?: string;
  readonly limit: number;
}

export interface LoggedSample {
  readonly recommendationId: string;
  readonly servedAtMs: number;
  /** Whom the user was merged into since, if that happened. */
  readonly userKey: string;
  /** Somebody else's now: what this user's state held is not told apart from the other's any more. */
  readonly isMerged: boolean;
  /** Encoded: features/feature-sample.ts. */
  readonly bytes: Uint8Array;
}
