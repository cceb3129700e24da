import { MarqueeError } from '../errors.ts';
import { cannotUndo } from '../require-undoable.ts';
import type { Suggestion, Verdict } from '../suggestion.ts';
import type { Change } from './audit-log.ts';

/** What was suggested, and what editors said of it: labels, to which is only ever added. The same for every replica. */
export interface SuggestionStore {
  /** Remembers what is shown to an editor for OFFERED_MS, so that a verdict needs its id alone, on any replica. */
  offer(suggestions: readonly Suggestion[], atMs: number): Promise<void>;
  /** As it was shown last. null: it never was, or long ago. */
  get(suggestionId: string): Promise<Suggestion | null>;
  /** The last verdict of a subject that still holds at `nowMs` (VERDICT_MS), and of which suggestion it was. null: it is open. */
  standing(subject: string, nowMs: number): Promise<Standing | null>;
  /** Subjects whose last verdict after that time is a yes or a no. */
  judgedSince(sinceMs: number): Promise<ReadonlySet<string>>;
  /**
   * Adds a verdict. Throws 'already-judged' when there is one of the subject that still holds (VERDICT_MS). A no is audited in the same
   * transaction; a yes is not: what it did is.
   */
  judge(suggestion: Suggestion, verdict: 'accepted' | 'rejected', change: Change): Promise<void>;
  /** Takes a no back, audited. Throws 'cannot-undo' when no such no holds. */
  reopen(suggestionId: string, change: Change): Promise<void>;
}

export interface Standing {
  readonly suggestionId: string;
  readonly verdict: Exclude<Verdict, 'reopened'>;
}

export const OFFERED_MS = 7 * 86_400_000;

/** Of verdicts in the audit log: the actions, and the object of each. After a no: the suggestion. */
export const SUGGESTION_REJECT = 'suggestion.reject';
export const SUGGESTION_REOPEN = 'suggestion.reopen';
export const suggestionObject = (suggestionId: string): string => `suggestion:${suggestionId}`;

export const alreadyJudged = ({ undoes }: Change): MarqueeError =>
  undoes === undefined
    ? new MarqueeError(
        'already-judged',
        'This was accepted or rejected before, and that still holds. GET /v1/suggestions gives those that are open.',
      )
    : cannotUndo('Somebody has judged the suggestion again: read the log again.');
