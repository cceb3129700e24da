import type { Catalogue } from '../../domain/catalogue.ts';
import type { CheckedData, DataFacts, Finding } from '../../domain/data-checks.ts';
import { dayWindow } from './daily.ts';
import type { DataCheck } from './data-check.ts';
import { DUPLICATE_CHECKS } from './duplicate-checks.ts';
import { catalogueFacts, ITEM_CHECKS } from './item-checks.ts';
import type { WatchedLog } from './log-watch.ts';
import { PAGE_CHECKS } from './page-checks.ts';
import { TIME_CHECKS } from './time-checks.ts';
import { USER_CHECKS } from './user-checks.ts';
import { VALUE_CHECKS } from './value-checks.ts';
import { VOLUME_CHECKS } from './volume-checks.ts';

/** All checks, in the order in which their findings are told. docs/data-checks.md says what to do about each. */
export const DATA_CHECKS: readonly DataCheck[] = [
  ...TIME_CHECKS,
  ...DUPLICATE_CHECKS,
  ...VOLUME_CHECKS,
  ...USER_CHECKS,
  ...ITEM_CHECKS,
  ...VALUE_CHECKS,
  ...PAGE_CHECKS,
];

/**
 * Looks for faults in what training read. Each check judges the log by its own days (median, and median distance from it), and keeps
 * silent where it has too little to tell. Pure. O(n log n) for n events.
 */
export function runChecks(
  log: WatchedLog,
  catalogue: Catalogue,
  given: { readonly nowMs: number; readonly previous: DataFacts | null },
): CheckedData {
  const window = dayWindow(log.events.atMs, given.nowMs);
  const findings: Finding[] = [];
  for (const check of DATA_CHECKS) {
    const found = check.find({ log, catalogue, window, ...given });
    if (found !== null) findings.push({ check: check.name, ...found, advice: check.advice });
  }
  findings.sort((a, b) => Number(a.severity === 'warn') - Number(b.severity === 'warn'));
  return { findings, facts: catalogueFacts(catalogue) };
}
