import type { Decision } from '../decision.ts';

/** Where a page's record goes before its last byte is sent. */
export interface DecisionLog {
  /** False when it could not be kept: the page still goes out, marked `logged: false`, and is counted. Never throws. */
  record(decision: Decision): boolean;
}
