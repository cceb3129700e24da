import { columnsOf, type LogView, type ViewColumn } from '../log-views.ts';
import type { Origin } from '../origin.ts';
import type { Rung, Source } from '../page.ts';
import type { ExportedRow } from './log-export.ts';

/** Impressions one by one, newest first, however many there are. */
export interface ImpressionLog {
  /**
   * The next impressions of the question, at most `limit`. Gives back what it has found once `budgetMs` have passed, too: fewer rows than
   * `limit` with a `next` mean that the rest of the time has not been looked at yet.
   */
  read(question: ImpressionQuestion): Promise<ImpressionPage>;
}

export interface ImpressionQuestion {
  readonly filter: ImpressionFilter;
  /** Served at this time or later. */
  readonly fromMs: number;
  /** Served before this time. */
  readonly untilMs: number;
  /** null: from the newest. */
  readonly after: ImpressionPlace | null;
  readonly limit: number;
  /** With OUTCOME_COLUMNS. */
  readonly outcomes: boolean;
  /** Looked at between two statements: an answer takes it and the statement under way. */
  readonly budgetMs: number;
}

/** All of what is given holds. Absent: any. */
export interface ImpressionFilter {
  readonly userKey?: string;
  readonly itemId?: string;
  readonly rowId?: string;
  readonly position?: number;
  readonly source?: Source;
  /** Version of what retrieved or ranked. */
  readonly model?: string;
  /** `<experimentKey>:<armKey>`, or an arm of any experiment. */
  readonly arm?: string;
  readonly rung?: Rung;
  readonly surface?: string;
  readonly region?: string;
  readonly pinned?: boolean;
  readonly explored?: boolean;
  readonly origin?: Origin;
}

/** Where in the log, read from the newest page on and down each page, somebody stands. */
export interface ImpressionPlace {
  /** Microseconds since 1970, as the log keeps time. */
  readonly servedAtUs: number;
  readonly recommendationId: string;
  /** How many slots of the page are passed; WHOLE_PAGE: all of them. */
  readonly slot: number;
}

export const WHOLE_PAGE = 32_767;

export interface ImpressionPage {
  /** By impressionColumns, newest first, within a page in its order. */
  readonly rows: readonly ExportedRow[];
  /** null: nothing is left in the time asked for. */
  readonly next: ImpressionPlace | null;
}

/** Columns of v_impressions, and with outcomes what came of the impression so far. */
export const impressionColumns = (outcomes: boolean): readonly ViewColumn[] =>
  outcomes ? [...columnsOf('v_impressions'), ...OUTCOME_COLUMNS] : columnsOf('v_impressions');

const OUTCOME_NAMES: readonly string[] = ['viewed_at', 'clicked_at', 'played_at', 'portion', 'completed'];
const OUTCOMES: LogView = 'v_outcomes';

/** As v_outcomes has them. */
export const OUTCOME_COLUMNS: readonly ViewColumn[] = columnsOf(OUTCOMES).filter(({ name }) =>
  OUTCOME_NAMES.includes(name),
);
