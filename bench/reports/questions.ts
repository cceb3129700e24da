import type { Context } from '../../src/context.ts';
import { pinCost } from '../../src/reports/pin-cost/pin-cost.ts';
import { type ReportQuestion, runReport } from '../../src/reports/run-report.ts';

/** What there is to be asked: a log of some weeks. */
export interface AskedLog {
  readonly context: Pick<Context, 'reports' | 'pinReports' | 'impressionLog' | 'pastPages'>;
  /** When the questions are asked: not at the end of an hour. */
  readonly nowMs: number;
  readonly pinId: string;
}

export interface Answered {
  readonly rows: number;
  /** The view that it is counted from. */
  readonly source: string;
}

export type Question = (log: AskedLog) => Promise<Answered>;

const DAY_MS = 86_400_000;
const ORIGIN = 'app';

/** Every report, by what makes a difference to where it is counted from; of the last seven days. */
export const REPORT_QUESTIONS: Readonly<Record<string, Question>> = {
  ctr: report('ctr', []),
  'ctr day': report('ctr', ['day']),
  'ctr position': report('ctr', ['position']),
  'ctr day Asia/Kolkata': report('ctr', ['day'], { tz: 'Asia/Kolkata' }),
  'ctr compared': report('ctr', [], { compare: 'previous' }),
  'ctr surface region': report('ctr', ['surface', 'region']),
  'ctr arm': report('ctr', ['arm']),
  'ctr row surface': report('ctr', ['row', 'surface']),
  'funnel day': report('funnel', ['day']),
  rows: report('rows', []),
  'rows compared': report('rows', [], { compare: 'week' }),
  items: report('items', []),
  'items compared': report('items', [], { compare: 'week' }),
  pins: report('pins', []),
  fatigue: report('fatigue', []),
  'corrected-ctr': report('corrected-ctr', []),
  'corrected-ctr item': report('corrected-ctr', ['item']),
  coverage: report('coverage', []),
  freshness: report('freshness', []),
  engagement: report('engagement', []),
  viewers: report('viewers', []),
  service: report('service', []),
  withheld: report('withheld', []),
  anomalies: report('anomalies', []),
  'cost of a pin': costOfPin,
};

/** What a page of the console asks at once when it is opened as it is by default; `compare` as it is switched on. */
export const PAGE_QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  overview: [
    report('funnel', [], { compare: 'week', days: 0.4 }),
    report('viewers', [], { compare: 'week', days: 0.4 }),
    report('funnel', ['day'], { compare: 'week', days: 28 }),
    report('viewers', ['day'], { days: 28 }),
    report('anomalies', [], { days: 28 }),
  ],
  rows: [report('rows', [])],
  'a row': [
    report('rows', [], { only: ['top-picks'] }),
    report('funnel', ['row', 'day'], { only: ['top-picks'] }),
    report('funnel', ['row', 'position'], { only: ['top-picks'] }),
  ],
  items: [report('items', []), report('corrected-ctr', ['item'])],
  'an item': [
    report('items', [], { only: ['film-0'] }),
    report('items', ['day'], { only: ['film-0'] }),
    report('items', ['row'], { only: ['film-0'] }),
    report('fatigue', [], { only: ['film-0'] }),
  ],
  pins: [report('pins', [])],
  'a pin': [report('pins', []), costOfPin],
  viewers: [report('engagement', []), report('engagement', ['day'])],
  quality: (['coverage', 'freshness', 'service'] as const).flatMap((name) => [report(name, []), report(name, ['day'])]),
  log: [impressions],
  'a page of the log': [pageOfLog],
};

type Differences = Partial<Pick<ReportQuestion, 'tz' | 'compare' | 'only'>> & { readonly days?: number };

function report(name: string, by: readonly string[], { days = 7, ...differences }: Differences = {}): Question {
  return async ({ context, nowMs }) => {
    const time = { fromMs: nowMs - days * DAY_MS, toMs: nowMs, tz: 'UTC', compare: null, origin: ORIGIN } as const;
    const question: ReportQuestion = { name, by, ...time, fewestUsers: 0, ...differences };
    const { rows, sql } = await runReport(question, context.reports, nowMs);
    const source = /\bv_\w+_hourly\b/.exec(sql) ?? /\bv_\w+/.exec(sql);
    return { rows: rows.length, source: source?.[0] ?? '' };
  };
}

async function costOfPin({ context, nowMs, pinId }: AskedLog): Promise<Answered> {
  const when = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs, origin: ORIGIN } as const;
  const counts = await context.pinReports.read(pinId, when);
  const slots = await context.pinReports.readSlots(pinId, when);
  await pinCost(slots, counts?.displaced ?? 0);
  return { rows: slots.item.length, source: 'decisions' };
}

async function impressions({ context, nowMs }: AskedLog): Promise<Answered> {
  const asked = { fromMs: nowMs - 7 * DAY_MS, untilMs: nowMs, filter: { origin: ORIGIN }, after: null } as const;
  const { rows } = await context.impressionLog.read({ ...asked, outcomes: true, limit: 50, budgetMs: 2_000 });
  return { rows: rows.length, source: 'decisions' };
}

/** One that somebody had. */
async function pageOfLog({ context, nowMs }: AskedLog): Promise<Answered> {
  const asked = { fromMs: nowMs - 7 * DAY_MS, untilMs: nowMs, filter: { origin: ORIGIN }, after: null } as const;
  const { rows } = await context.impressionLog.read({ ...asked, outcomes: false, limit: 1, budgetMs: 2_000 });
  const page = await context.pastPages.read(String(rows[0]![0]).split('.')[0]!);
  return { rows: page?.decision.slots.itemNo.length ?? 0, source: 'decisions' };
}
