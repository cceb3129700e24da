import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MarqueeError } from '../../src/domain/errors.ts';
import { standingPins } from '../../src/domain/pin-approval.ts';
import type { AuditLog } from '../../src/domain/ports/audit-log.ts';
import {
  type AuditedReview,
  draftOfPin,
  ONCE_MS,
  type PinDraft,
  type PinStore,
  pinObject,
} from '../../src/domain/ports/pin-store.ts';
import { isSameJson } from '../../src/domain/same-json.ts';
import { undoPins } from '../../src/editorial/undo-pins.ts';
import { aPinDraft } from '../support/pin-drafts.ts';

export interface OpenedApproval {
  /** One that asks for approval, and one on the same pins that does not. */
  readonly store: PinStore;
  readonly unasked: PinStore;
  readonly auditLog: AuditLog;
  close(): Promise<void>;
}

const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
const by = (actor: string, atMs = NOW_MS) => ({ atMs, actor, reason: `by ${actor}` });

/** What a pin store that asks for approval promises beyond what every pin store does. `open` gives an empty one. */
export function describePinApproval(name: string, open: () => Promise<OpenedApproval>): void {
  describe(`four eyes on pins in ${name}`, () => {
    let opened: OpenedApproval;
    let store: PinStore;
    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(() => opened.close());

    const draft = aPinDraft('i1', { audience: { regions: ['GB', 'IE'], surfaces: ['tv'] } });
    /** What pages have; null: nothing. */
    async function onPages(pinId: string): Promise<PinDraft | null> {
      const found = standingPins(await store.current(NOW_MS)).find(({ pin }) => pin.pinId === pinId);
      return found?.pin.enabled ? draftOfPin(found.pin) : null;
    }
    const newest = async (pinId: string) => draftOfPin((await store.get(pinId))!.pin);
    const entriesOf = (pinId: string) => opened.auditLog.list({ object: pinObject(pinId), limit: 1000 });
    const lastEntry = async (pinId: string) => (await entriesOf(pinId))[0]!;
    async function undo(pinId: string, actor: string, to: PinStore = store, entryId?: number) {
      const entry = entryId === undefined ? await lastEntry(pinId) : (await opened.auditLog.get(entryId))!;
      const undoer = undoPins(to).find(([action]) => action === entry.action)![1];
      await undoer.putBack(entry, { ...by(actor), undoes: entry.id });
    }
    const made = async (differences: Partial<PinDraft> = {}) =>
      (await store.create({ ...draft, ...differences }, by('ann'))).pin.pinId;
    async function approved(differences: Partial<PinDraft> = {}) {
      const pinId = await made(differences);
      await store.approve(pinId, null, by('bob'));
      return pinId;
    }

    test('a new pin waits: it is there to be read and listed, and on no page, until somebody else approved it', async () => {
      const { pin, waiting } = await store.create(draft, by('ann'));
      expect(waiting).toEqual({ since: new Date(NOW_MS).toISOString(), changedBy: ['ann'], standing: null });
      expect(await store.get(pin.pinId)).toEqual({ pinNo: expect.any(Number), pin, waiting });
      const listed = await store.list({ cursor: null, limit: 500, waiting: true });
      expect(listed.pins.map((one) => one.pin.pinId)).toContain(pin.pinId);
      expect(await onPages(pin.pinId)).toBeNull();
      await expect(store.approve(pin.pinId, 1, by('ann'))).rejects.toMatchObject({ code: 'own-change' });
      expect(await onPages(pin.pinId)).toBeNull();
      const after = (await store.approve(pin.pinId, 1, by('bob', NOW_MS + 5)))!;
      const at = new Date(NOW_MS + 5).toISOString();
      expect(after).toEqual({
        pinNo: expect.any(Number),
        pin: { ...pin, version: 2, updatedAt: at },
        verdict: { state: 'approved', version: 1, changedBy: ['ann'], by: 'bob', at, note: 'by bob' },
      });
      expect(await store.get(pin.pinId)).toEqual(after);
      expect(await onPages(pin.pinId)).toEqual(draft);
      expect((await store.list({ cursor: null, limit: 500, waiting: true })).pins).not.toContainEqual(after);
    });

    test('a change of what is approved waits beside it, found by its own row, item and campaign', async () => {
      const pinId = await approved();
      const changed = { ...draft, itemId: 'i2', rowId: 'trending', campaign: `of ${pinId}` };
      const { pin } = (await store.replace(pinId, changed, null, by('cem')))!;
      expect(draftOfPin(pin)).toEqual(changed);
      expect(await onPages(pinId)).toEqual(draft);
      const found = async (query: object) =>
        (await store.list({ cursor: null, limit: 500, ...query })).pins.some((one) => one.pin.pinId === pinId);
      const queries = [{ itemId: 'i2' }, { rowId: 'trending' }, { campaign: changed.campaign }, { itemId: 'i1' }];
      expect(await Promise.all(queries.map(found))).toEqual([true, true, true, false]);
      await store.approve(pinId, pin.version, by('ann'));
      expect(await onPages(pinId)).toEqual(changed);
    });

    test('nobody approves what they had a part in, however many changed it; words alone are no part', async () => {
      const pinId = await made();
      await store.replace(pinId, { ...draft, position: 4 }, null, by('bob'));
      await store.replace(pinId, { ...draft, position: 4, note: 'agreed' }, null, by('cem'));
      expect((await store.get(pinId))!.waiting!.changedBy).toEqual(['ann', 'bob']);
      for (const actor of ['ann', 'bob'])
        await expect(store.approve(pinId, null, by(actor))).rejects.toMatchObject({ code: 'own-change' });
      expect(await store.approve(pinId, 3, by('cem'))).not.toBeNull();
      await store.replace(pinId, { ...draft, position: 5 }, null, by('cem'));
      expect((await store.get(pinId))!.waiting!.changedBy).toEqual(['cem']);
    });

    test.each([
      ['disabled', { enabled: false }, null],
      ['ended early', { until: '2026-06-01T00:00:00.000Z' }, { until: '2026-06-01T00:00:00.000Z' }],
      ['begun later', { from: '2026-02-01T00:00:00.000Z' }, { from: '2026-02-01T00:00:00.000Z' }],
      ['other words', { note: 'other', campaign: 'other' }, { note: 'other', campaign: 'other' }],
      ['the same audience, said in another order', { audience: { surfaces: ['tv'], regions: ['GB', 'IE'] } }, {}],
    ] as const)('what takes off is not delayed: %s', async (_, differences, shown) => {
      const pinId = await approved();
      const { waiting } = (await store.replace(pinId, { ...draft, ...differences } as PinDraft, null, by('ann')))!;
      expect(waiting).toBeUndefined();
      const expected = shown && { ...draft, ...differences };
      expect(await onPages(pinId)).toEqual(expected);
      await store.remove(pinId, null, by('ann'));
      expect(await onPages(pinId)).toBeNull();
    });

    test.each([
      ['longer', { until: '2027-02-01T00:00:00.000Z' }],
      ['earlier', { from: '2025-12-01T00:00:00.000Z' }],
      ['for more', { audience: {} }],
      ['for fewer: another takes the place', { audience: { regions: ['GB'], surfaces: ['tv'] } }],
      ['watched or not', { ifWatched: 'show' }],
      ['with more weight', { priority: 1 }],
      ['by the week', { repeat: { days: ['fri'], from: '18:00', until: '24:00' } }],
    ] as const)('what could put something on a page waits: %s', async (_, differences) => {
      const pinId = await approved();
      await store.replace(pinId, { ...draft, ...differences } as PinDraft, null, by('ann'));
      expect((await store.get(pinId))!.waiting).toMatchObject({ changedBy: ['ann'], standing: draft });
      expect(await onPages(pinId)).toEqual(draft);
    });

    test('a draft that is enabled waits, and what was disabled is not shown again without approval', async () => {
      const pinId = await made({ enabled: false });
      expect((await store.get(pinId))!.waiting).toBeUndefined();
      await store.replace(pinId, draft, null, by('ann'));
      expect(await onPages(pinId)).toBeNull();
      await store.approve(pinId, null, by('bob'));
      await store.replace(pinId, { ...draft, enabled: false }, null, by('ann'));
      await undo(pinId, 'cem');
      expect(await newest(pinId)).toEqual(draft);
      expect(await onPages(pinId)).toBeNull();
      await store.approve(pinId, null, by('ann'));
      expect(await onPages(pinId)).toEqual(draft);
    });

    test('rejected, a change gives way to what is approved, and a new pin becomes a draft; both say why', async () => {
      const pinId = await approved();
      await store.replace(pinId, { ...draft, position: 9 }, null, by('ann'));
      const back = (await store.reject(pinId, 3, { ...by('bob'), reason: 'too far down' }))!;
      expect(back.verdict).toMatchObject({ state: 'rejected', version: 3, by: 'bob', note: 'too far down' });
      expect([await newest(pinId), await onPages(pinId)]).toEqual([draft, draft]);
      const other = await made();
      await store.reject(other, null, by('bob'));
      expect(await newest(other)).toEqual({ ...draft, enabled: false });
      await store.replace(other, { ...draft, enabled: false, note: 'mended' }, null, by('ann'));
      expect((await store.get(other))!.verdict).toMatchObject({ state: 'rejected', by: 'bob' });
      expect(await onPages(other)).toBeNull();
    });

    test('who made a draft has a part in it when another enables it, also after it was rejected; who disabled it has none', async () => {
      const pinId = await made();
      await store.reject(pinId, null, by('bob'));
      await store.replace(pinId, draft, null, by('cem'));
      expect((await store.get(pinId))!.waiting!.changedBy).toEqual(['ann', 'cem']);
      await store.approve(pinId, null, by('bob'));
      await store.replace(pinId, { ...draft, enabled: false }, null, by('dan'));
      await store.replace(pinId, draft, null, by('cem'));
      expect((await store.get(pinId))!.waiting!.changedBy).toEqual(['cem']);
      await store.approve(pinId, null, by('dan'));
      const other = await made({ enabled: false });
      await opened.unasked.replace(other, { ...draft, enabled: false, position: 3 }, null, by('bob'));
      await store.replace(other, { ...draft, position: 3 }, null, by('cem'));
      expect((await store.get(other))!.waiting!.changedBy).toEqual(['ann', 'bob', 'cem']);
    });

    test('there is nothing to judge where nothing waits, or nobody is, or another version', async () => {
      const pinId = await made();
      for (const judge of [store.approve, store.reject]) {
        expect(await judge('nothing', null, by('bob'))).toBeNull();
        await expect(judge(pinId, 9, by('bob'))).rejects.toMatchObject({ code: 'precondition-failed' });
      }
      await store.approve(pinId, null, by('bob'));
      for (const judge of [store.approve, store.reject])
        await expect(judge(pinId, null, by('cem'))).rejects.toMatchObject({ code: 'not-waiting' });
    });

    test('verdicts are audited with what pages had and have, undone, and given again by who may', async () => {
      const pinId = await approved();
      const changed = { ...draft, position: 7 };
      await store.replace(pinId, changed, null, by('ann'));
      await store.approve(pinId, null, by('bob'));
      const approval = await lastEntry(pinId);
      const before: AuditedReview = { state: 'awaiting', draft: changed, standing: draft, changedBy: ['ann'] };
      expect(approval).toMatchObject({ action: 'pin.approve', actor: 'bob', reason: 'by bob', before });
      expect(approval.after).toEqual({ ...before, state: 'approved', standing: changed });
      await undo(pinId, 'ann');
      expect([await newest(pinId), await onPages(pinId)]).toEqual([changed, draft]);
      const reopened = await lastEntry(pinId);
      expect(reopened).toMatchObject({ action: 'pin.reopen', undoes: approval.id, before: approval.after });
      expect(reopened.after).toEqual(before);
      await expect(undo(pinId, 'ann')).rejects.toMatchObject({ code: 'own-change' });
      await undo(pinId, 'cem');
      expect(await onPages(pinId)).toEqual(changed);
      expect(await lastEntry(pinId)).toMatchObject({ action: 'pin.approve', actor: 'cem', undoes: reopened.id });
    });

    test('an undone rejection waits again, and can be rejected again', async () => {
      const pinId = await made();
      await store.reject(pinId, null, by('bob'));
      await undo(pinId, 'bob');
      expect((await store.get(pinId))!.waiting).toMatchObject({ changedBy: ['ann'], standing: null });
      expect([await newest(pinId), await onPages(pinId)]).toEqual([draft, null]);
      await undo(pinId, 'ann');
      expect(await newest(pinId)).toEqual({ ...draft, enabled: false });
      await undo(pinId, 'cem');
      await store.approve(pinId, null, by('bob'));
      expect(await onPages(pinId)).toEqual(draft);
    });

    test('what was removed comes back to wait, whatever it was', async () => {
      const pinId = await approved();
      await store.remove(pinId, null, by('ann'));
      await undo(pinId, 'ann');
      expect([await newest(pinId), await onPages(pinId)]).toEqual([draft, null]);
      await expect(store.approve(pinId, null, by('ann'))).rejects.toMatchObject({ code: 'own-change' });
      await store.approve(pinId, null, by('bob'));
      await undo(pinId, 'cem');
      expect(await onPages(pinId)).toBeNull();
    });

    test('where it is not asked for any more, what waits goes on waiting, until anybody approves it', async () => {
      const { unasked } = opened;
      const pinId = await approved();
      await store.replace(pinId, { ...draft, position: 8 }, null, by('ann'));
      await unasked.replace(pinId, { ...draft, position: 9 }, null, by('ann'));
      await unasked.replace(pinId, { ...draft, position: 9, note: 'still' }, null, by('bob'));
      expect(await onPages(pinId)).toEqual(draft);
      await unasked.remove(pinId, null, by('ann'));
      await undo(pinId, 'ann', unasked);
      expect(await onPages(pinId)).toBeNull();
      await unasked.approve(pinId, null, by('ann'));
      expect(await onPages(pinId)).toEqual({ ...draft, position: 9, note: 'still' });
      const after = (await unasked.replace(pinId, { ...draft, position: 1 }, null, by('ann')))!;
      expect([after.waiting, after.verdict]).toEqual([undefined, undefined]);
      const other = (await unasked.create(draft, by('ann'))).pin.pinId;
      expect(await onPages(other)).toEqual(draft);
    });

    test('a pin that is over and of which a longer one waits is there, as long as either is not over', async () => {
      const pinId = await approved({ until: '2026-03-01T12:00:00.000Z' });
      const isThere = async (atMs: number) => (await store.current(atMs)).some((one) => one.pin.pinId === pinId);
      expect(await isThere(NOW_MS)).toBe(false);
      await store.replace(pinId, { ...draft, until: '2026-03-02T00:00:00.000Z' }, null, by('ann'));
      expect(await isThere(NOW_MS)).toBe(true);
      expect(await onPages(pinId)).toMatchObject({ until: '2026-03-01T12:00:00.000Z' });
      expect(await isThere(Date.parse('2026-03-02T00:00:00.000Z'))).toBe(false);
    });

    test('of several verdicts at once one is given', async () => {
      const pinId = await made();
      const judges = ['bob', 'cem', 'dan', 'eve'];
      const all = await Promise.allSettled([
        ...judges.map((actor) => store.approve(pinId, 1, by(actor))),
        ...judges.map((actor) => store.reject(pinId, 1, by(actor))),
      ]);
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(refusals(all)).toEqual(Array(7).fill('precondition-failed'));
      const given = (await entriesOf(pinId)).filter(({ action }) => /approve|reject/.test(action));
      expect(given).toHaveLength(1);
    });

    test('approved and changed at once, the change waits or the approval comes too late: never is it approved unread', async () => {
      for (let round = 0; round < 5; round++) {
        const pinId = await made();
        const changed = { ...draft, position: 20 + round };
        await Promise.allSettled([store.approve(pinId, 1, by('bob')), store.replace(pinId, changed, null, by('ann'))]);
        expect(await newest(pinId)).toEqual(changed);
        expect([null, draft]).toContainEqual(await onPages(pinId));
      }
    });

    test('changes of all kinds at once wait for each other, and never in a circle', async () => {
      const keys = ['old-1', 'old-2', 'old-3'].map((key) => ({ key: `${name} ${key}`, digest: 'a' }));
      const ids: string[] = [];
      for (const once of keys) ids.push((await store.create(draft, by('ann', NOW_MS - 2 * ONCE_MS), once)).pin.pinId);
      const all = await Promise.allSettled(
        [0, 1, 2, 3, 4, 5].flatMap((n) => [
          // Forgets the key of a pin that others change at this moment.
          store.create(draft, by('ann'), keys[n % 3]!),
          store.replace(ids[n % 3]!, { ...draft, position: n }, null, by('ann')),
          store.approve(ids[n % 3]!, null, by('bob')),
          store.reject(ids[(n + 1) % 3]!, null, by('cem')),
          store.remove(ids[(n + 2) % 3]!, n, by('cem')),
        ]),
      );
      expect(refusals(all).filter((code) => !['not-waiting', 'precondition-failed'].includes(code))).toEqual([]);
    });

    test('whatever happens: nothing that nobody else approved is ever on a page, and no edit takes off what is', async () => {
      const actor = fc.constantFrom('ann', 'bob', 'cem');
      const variant = fc.record(
        {
          position: fc.constantFrom(1, 2),
          enabled: fc.constantFrom(true, true, true, false),
          until: fc.constantFrom('2026-12-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'),
          note: fc.constantFrom('', 'words'),
        },
        { requiredKeys: [] },
      );
      const step = fc.oneof(
        { weight: 4, arbitrary: fc.record({ does: fc.constant('replace' as const), actor, variant }) },
        { weight: 3, arbitrary: fc.record({ does: fc.constant('approve' as const), actor }) },
        { weight: 1, arbitrary: fc.record({ does: fc.constant('reject' as const), actor }) },
        { weight: 1, arbitrary: fc.record({ does: fc.constant('remove' as const), actor }) },
        { weight: 3, arbitrary: fc.record({ does: fc.constant('undo' as const), actor, back: fc.nat({ max: 3 }) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
          const pinId = await made();
          for (const one of steps) {
            const before = await onPages(pinId);
            let given: PinDraft | null = null;
            let undone: string | null = null;
            try {
              if (one.does === 'replace') {
                given = { ...draft, ...one.variant };
                await store.replace(pinId, given, null, by(one.actor));
              } else if (one.does === 'undo') {
                const entries = await entriesOf(pinId);
                const entry = entries[Math.min(one.back, entries.length - 1)]!;
                undone = entry.action;
                await undo(pinId, one.actor, store, entry.id);
              } else await store[one.does](pinId, null, by(one.actor));
            } catch (error) {
              expect(error).toBeInstanceOf(MarqueeError);
              expect(await onPages(pinId)).toEqual(before);
              continue;
            }
            const after = await onPages(pinId);
            const entries = (await entriesOf(pinId)).toReversed();
            if (after !== null) expect(approvalsByOthers(entries).some((one) => isWithin(after, one))).toBe(true);
            if (one.does === 'reject') expect(after).toEqual(before);
            if (one.does === 'remove') expect(after).toBeNull();
            if (given?.enabled === false) expect(after).toBeNull();
            if (given?.enabled === true && before !== null) expect([before, given]).toContainEqual(after);
            if (given !== null && after !== null) expect(isWithin(after, before!)).toBe(true);
            const isVerdict = one.does === 'approve' || undone === 'pin.approve' || undone === 'pin.reopen';
            if (!isVerdict && after !== null) expect(before !== null && isWithin(after, before)).toBe(true);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

const refusals = (all: readonly PromiseSettledResult<unknown>[]): string[] =>
  all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.code ?? one.reason)] : []));

/** Told from the log alone: the versions that somebody approved who was not the last to change what they show. */
function approvalsByOthers(entries: Awaited<ReturnType<AuditLog['list']>>): readonly PinDraft[] {
  let changedBy = '';
  let last: PinDraft | null = null;
  return entries.flatMap(({ action, actor, after }) => {
    if (action === 'pin.approve') return actor === changedBy ? [] : [(after as AuditedReview).draft];
    if (/^pin\.(create|replace|restore)$/.test(action)) {
      const draft = after as PinDraft;
      if (last === null || !(isWithin(draft, last) && isWithin(last, draft))) changedBy = actor;
      last = draft;
    }
    return [];
  });
}

/** Whether one shows nothing that the other would not. */
function isWithin(one: PinDraft, other: PinDraft): boolean {
  const words = { from: '', until: '', note: '', campaign: null };
  return (
    isSameJson({ ...one, ...words }, { ...other, ...words }) &&
    Date.parse(one.from) >= Date.parse(other.from) &&
    Date.parse(one.until) <= Date.parse(other.until)
  );
}
