import type { Catalogue } from '../../domain/catalogue.ts';
import type { DayWindow } from './daily.ts';
import type { WatchedLog } from './log-watch.ts';

/** What a check looks at. */
export interface CheckInput {
  readonly log: WatchedLog;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  readonly window: DayWindow;
  /** The same of the data that the live package was made from; null: nobody knows. */
  readonly previous: DataFacts | null;
}

/** What is kept in the manifest for the next training to compare with. */
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
}

/** One kind of fault. `find` gives null where there is none, or too little data to tell. */
export interface DataCheck {
  readonly name: string;
  readonly advice: string;
  find(input: CheckInput): Found | null;
}

export interface Found {
  readonly severity: CheckSeverity;
  readonly found: string;
}

export const block = (found: string): Found => ({ severity: 'block', found });
export const warn = (found: string): Found => ({ severity: 'warn', found });

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
