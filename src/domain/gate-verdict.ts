/** Whether a package may be published, and why: kept in its manifest and in the registry. Plain data. */
export interface GateVerdict {
  readonly passed: boolean;
  /** For people: what was compared and how it came out. */
  readonly reason: string;
  readonly comparisons: readonly GateComparison[];
}

/** What a package serves against something else that the same held-out users were served at the same moments. */
export interface GateComparison {
  /** A baseline, by its stage's name, or 'live': the package that was live. */
  readonly against: string;
  /** Of the live package; null for a baseline. */
  readonly version: string | null;
  readonly measure: string;
  /** Whom both were asked for. */
  readonly users: number;
  readonly outcome: 'not-worse' | 'worse' | 'skipped';
  /** Why it was skipped; null: it was not. */
  readonly because: string | null;
  /** Mean of the package, of the other, the one less the other with its 95 % interval; null where it was skipped. */
  readonly served: number | null;
  readonly other: number | null;
  readonly difference: number | null;
  readonly ci95: readonly [low: number, high: number] | null;
}
