import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import {
  alreadyJudged,
  OFFERED_MS,
  type Standing,
  SUGGESTION_REJECT,
  SUGGESTION_REOPEN,
  type SuggestionStore,
  suggestionObject,
} from '../../domain/ports/suggestion-store.ts';
import { cannotUndo } from '../../domain/require-undoable.ts';
import { type Suggestion, VERDICT_MS, type Verdict } from '../../domain/suggestion.ts';

/** Suggestions and labels in memory, for tests; `audit` is told of what is audited before it is done. */
export function createMemorySuggestionStore(audit: (entry: AuditEntry) => void = () => {}): SuggestionStore {
  const offered = new Map<string, { readonly suggestion: Suggestion; readonly atMs: number }>();
  const labels: { readonly suggestion: Suggestion; readonly verdict: Verdict; readonly atMs: number }[] = [];
  const standing = (subject: string, sinceMs: number): Standing | null => {
    const label = labels.findLast((one) => one.suggestion.subject === subject && one.atMs > sinceMs);
    if (label === undefined || label.verdict === 'reopened') return null;
    return { suggestionId: label.suggestion.suggestionId, verdict: label.verdict };
  };

  return {
    async offer(suggestions, atMs) {
      for (const suggestion of suggestions) offered.set(suggestion.suggestionId, { suggestion, atMs });
      for (const [id, one] of offered) if (one.atMs < atMs - OFFERED_MS) offered.delete(id);
    },
    get: async (suggestionId) => offered.get(suggestionId)?.suggestion ?? null,
    standing: async (subject, nowMs) => standing(subject, nowMs - VERDICT_MS),
    async judgedSince(sinceMs) {
      const subjects = new Set(labels.map(({ suggestion }) => suggestion.subject));
      return new Set([...subjects].filter((subject) => standing(subject, sinceMs) !== null));
    },
    async judge(suggestion, verdict, change) {
      if (standing(suggestion.subject, change.atMs - VERDICT_MS) !== null) throw alreadyJudged(change);
      const object = suggestionObject(suggestion.suggestionId);
      if (verdict === 'rejected') {
        audit({ ...change, action: SUGGESTION_REJECT, object, before: null, after: suggestion });
      }
      labels.push({ suggestion, verdict, atMs: change.atMs });
    },
    async reopen(suggestionId, change) {
      const suggestion = labels.findLast((label) => label.suggestion.suggestionId === suggestionId)?.suggestion;
      if (!suggestion || standing(suggestion.subject, change.atMs - VERDICT_MS)?.verdict !== 'rejected') {
        throw cannotUndo(`The suggestion ${suggestionId} is not rejected any more: there is nothing to take back.`);
      }
      const object = suggestionObject(suggestionId);
      audit({ ...change, action: SUGGESTION_REOPEN, object, before: suggestion, after: null });
      labels.push({ suggestion, verdict: 'reopened', atMs: change.atMs });
    },
  };
}
