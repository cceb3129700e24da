import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditLog } from '../../src/domain/ports/audit-log.ts';
import { OFFERED_MS, type SuggestionStore } from '../../src/domain/ports/suggestion-store.ts';
import { VERDICT_MS } from '../../src/domain/suggestion.ts';
import { aSlotSuggestion, aTagSuggestion } from '../support/suggestions.ts';

const AT_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** What every SuggestionStore promises. `open` gives an empty one, and the log of its audited changes. */
export function describeSuggestionStore(
  name: string,
  open: () => Promise<{ store: SuggestionStore; auditLog: AuditLog; close(): Promise<void> }>,
): void {
  describe(`a suggestion store in ${name}`, () => {
    let store: SuggestionStore;
    let auditLog: AuditLog;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, auditLog, close } = await open());
    });
    afterAll(() => close());

    const by = (atMs = AT_MS) => ({ atMs, actor: 'key-1', reason: 'a test' });
    const judgedAlready = expect.objectContaining({ code: 'already-judged' });

    test('gives what was offered as it was offered last, for some days', async () => {
      const one = aSlotSuggestion('offered', { title: 'Ünïcödé ☂' });
      expect(await store.get(one.suggestionId)).toBeNull();
      await store.offer([one, aTagSuggestion('offered')], AT_MS);
      expect(await store.get(one.suggestionId)).toEqual(one);
      await store.offer([{ ...one, gain: 0.75 }], AT_MS + 1);
      expect(await store.get(one.suggestionId)).toEqual({ ...one, gain: 0.75 });
      await store.offer([], AT_MS);
      await store.offer([aTagSuggestion('later')], AT_MS + OFFERED_MS + 2);
      expect(await store.get(one.suggestionId)).toBeNull();
    });

    test('takes one verdict of a subject, whichever suggestion of it is judged', async () => {
      const [high, low] = [aSlotSuggestion('twice'), aSlotSuggestion('twice', { position: 5 })];
      expect([high.subject, high.suggestionId === low.suggestionId]).toEqual([low.subject, false]);
      expect(await store.standing(high.subject, AT_MS)).toBeNull();
      await store.judge(high, 'accepted', by());
      const standing = { suggestionId: high.suggestionId, verdict: 'accepted' };
      expect(await store.standing(low.subject, AT_MS + VERDICT_MS - 1)).toEqual(standing);
      expect(await store.standing(low.subject, AT_MS + VERDICT_MS)).toBeNull();
      await expect(store.judge(high, 'accepted', by())).rejects.toEqual(judgedAlready);
      await expect(store.judge(low, 'rejected', by())).rejects.toEqual(judgedAlready);
      expect((await store.judgedSince(AT_MS - 1)).has(high.subject)).toBe(true);
      expect((await store.judgedSince(AT_MS)).has(high.subject)).toBe(false);
      expect(await auditLog.list({ object: `suggestion:${high.suggestionId}`, limit: 9 })).toEqual([]);
    });

    test('of many verdicts at once takes one', async () => {
      const one = aSlotSuggestion('at-once');
      const all = await Promise.allSettled(
        (['accepted', 'rejected', 'rejected', 'accepted'] as const).map((verdict) => store.judge(one, verdict, by())),
      );
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('a verdict is over in time', async () => {
      const one = aTagSuggestion('over');
      await store.judge(one, 'rejected', by());
      await expect(store.judge(one, 'rejected', by(AT_MS + VERDICT_MS - 1))).rejects.toEqual(judgedAlready);
      await store.judge(one, 'accepted', by(AT_MS + VERDICT_MS));
    });

    test('a no is audited, and can be taken back, once', async () => {
      const one = aTagSuggestion('no');
      await store.judge(one, 'rejected', by());
      await store.reopen(one.suggestionId, { ...by(), reason: 'rather not' });
      expect((await store.judgedSince(0)).has(one.subject)).toBe(false);
      expect(await store.standing(one.subject, AT_MS)).toBeNull();
      const refused = expect.objectContaining({ code: 'cannot-undo' });
      await expect(store.reopen(one.suggestionId, by())).rejects.toEqual(refused);
      await expect(store.reopen('never-heard-of', by())).rejects.toEqual(refused);
      const entries = await auditLog.list({ object: `suggestion:${one.suggestionId}`, limit: 9 });
      expect(entries).toMatchObject([
        { action: 'suggestion.reopen', before: one, after: null, reason: 'rather not' },
        { action: 'suggestion.reject', before: null, after: one, actor: 'key-1', atMs: AT_MS },
      ]);
      await store.judge(one, 'accepted', by());
      await expect(store.reopen(one.suggestionId, by())).rejects.toEqual(refused);
    });
  });
}
