import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditLog } from '../../src/domain/ports/audit-log.ts';
import { cursorAfter, type PinDraft, type PinStore, pinObject } from '../../src/domain/ports/pin-store.ts';
import { aChange } from '../support/pin-drafts.ts';

export interface OpenedPins {
  readonly store: PinStore;
  readonly auditLog: AuditLog;
  close(): Promise<void>;
}

/** What every PinStore promises. `open` gives an empty store. */
export function describePinStore(name: string, open: () => Promise<OpenedPins>): void {
  describe(`a pin store in ${name}`, () => {
    let store: PinStore;
    let auditLog: AuditLog;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, auditLog, close } = await open());
    });
    afterAll(() => close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const draft: PinDraft = {
      itemId: 'i1',
      rowId: 'top-picks',
      rowKind: null,
      position: 3,
      from: '2026-03-01T00:00:00.000Z',
      until: '2026-04-01T00:00:00.000Z',
      timeZone: 'Europe/Berlin',
      repeat: { days: ['fri', 'sat'], from: '18:00', until: '24:00' },
      audience: { regions: ['GB', 'IE'], surfaces: ['tv'], maturities: ['adult'] },
      priority: -2,
      ifRowAbsent: 'insert',
      ifWatched: 'show',
      enabled: false,
      note: 'Ünïcödé ☂',
      campaign: 'Ünïcödé summer',
    };

    test('gives null for what it does not have', async () => {
      expect(await store.get('nothing')).toBeNull();
      expect(await store.replace('nothing', draft, null, aChange(NOW_MS))).toBeNull();
      expect(await store.replace('nothing', draft, 1, aChange(NOW_MS))).toBeNull();
      expect(await store.remove('nothing', null, aChange(NOW_MS))).toBe(false);
      expect(await store.remove('nothing', 1, aChange(NOW_MS))).toBe(false);
    });

    test('gives back a pin as it was made, with an id, a number, version 1 and its times', async () => {
      const made = await store.create(draft, aChange(NOW_MS));
      const now = new Date(NOW_MS).toISOString();
      expect(made.pin).toEqual({ ...draft, pinId: made.pin.pinId, version: 1, createdAt: now, updatedAt: now });
      expect(made.pin.pinId).toMatch(/^[A-Za-z0-9._:@-]{1,128}$/);
      expect(made.pinNo).toBeGreaterThan(0);
      expect(await store.get(made.pin.pinId)).toEqual(made);
    });

    test('makes a pin once for one key, however often and at once it is asked for, for a day', async () => {
      const once = { key: 'once-1', digest: 'a' };
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => store.create(draft, aChange(NOW_MS), once)));
      expect(others).toEqual([first, first]);
      const after = await store.replace(first!.pin.pinId, { ...draft, note: 'later' }, null, aChange(NOW_MS));
      expect(await store.create(draft, aChange(NOW_MS + 86_399_999), once)).toEqual(after);
      await expect(store.create(draft, aChange(NOW_MS), { ...once, digest: 'b' })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
      const next = await store.create(draft, aChange(NOW_MS + 86_400_000), { ...once, digest: 'b' });
      expect(next.pin.pinId).not.toBe(first!.pin.pinId);
    });

    test('does not make a pin again that was removed meanwhile', async () => {
      const once = { key: 'once-2', digest: 'a' };
      const { pin } = await store.create(draft, aChange(NOW_MS), once);
      await store.remove(pin.pinId, null, aChange(NOW_MS));
      expect((await store.create(draft, aChange(NOW_MS), once)).pin.pinId).toBe(pin.pinId);
      expect(await store.get(pin.pinId)).toBeNull();
    });

    test('gives every pin a number and an id of its own, that no later pin gets', async () => {
      const first = await store.create(draft, aChange(NOW_MS));
      await store.remove(first.pin.pinId, null, aChange(NOW_MS));
      const second = await store.create(draft, aChange(NOW_MS));
      expect(second.pinNo).not.toBe(first.pinNo);
      expect(second.pin.pinId).not.toBe(first.pin.pinId);
    });

    test('replaces a pin under its number and raises its version', async () => {
      const made = await store.create(draft, aChange(NOW_MS));
      const changed = { ...draft, rowId: null, rowKind: 'genre', audience: {}, note: '' } as const;
      const replaced = (await store.replace(made.pin.pinId, changed, 1, aChange(NOW_MS + 1000)))!;
      expect(replaced.pinNo).toBe(made.pinNo);
      expect(replaced.pin).toEqual({
        ...changed,
        pinId: made.pin.pinId,
        version: 2,
        createdAt: made.pin.createdAt,
        updatedAt: new Date(NOW_MS + 1000).toISOString(),
      });
      expect(await store.get(made.pin.pinId)).toEqual(replaced);
    });

    test('refuses to replace or remove what is no longer as expected, and changes nothing', async () => {
      const { pin } = await store.create(draft, aChange(NOW_MS));
      await store.replace(pin.pinId, draft, null, aChange(NOW_MS));
      const stale = { code: 'precondition-failed' };
      await expect(store.replace(pin.pinId, { ...draft, note: 'late' }, 1, aChange(NOW_MS))).rejects.toMatchObject(
        stale,
      );
      await expect(store.remove(pin.pinId, 1, aChange(NOW_MS))).rejects.toMatchObject(stale);
      expect((await store.get(pin.pinId))!.pin).toMatchObject({ version: 2, note: draft.note });
      expect(await store.remove(pin.pinId, 2, aChange(NOW_MS))).toBe(true);
      expect(await store.get(pin.pinId)).toBeNull();
      expect(await store.remove(pin.pinId, null, aChange(NOW_MS))).toBe(false);
    });

    test('of writers who expect the same version one succeeds', async () => {
      const { pin } = await store.create(draft, aChange(NOW_MS));
      const tries = Array.from({ length: 6 }, (_, at) =>
        store.replace(pin.pinId, { ...draft, priority: at }, 1, aChange(NOW_MS)),
      );
      const results = await Promise.allSettled(tries);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      expect((await store.get(pin.pinId))!.pin.version).toBe(2);
    });

    test('lists every pin once along the cursors, removed ones left out', async () => {
      const made = await Promise.all(Array.from({ length: 5 }, () => store.create(draft, aChange(NOW_MS))));
      await store.remove(made[2]!.pin.pinId, null, aChange(NOW_MS));
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<PinStore['list']>> = await store.list({ cursor, limit: 2 });
        expect(page.pins.length).toBeLessThanOrEqual(2);
        seen.push(...page.pins.map((stored) => stored.pin.pinId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(new Set(seen).size).toBe(seen.length);
      expect(made.map(({ pin }) => seen.includes(pin.pinId))).toEqual([true, true, false, true, true]);
    });

    test('lists by row, item and campaign, and the removed ones alone', async () => {
      const given = [
        { ...draft, itemId: 'listed-1', rowId: 'genre:war', campaign: 'a' },
        { ...draft, itemId: 'listed-1', rowId: null, rowKind: 'genre', campaign: 'a' },
        { ...draft, itemId: 'listed-2', rowId: 'genre:war', campaign: null },
      ] as const;
      const ids: string[] = [];
      for (const one of given) ids.push((await store.create(one, aChange(NOW_MS))).pin.pinId);
      const [first, second, third] = ids;
      const listed = async (query: object) =>
        (await store.list({ cursor: null, limit: 10, ...query })).pins.map(({ pin }) => pin.pinId);
      expect(await listed({ rowId: 'genre:war' })).toEqual([first, third]);
      expect(await listed({ itemId: 'listed-1' })).toEqual([first, second]);
      expect(await listed({ campaign: 'a' })).toEqual([first, second]);
      expect(await listed({ campaign: 'a', rowId: 'genre:war' })).toEqual([first]);
      expect(await listed({ itemId: 'listed-1', removed: true })).toEqual([]);
      await store.remove(first!, null, aChange(NOW_MS));
      expect(await listed({ itemId: 'listed-1' })).toEqual([second]);
      expect(await listed({ itemId: 'listed-1', removed: true })).toEqual([first]);
      const one = await store.list({ cursor: null, limit: 1, campaign: 'a' });
      expect(await listed({ cursor: cursorAfter(one.pins[0]!), campaign: 'a' })).toEqual([]);
    });

    test('audits every change with what was before and after, and one that was not made not', async () => {
      const by = (reason: string) => ({ atMs: NOW_MS + 5, actor: 'key-7', reason });
      const once = { key: 'audited-once', digest: 'a' };
      const { pin } = await store.create(draft, by('made'), once);
      await store.create(draft, by('made again'), once);
      const changed = { ...draft, position: 9 };
      await store.replace(pin.pinId, changed, 1, by('moved'));
      await expect(store.replace(pin.pinId, draft, 1, by('too late'))).rejects.toBeDefined();
      await expect(store.remove(pin.pinId, 1, by('too late'))).rejects.toBeDefined();
      await store.remove(pin.pinId, 2, by(''));
      await store.remove(pin.pinId, null, by('twice'));
      await store.restore(pin.pinId, draft, by('back'));
      const entries = await auditLog.list({ object: pinObject(pin.pinId), limit: 10 });
      const who = { atMs: NOW_MS + 5, actor: 'key-7' };
      expect(entries.toReversed()).toMatchObject([
        { ...who, action: 'pin.create', before: null, after: draft, reason: 'made' },
        { ...who, action: 'pin.replace', before: draft, after: changed, reason: 'moved' },
        { ...who, action: 'pin.remove', before: changed, after: null, reason: '' },
        { ...who, action: 'pin.restore', before: null, after: draft, reason: 'back' },
      ]);
      expect(entries).toHaveLength(4);
    });

    test('puts a removed pin back under its id and number; one that stands cannot be put back', async () => {
      const made = await store.create(draft, aChange(NOW_MS));
      const { pinId } = made.pin;
      expect(await store.restore(pinId, draft, aChange(NOW_MS))).toBeNull();
      await store.remove(pinId, null, aChange(NOW_MS));
      const back = (await store.restore(pinId, { ...draft, note: 'back' }, aChange(NOW_MS + 7)))!;
      expect(back).toMatchObject({ pinNo: made.pinNo, pin: { pinId, note: 'back', version: 2 } });
      expect(await store.get(pinId)).toEqual(back);
      expect((await store.list({ cursor: null, limit: 500, removed: true })).pins).not.toContainEqual(back);
      expect(await store.restore('nothing', draft, aChange(NOW_MS))).toBeNull();
    });

    test('an undo is refused where the pin has changed since, and changes nothing', async () => {
      const { pin } = await store.create(draft, aChange(NOW_MS));
      const object = pinObject(pin.pinId);
      const [entry] = await auditLog.list({ object, limit: 1 });
      await store.replace(pin.pinId, { ...draft, position: 1 }, null, aChange(NOW_MS));
      const undo = { ...aChange(NOW_MS), undoes: entry!.id };
      await expect(store.remove(pin.pinId, null, undo)).rejects.toMatchObject({ code: 'cannot-undo' });
      expect((await store.get(pin.pinId))!.pin.position).toBe(1);
    });

    test('refuses a cursor that is not its own', async () => {
      const foreign = store.list({ cursor: '!nonsense!', limit: 10 });
      await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' });
    });

    test('current are those that are not over: future and disabled ones too, [from, until)', async () => {
      const untilMs = Date.parse(draft.until);
      const { pin } = await store.create(draft, aChange(NOW_MS));
      const isCurrent = async (nowMs: number) =>
        (await store.current(nowMs)).some((one) => one.pin.pinId === pin.pinId);
      expect(await isCurrent(Date.parse(draft.from) - 1000)).toBe(true);
      expect(await isCurrent(untilMs - 1)).toBe(true);
      expect(await isCurrent(untilMs)).toBe(false);
    });
  });
}
