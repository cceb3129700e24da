import type { Decision } from '../domain/decision.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { encodeDecision } from './journal-records.ts';

/** The way in for decisions that another system made and a file tells of; a page of our own goes through the decision log. */
export interface DecisionIntake {
  /** Resolves when all are on the disk; rejects with MarqueeError 'journal-unavailable' when none was kept. */
  accept(decisions: readonly Decision[]): Promise<void>;
}

export function createDecisionIntake(journal: Journal): DecisionIntake {
  return {
    async accept(decisions) {
      if (decisions.length > 0) await journal.appendDurable(decisions.map(encodeDecision));
    },
  };
}
