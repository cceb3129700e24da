import type { Event, MarqueeProblem, Page } from '../../clients/typescript/src/index.ts';

/** What is counted of a simulation while it runs. */
export interface Tally {
  page(page: Page, tookMs: number): void;
  did(events: readonly Event[]): void;
  rejected(code: string): void;
  failed(problem: MarqueeProblem): void;
  sessionEnded(): void;
  counts(): TallyCounts;
  lastProblem(): MarqueeProblem | undefined;
}

export interface TallyCounts {
  /** Sessions that ended well: page served, events taken. */
  readonly sessions: number;
  readonly pages: number;
  readonly impressions: number;
  /** From the request to the end of the answer, as the app sees it; null without a page. */
  readonly pageMs: { readonly p50: number; readonly p99: number } | null;
  readonly pagesByRung: Readonly<Record<string, number>>;
  readonly eventsByType: Readonly<Record<string, number>>;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly errorsByCode: Readonly<Record<string, number>>;
}

export function createTally(): Tally {
  const tookMs: number[] = [];
  const pagesByRung: Record<string, number> = {};
  const eventsByType: Record<string, number> = {};
  const rejectedByCode: Record<string, number> = {};
  const errorsByCode: Record<string, number> = {};
  let sessions = 0;
  let impressions = 0;
  let errors = 0;
  let problem: MarqueeProblem | undefined;

  return {
    page(page, ms) {
      tookMs.push(ms);
      impressions += page.rows.reduce((sum, row) => sum + row.items.length, 0);
      increment(pagesByRung, page.rung);
    },
    did(events) {
      for (const { type } of events) increment(eventsByType, type);
    },
    rejected: (code) => increment(rejectedByCode, code),
    failed(next) {
      problem = next;
      errors++;
      increment(errorsByCode, next.code);
    },
    sessionEnded() {
      sessions++;
    },
    lastProblem: () => problem,
    counts: () => ({
      sessions,
      pages: tookMs.length,
      impressions,
      pageMs: percentiles(tookMs),
      pagesByRung,
      eventsByType,
      rejectedByCode,
      errors,
      errorsByCode,
    }),
  };
}

/** Nearest rank, to a tenth of a millisecond. */
function percentiles(values: readonly number[]): TallyCounts['pageMs'] {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1]! * 10) / 10;
  return { p50: at(0.5), p99: at(0.99) };
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
