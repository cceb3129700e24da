import type { Catalogue } from '../../domain/catalogue.ts';
import type { CheckSeverity, DataFacts } from '../../domain/data-checks.ts';
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
