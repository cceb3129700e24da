import { MarqueeError } from '../domain/errors.ts';
import type { Origin } from '../domain/origin.ts';
import type { ReportRow, Reports } from '../domain/ports/reports.ts';
import { type Metric, metricOf } from './metrics.ts';
import { REPORTS } from './registry.ts';
import { comparedMs, type DimensionName, type Report, type ReportRequest } from './report.ts';

/** As asked, before it is known whether there is such a report. */
export interface ReportQuestion extends Omit<ReportRequest, 'by' | 'fromMs' | 'toMs' | 'nowMs'> {
  readonly name: string;
  /** null: 7 days before `toMs`. */
  readonly fromMs: number | null;
  /** null: now. */
  readonly toMs: number | null;
  readonly by: readonly string[];
}

export interface ReportAnswer {
  readonly report: string;
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
  readonly tz: string;
  readonly origin: Origin;
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
  readonly definition: {
    readonly title: string;
    readonly metrics: readonly Metric[];
    readonly notes: readonly string[];
  };
  readonly sql: string;
}

/** Groups of fewer users than this say something of a person. */
export const SMALL_COUNT = 10;

/**
 * Asks a report. Throws unknown-report, invalid-request (a time that ends before it begins; a `by` that it does not take), and what
 * Reports.query throws.
 */
export async function runReport(question: ReportQuestion, reports: Reports, nowMs: number): Promise<ReportAnswer> {
  const { name, tz, origin } = question;
  const report = reportOf(name);
  const toMs = question.toMs ?? nowMs;
  const fromMs = question.fromMs ?? toMs - DEFAULT_MS;
  if (fromMs >= toMs) {
    throw new MarqueeError(
      'invalid-request',
      'from: must be before `to`, which is now when left out. Ask for a time that ends after it begins.',
    );
  }
  if (question.compare !== null && !report.compares) {
    throw new MarqueeError('invalid-request', `compare: the report ${name} has nothing to compare with. Leave it out.`);
  }
  const by = dimensionsOf(report, question.by);
  if (question.only !== undefined && !canName(report, by)) {
    throw new MarqueeError(
      'invalid-request',
      `only: the report ${name} has no rows that could be named${report.of === undefined ? '' : ' by what `by` begins with'}. Leave it out${report.of === undefined ? '' : ', or begin `by` with row or item, say'}.`,
    );
  }
  const firstMs = question.compare === null ? fromMs : fromMs - comparedMs({ ...question, fromMs, toMs });
  const extent = await reports.extent({ fromMs: firstMs, toMs, origin });
  const { sql, notes } = report.plan({ ...question, fromMs, toMs, by, nowMs }, extent);
  const { columns, rows } = await reports.query(sql);
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const definition = { title: report.title, metrics: report.metrics.map(metricOf), notes };
  return { report: name, from, to, by, tz, origin, columns, rows, definition, sql };
}

const DEFAULT_MS = 7 * 86_400_000;

function reportOf(name: string): Report {
  const report = REPORTS.find((one) => one.name === name);
  if (report !== undefined) return report;
  const names = REPORTS.map((one) => one.name).join(', ');
  throw new MarqueeError('unknown-report', `There is no such report. There are: ${names}.`);
}

/** Slots are numbers, and are no names. */
const canName = ({ of }: Report, by: readonly DimensionName[]): boolean =>
  of !== undefined && (of.length > 0 || (by.length > 0 && by[0] !== 'position'));

function dimensionsOf({ name, dimensions }: Report, by: readonly string[]): readonly DimensionName[] {
  const unknown = by.find((one) => !(dimensions as readonly string[]).includes(one));
  if (unknown === undefined) return [...new Set(by as readonly DimensionName[])];
  const there = dimensions.length === 0 ? 'takes none: leave it out' : `takes ${dimensions.join(', ')}`;
  throw new MarqueeError(
    'invalid-request',
    `by: ${JSON.stringify(unknown.slice(0, 64))} is none of what the report ${name} is told by; it ${there}.`,
  );
}
