import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { AuditLog, StoredAuditEntry } from '../../src/domain/ports/audit-log.ts';
import type { ItemStore } from '../../src/domain/ports/item-store.ts';
import type { ObjectivesStore } from '../../src/domain/ports/objectives-store.ts';
import { draftOfPin, type PinStore, pinObject } from '../../src/domain/ports/pin-store.ts';
import type { SuggestionStore } from '../../src/domain/ports/suggestion-store.ts';
import type { SwitchesStore } from '../../src/domain/ports/switches-store.ts';
import { type TemplatesStore, templatesOf } from '../../src/domain/ports/templates-store.ts';
import { createUndoers, type UndoableStores, undoerOf } from '../../src/editorial/undoers.ts';
import { anItem } from '../support/items.ts';
import { aPinDraft } from '../support/pin-drafts.ts';
import { aTagSuggestion } from '../support/suggestions.ts';

export interface OpenedUndo {
  readonly auditLog: AuditLog;
  readonly stores: UndoableStores & {
    readonly templatesStore: TemplatesStore;
    readonly switchesStore: SwitchesStore;
    readonly objectivesStore: ObjectivesStore;
    readonly itemStore: ItemStore;
    readonly suggestionStore: SuggestionStore;
    readonly pinStore: PinStore;
  };
  close(): Promise<void>;
}

const AT_MS = Date.parse('2026-03-01T12:00:00.000Z');
const SUGGESTION = aTagSuggestion('i2');

