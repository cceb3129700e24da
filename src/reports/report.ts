import type { Origin } from '../domain/origin.ts';
import type { LogExtent } from '../domain/ports/reports.ts';
import type { MetricName } from './metrics.ts';

/**
 * A report, whole. To add one: a file that exports it, and its name in registry.ts. The route, the command, the checks of what is asked
 * and the answer's definition follow from it.
 */
export interface Report {
  readonly name: string;
  /** What it tells, in a sentence. */
  readonly title: string;
  /** The metrics of its columns, in their order: of metrics.json, from which `definition` is made. */
  readonly metrics: readonly MetricName[];
  /** What `by` takes. */
  readonly dimensions: readonly DimensionName[];
  /** What it has a row of, as `only` names them; empty: the first of `by`, but for positions; left out: nothing that could be named. */
  readonly of?: readonly DimensionName[];
  /** Whether `compare` has a meaning. */
  readonly compares: boolean;
  plan(request: ReportRequest, extent: LogExtent): ReportPlan;
}

/** What is asked, checked: [fromMs, toMs), `by` without repeats and of the report's dimensions. */
export interface ReportRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: readonly DimensionName[];
  /** An IANA name; days begin at midnight there. */
  readonly tz: string;
  readonly origin: Origin;
  readonly compare: Compare | null;
  /** Rows of these alone, values of what the report is of; the numbers are those of the whole report. Left out: all. */
  readonly only?: readonly string[] | undefined;
  /** Groups of fewer users than this are left out; 0: none are. */
  readonly fewestUsers: number;
  /** When it is asked. */
  readonly nowMs: number;
}

/**
 * What a time is held against: 'previous', the time of the same length just before; 'week', the same weekdays and hours as many whole weeks
 * before as keeps the two apart (one, of up to seven days). Of whole weeks they are the same.
 */
export const COMPARES = ['previous', 'week'] as const;
export type Compare = (typeof COMPARES)[number];

/** How much earlier the time is that [fromMs, toMs) is held against. */
export function comparedMs({ fromMs, toMs, compare }: Pick<ReportRequest, 'fromMs' | 'toMs' | 'compare'>): number {
  const lengthMs = toMs - fromMs;
  return compare === 'week' ? Math.ceil(lengthMs / WEEK_MS) * WEEK_MS : lengthMs;
}

const WEEK_MS = 7 * 86_400_000;

/** How it is answered. */
export interface ReportPlan {
  /** One statement over the `v_` views, whole: every value is in it (sql-text.ts quotes), and it means the same in every session. */
  readonly sql: string;
  /** What was counted from where, and what is not as one might expect; sentences, shown with the answer. */
  readonly notes: readonly string[];
}

/** Name in `by` -> the column it makes. */
export const DIMENSIONS = {
  day: 'day',
  row: 'row_id',
  position: 'position',
  source: 'source',
  model: 'model',
  arm: 'arm',
  surface: 'surface',
  region: 'region',
  item: 'item_id',
  rung: 'rung',
  route: 'route',
  pin: 'pin_id',
} as const;
export type DimensionName = keyof typeof DIMENSIONS;
