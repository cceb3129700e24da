import type { Origin } from '../../src/domain/origin.ts';
import type { ReportRow, Reports } from '../../src/domain/ports/reports.ts';
import { type MetricName, metricOf, ratiosOf } from '../../src/reports/metrics.ts';
import { DIMENSIONS, type DimensionName } from '../../src/reports/report.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { type Cell, COUNTED, type CountedName, cellName } from './month-truth.ts';

/** A report as it is asked, and what it is of: the dimensions of its rows, its own first. */
export interface Asked {
  readonly name: string;
  readonly own: readonly DimensionName[];
  readonly by: readonly DimensionName[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly tz: string;
}

export interface ReportCheck {
  readonly report: string;
  readonly rows: number;
  /** Counts that were compared, and sentences on those that differ, the first few. */
  readonly counts: number;
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  /** Intervals, and how many of them hold the planted probability. */
  readonly intervals: number;
  readonly held: number;
  readonly seconds: number;
}

const isCounted = (name: MetricName): name is CountedName => (COUNTED as readonly string[]).includes(name);
const MOST_SENTENCES = 5;

/** Asks a report and holds each cell of it against the truth: counts exactly, ratios by whether their interval has the planted one in it. */
export async function checkReport(
  reports: Reports,
  asked: Asked,
  origin: Origin,
  truth: ReadonlyMap<string, Cell>,
): Promise<ReportCheck> {
  const startedMs = performance.now();
  const question = { ...asked, origin, compare: null, fewestUsers: 0 };
  const { rows, definition } = await runReport(question, reports, asked.toMs);
  const seconds = (performance.now() - startedMs) / 1000;
  const metrics = definition.metrics.map(({ name }) => name);
  const ratios = ratiosOf(metrics).filter((ratio) => isCounted(ratio.numerator) && isCounted(ratio.denominator));
  const dimensions = [...asked.own, ...asked.by];
  const wrong: string[] = [];
  const sums = { counts: 0, intervals: 0, held: 0 };
  const told = new Set<string>();
  const hold = ([lo, hi]: readonly [number, number], real: number): void => {
    sums.intervals++;
    if (lo <= real && real <= hi) sums.held++;
  };
  for (const row of rows) {
    const name = cellName(dimensions.map((dimension) => row[DIMENSIONS[dimension]]));
    told.add(name);
    const cell = truth.get(name);
    if (cell === undefined) {
      wrong.push(`${name} was never served`);
      continue;
    }
    for (const metric of metrics.filter(isCounted)) {
      sums.counts++;
      const value = Number(row[metric]);
      if (!isSame(metric, value, cell[metric])) wrong.push(`${name}: ${metric} is ${value} and was ${cell[metric]}`);
    }
    for (const { name: ratio, numerator, denominator, per = 1 } of ratios) {
      const interval = intervalOf(row, ratio);
      if (interval === null) {
        if (cell[denominator as CountedName] > 0) wrong.push(`${name}: ${ratio} has no interval`);
        continue;
      }
      const real = (per * cell.expected[numerator as CountedName]) / cell.expected[denominator as CountedName];
      hold(interval, real);
    }
    const corrected = metrics.includes('corrected_ctr') ? intervalOf(row, 'corrected_ctr') : null;
    if (corrected !== null) hold(corrected, cell.correctedCtr);
  }
  for (const name of truth.keys()) if (!told.has(name)) wrong.push(`${name} is missing`);
  const report = [asked.name, ...asked.by, ...(asked.tz === 'UTC' ? [] : [asked.tz])].join(' ');
  const found = { wrong: wrong.slice(0, MOST_SENTENCES), wrongCount: wrong.length };
  return { report, rows: rows.length, ...sums, ...found, seconds: Number(seconds.toPrecision(3)) };
}

/** Hours are sums of whole seconds, divided in parts that are added. */
function isSame(metric: CountedName, told: number, real: number): boolean {
  return metric === 'watched_hours' ? Math.abs(told - real) < 1e-6 : told === real;
}

function intervalOf(row: ReportRow, ratio: MetricName): readonly [number, number] | null {
  const value = row[`${metricOf(ratio).name}_ci95`] as readonly [number, number] | null | undefined;
  return value ?? null;
}