/** What every store whose changes can be undone promises, together with the audit log. `open` gives stores that nobody has touched. */
export function describeUndo(name: string, open: () => Promise<OpenedUndo>): void {
  describe(`undo in ${name}`, () => {
    let opened: OpenedUndo;
    let pinId: string;
    const by = { atMs: AT_MS, actor: 'key-1', reason: 'a test' };
    beforeAll(async () => {
      opened = await open();
      await opened.stores.itemStore.upsert([anItem('i1'), anItem('i2')]);
      ({ pinId } = (await opened.stores.pinStore.create(aPinDraft('i1'), by)).pin);
    });
    afterAll(() => opened.close());

    /** Of the newest first; the id of the pin is known once it is made. */
    const entriesOf = (object: string, limit = 1000) =>
      opened.auditLog.list({ object: object === 'a pin' ? pinObject(pinId) : object, limit });
    const newest = async (object: string) => (await entriesOf(object, 1))[0] ?? null;
    const undo = (entry: StoredAuditEntry) =>
      undoerOf(createUndoers(opened.stores), entry).putBack(entry, { ...by, undoes: entry.id });
    const refused = expect.objectContaining({ code: 'cannot-undo' });

    /** A change of each kind, another for every n, and how its object stands. */
    const KINDS = [
      {
        object: 'template:tv',
        change: (n: number) => {
          const template = n % 3 === 0 ? null : { ...DEFAULT_TEMPLATES.tv, diversity: (n % 100) / 100 };
          return opened.stores.templatesStore.put('tv', template, null, by);
        },
        read: async () => templatesOf(await opened.stores.templatesStore.list()).tv,
      },
      {
        object: 'switch:row:genre',
        change: (n: number) => {
          const setting = { state: n % 2 ? 'off' : 'on', untilMs: n % 3 ? AT_MS + n * 1000 : null } as const;
          return opened.stores.switchesStore.put('row:genre', setting, null, by);
        },
        read: async () => {
          const found = (await opened.stores.switchesStore.list()).find((one) => one.name === 'row:genre');
          return { state: found?.state ?? 'on', untilMs: found?.untilMs ?? null };
        },
      },
      {
        object: 'objectives',
        change: (n: number) =>
          opened.stores.objectivesStore.put({ ...DEFAULT_OBJECTIVES, click: (n % 100) / 100 }, null, by),
        read: async () => (await opened.stores.objectivesStore.current()).weights,
      },
      {
        object: 'item:i1',
        change: (n: number) => opened.stores.itemStore.setBlocked('i1', n % 3 > 0, `reason ${n}`, by),
        read: async () => (await opened.stores.itemStore.get('i1'))!.blocked,
      },
      {
        object: 'item:i2',
        change: (n: number) => opened.stores.itemStore.setTag('i2', { field: 'tags', value: 'War' }, n % 4 > 0, by),
        read: async () => (await opened.stores.itemStore.get('i2'))!.item.tags.toSorted(),
      },
      {
        object: `suggestion:${SUGGESTION.suggestionId}`,
        async change() {
          const { suggestionStore } = opened.stores;
          const isJudged = (await suggestionStore.judgedSince(0)).has(SUGGESTION.subject);
          if (isJudged) await suggestionStore.reopen(SUGGESTION.suggestionId, by);
          else await suggestionStore.judge(SUGGESTION, 'rejected', by);
        },
        read: async () => (await opened.stores.suggestionStore.judgedSince(0)).has(SUGGESTION.subject),
      },
      {
        object: 'a pin',
        async change(n: number) {
          const { pinStore } = opened.stores;
          const draft = aPinDraft('i1', { position: 2 + (n % 90), note: `for ${n}` });
          if ((await pinStore.get(pinId)) === null) await pinStore.restore(pinId, draft, by);
          else if (n % 4 === 0) await pinStore.remove(pinId, null, by);
          else await pinStore.replace(pinId, draft, null, by);
        },
        async read() {
          const found = await opened.stores.pinStore.get(pinId);
          return found && draftOfPin(found.pin);
        },
      },
      {
        object: 'segment:s1',
        async change(n: number) {
          const { segmentStore } = opened.stores;
          const segment = { name: `Segment ${n}`, filter: 'newUser = yes', note: '' };
          if (n % 4 === 0 && (await segmentStore.remove('s1', null, by))) return;
          await segmentStore.put('s1', segment, null, by);
        },
        read: async () => (await opened.stores.segmentStore.get('s1'))?.value ?? null,
      },
    ];

    test.each(KINDS)('$object: changed and undone it is as before, and the log has both', async (kind) => {
      const before = await kind.read();
      await kind.change(1);
      const entry = (await newest(kind.object))!;
      expect(await kind.read()).not.toEqual(before);
      await undo(entry);
      expect(await kind.read()).toEqual(before);
      const undone = (await newest(kind.object))!;
      expect(undone).toMatchObject({ ...by, object: entry.object, undoes: entry.id, before: entry.after });
      expect(await opened.auditLog.get(entry.id)).toEqual({ ...entry, undoneBy: undone.id });
      await undo(undone);
      expect((await newest(kind.object))!.after).toEqual(entry.after);
    });

    test.each(KINDS)('$object: whatever was changed and undone, only what stands can be undone', async (kind) => {
      const step = fc.record({ undoes: fc.option(fc.nat({ max: 5 })), n: fc.nat({ max: 1000 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
          // Each change makes a state of its own, which only undos bring back: `at` counts them, `states` holds how they looked.
          const states = [await kind.read()];
          const made: { entry: StoredAuditEntry; before: number; after: number; undone: boolean }[] = [];
          let at = 0;
          for (const { undoes, n } of steps) {
            const before = at;
            const last = await newest(kind.object);
            const of = undoes === null ? undefined : made[undoes];
            if (of === undefined) {
              await kind.change(n);
              if ((await newest(kind.object))?.id === last?.id) continue;
              at = states.push(await kind.read()) - 1;
            } else if (of.undone || of.after !== at) {
              await expect(undo(of.entry)).rejects.toEqual(refused);
              expect(await newest(kind.object)).toEqual(last);
              continue;
            } else {
              await undo(of.entry);
              of.undone = true;
              at = of.before;
            }
            expect(await kind.read()).toEqual(states[at]);
            made.push({ entry: (await newest(kind.object))!, before, after: at, undone: false });
          }
        }),
        { numRuns: 8 },
      );
    });

    test.each(KINDS)('$object: undone by several at once it is undone once', async (kind) => {
      // Unlike what stands, whatever that is.
      await kind.change(7);
      await kind.change(8);
      const entry = (await newest(kind.object))!;
      const all = await Promise.allSettled([undo(entry), undo(entry), undo(entry), undo(entry)]);
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of all) if (one.status === 'rejected') expect(one.reason).toEqual(refused);
      const entries = await entriesOf(kind.object);
      expect(entries.filter(({ undoes }) => undoes === entry.id)).toHaveLength(1);
    });

    test.each(KINDS)('$object: changed and undone at once, either comes first, and neither is lost', async (kind) => {
      await kind.change(10);
      await kind.change(11);
      const entry = (await newest(kind.object))!;
      await Promise.allSettled([undo(entry), kind.change(13), undo(entry), kind.change(14)]);
      const entries = (await entriesOf(kind.object)).toReversed();
      // Each found what the one before left; null is how a switch that nobody touched is written.
      for (const [n, { before }] of entries.slice(1).entries()) expect(before).toEqual(entries[n]!.after);
      for (const [n, { undoes }] of entries.entries()) if (undoes === entry.id) expect(entries[n - 1]!.id).toBe(undoes);
    });

    test('a removed item comes back as it was, with its block; what came before its removal can be undone only then', async () => {
      const { itemStore } = opened.stores;
      await itemStore.setBlocked('i2', true, 'rights', by);
      await itemStore.setBlocked('i2', false, '', by);
      const block = (await newest('item:i2'))!;
      const whole = (await itemStore.get('i2'))!;
      await itemStore.remove('i2', by);
      const removal = (await newest('item:i2'))!;
      expect(removal).toMatchObject({ action: 'item.delete', before: whole.item, after: null });
      await expect(undo(block)).rejects.toEqual(refused);
      const both = await Promise.allSettled([undo(removal), undo(removal)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const one of both) if (one.status === 'rejected') expect(one.reason).toEqual(refused);
      expect(await itemStore.get('i2')).toMatchObject({ item: whole.item, itemNo: whole.itemNo, blocked: false });
      const restored = (await newest('item:i2'))!;
      expect(restored).toMatchObject({ action: 'item.restore', before: null, after: whole.item, undoes: removal.id });
      expect(() => undo(restored)).toThrow('DELETE /v1/items/{itemId}');
      await undo(block);
      expect((await newest('item:i2'))!.after).toEqual({ blocked: true, reason: 'rights' });
      expect((await itemStore.get('i2'))!.blocked).toBe(true);
    });

    test('a pin that was made and undone is gone; brought back it has its id and number, and a version of its own', async () => {
      const { pinStore } = opened.stores;
      const made = await pinStore.create(aPinDraft('i2'), by);
      const object = pinObject(made.pin.pinId);
      const creation = (await newest(object))!;
      await undo(creation);
      expect(await pinStore.get(made.pin.pinId)).toBeNull();
      await expect(undo(creation)).rejects.toEqual(refused);
      await undo((await newest(object))!);
      const back = (await pinStore.get(made.pin.pinId))!;
      expect(back.pinNo).toBe(made.pinNo);
      expect(draftOfPin(back.pin)).toEqual(aPinDraft('i2'));
      expect(back.pin.version).toBeGreaterThan(made.pin.version);
    });

    test('an item that was put again after its removal stays as it was put', async () => {
      const { itemStore } = opened.stores;
      await itemStore.upsert([anItem('i3')]);
      expect(await itemStore.restore('i3', by)).toBe(false);
      await itemStore.remove('i3', by);
      const removal = (await newest('item:i3'))!;
      await itemStore.upsert([anItem('i3', { title: 'Anew' })]);
      await expect(undo(removal)).rejects.toEqual(refused);
      expect((await itemStore.get('i3'))!.item.title).toBe('Anew');
      expect(await newest('item:i3')).toEqual(removal);
      expect(await itemStore.restore('nobody', by)).toBe(false);
    });

    test('blocking what is blocked for the same reason is no change', async () => {
      const { itemStore } = opened.stores;
      const last = await newest('item:i2');
      expect(await itemStore.setBlocked('i2', true, 'rights', by)).toBe(true);
      expect(await newest('item:i2')).toEqual(last);
      await itemStore.setBlocked('i2', true, 'a complaint', by);
      expect(await newest('item:i2')).toMatchObject({
        action: 'item.block',
        before: { blocked: true, reason: 'rights' },
        after: { blocked: true, reason: 'a complaint' },
      });
    });

    test('what changes nothing is recorded too, and cannot be taken back', async () => {
      const entry = { ...by, action: 'users.hash', object: 'users', before: null, after: { users: 3 } };
      await opened.auditLog.record(entry);
      expect(await newest('users')).toMatchObject(entry);
      expect(() => undoerOf(createUndoers(opened.stores), { ...entry, id: 1 })).toThrow(/cannot be called back/);
    });

    test('the log is read by object, beginning of the action, actor and time, the newest first, on from an id', async () => {
      const { switchesStore } = opened.stores;
      for (const minute of [0, 1, 2]) {
        const change = { atMs: AT_MS + minute * 60_000, actor: 'key-2', reason: String(minute) };
        await switchesStore.put('ranker', { state: 'off', untilMs: null }, null, change);
      }
      const reasons = async (query: Partial<Parameters<AuditLog['list']>[0]>) =>
        (await opened.auditLog.list({ limit: 10, actor: 'key-2', ...query })).map(({ reason }) => reason);
      expect(await reasons({})).toEqual(['2', '1', '0']);
      expect(await reasons({ object: 'switch:ranker', action: 'switch.' })).toEqual(['2', '1', '0']);
      expect(await reasons({ object: 'switch:rank' })).toEqual([]);
      expect(await reasons({ action: 'switch%' })).toEqual([]);
      expect(await reasons({ fromMs: AT_MS + 60_000, toMs: AT_MS + 120_000 })).toEqual(['1']);
      const [first] = await opened.auditLog.list({ limit: 1, actor: 'key-2' });
      expect(await reasons({ before: first!.id, limit: 1 })).toEqual(['1']);
      expect(await opened.auditLog.get(1_000_000)).toBeNull();
      expect(await reasons({ actor: 'key' })).toEqual([]);
    });
  });
}
