/** What data checks found in the data of a package (learning/data-checks). */
export interface CheckedData {
  /** Those that block first. */
  readonly findings: readonly Finding[];
  readonly facts: DataFacts;
}

/** What the next training compares with. */
export interface DataFacts {
  readonly catalogueItems: number;
  readonly itemsWithGenres: number;
  readonly itemsWithReleaseDate: number;
}

/** block: do not train on this. warn: train, and say so in the manifest. */
export type CheckSeverity = 'block' | 'warn';

export interface Finding {
  /** Name of the check: what `train --accept` takes. */
  readonly check: string;
  readonly severity: CheckSeverity;
  /** What was found, with its numbers: no ids of users. */
  readonly found: string;
  /** What to do about it. */
  readonly advice: string;
  /** It blocks, and was trained on all the same: somebody said so. */
  readonly accepted?: true;
}
