import type { DecisionLog } from '../domain/ports/decision-log.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import { encodeDecision } from './journal-records.ts';

/** Puts a page's record into the journal. A journal that cannot take it costs the record, never the page. */
export function createDecisionLog(journal: Journal, metrics: Metrics, logger: Logger): DecisionLog {
  let lost = 0;
  return {
    record(decision) {
      try {
        journal.append(encodeDecision(decision));
      } catch (error) {
        // Told once when it begins and once when it ends: a full journal fails on every page.
        if (lost === 0) logger.error({ err: error }, 'pages are served without being logged');
        lost++;
        metrics.unlogged();
        return false;
      }
      if (lost > 0) logger.warn({ lost }, 'pages are logged again');
      lost = 0;
      return true;
    },
  };
}
