import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { type EditorialKind, type EditorialStore, MOST_OF_A_KIND } from '../../src/domain/ports/editorial-store.ts';
import { ONCE_MS } from '../../src/domain/ports/pin-store.ts';

export interface OpenedEditorialStores {
  readonly store: EditorialStore<Thing>;
  /** Of another kind, beside the first. */
  readonly other: EditorialStore<Thing>;
  /** The newest last, without what the log adds. */
  audited(): Promise<readonly AuditEntry[]>;
  /** Version of the part, as the change feed counts. */
  partVersion(): Promise<number>;
  close(): Promise<void>;
}

export interface Thing {
  readonly word: string;
  readonly parts: readonly string[];
}

/** A kind whose objects of before had no parts. */
export const THING_KIND: EditorialKind<Thing> = {
  kind: 'segment',
  complete: (value) => ({ parts: [], ...(value as Pick<Thing, 'word'>) }),
};
export const OTHER_KIND: EditorialKind<Thing> = { ...THING_KIND, kind: 'rule' };

/** What every EditorialStore promises. `open` gives two of which nobody has touched one. */
export function describeEditorialStore(name: string, open: () => Promise<OpenedEditorialStores>): void {
  describe(`an editorial store in ${name}`, () => {
    let opened: OpenedEditorialStores;
    let store: EditorialStore<Thing>;
    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(() => opened.close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const change = (reason = '', atMs = NOW_MS) => ({ atMs, actor: 'key-1', reason });
    const thing = (word: string): Thing => ({ word, parts: ['a', 'b'] });
    const refused = (code: string) => expect.objectContaining({ code });

    test('what was created is there as it was sent, with version 1, by whom and when', async () => {
      const made = await store.create('first', thing('one'), change('made'));
      expect(made).toEqual({
        id: 'first',
        value: thing('one'),
        version: 1,
        createdAt: '2026-03-01T12:00:00.000Z',
        updatedAt: '2026-03-01T12:00:00.000Z',
        updatedBy: 'key-1',
      });
      expect(await store.get('first')).toEqual(made);
      expect(await store.all()).toEqual([made]);
      expect(await store.get('nobody')).toBeNull();
    });

    test('an id that is taken is refused, one that is not given is made, and two kinds never meet', async () => {
      await expect(store.create('first', thing('again'), change())).rejects.toEqual(refused('already-exists'));
      const [a, b] = [await store.create(null, thing('a'), change()), await store.create(null, thing('b'), change())];
      expect(a.id).not.toBe(b.id);
      expect((await opened.other.create('first', thing('of another kind'), change())).version).toBe(1);
      expect((await store.get('first'))!.value.word).toBe('one');
      expect((await opened.other.all()).map(({ value }) => value.word)).toEqual(['of another kind']);
    });

    test('put replaces what is there and creates what is not, and says which', async () => {
      const put = await store.put('first', thing('two'), null, change('replaced', NOW_MS + 1000));
      expect(put).toMatchObject({ isNew: false, stored: { version: 2, createdAt: '2026-03-01T12:00:00.000Z' } });
      expect(put.stored.updatedAt).toBe('2026-03-01T12:00:01.000Z');
      expect(await store.get('first')).toEqual(put.stored);
      expect(await store.put('put', thing('new'), null, change())).toMatchObject({
        isNew: true,
        stored: { version: 1 },
      });
    });

    test('of those who read one version one changes it; of what is not there nobody has', async () => {
      const both = await Promise.allSettled([
        store.put('first', thing('x'), 2, change()),
        store.put('first', thing('y'), 2, change()),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(store.put('first', thing('z'), 2, change())).rejects.toEqual(refused('precondition-failed'));
      await expect(store.put('nobody', thing('z'), 0, change())).rejects.toEqual(refused('precondition-failed'));
      await expect(store.remove('first', 2, change())).rejects.toEqual(refused('precondition-failed'));
      expect((await store.get('first'))!.version).toBe(3);
      const all = await Promise.all(['c', 'd'].map((word) => store.put('first', thing(word), null, change())));
      expect(all.map(({ stored }) => stored.version).sort()).toEqual([4, 5]);
    });

    test('what was removed is gone; put or created again it is new, and no version comes twice', async () => {
      expect(await store.remove('put', null, change('gone'))).toBe(true);
      expect(await store.remove('put', null, change())).toBe(false);
      expect(await store.get('put')).toBeNull();
      expect((await store.all()).map(({ id }) => id)).not.toContain('put');
      const anew = await store.put('put', thing('anew'), null, change('', NOW_MS + 5000));
      expect(anew).toMatchObject({ isNew: true, stored: { version: 2, createdAt: '2026-03-01T12:00:05.000Z' } });
      expect((await store.all()).at(-1)!.id).toBe('put');
      await store.remove('put', 2, change());
      expect((await store.create('put', thing('created'), change())).version).toBe(3);
    });

    test('what comes back is where it was, as it is given, with the next version; what stands or never was is not restored', async () => {
      await store.put('back', thing('was'), null, change());
      await store.create('after', thing('after'), change());
      await store.remove('back', null, change());
      expect(await store.restore('back', thing('is'), change('back'))).toMatchObject({
        version: 2,
        value: thing('is'),
      });
      expect((await store.all()).slice(-2).map(({ id }) => id)).toEqual(['back', 'after']);
      expect(await store.restore('back', thing('twice'), change())).toBeNull();
      expect(await store.restore('nobody', thing('is'), change())).toBeNull();
    });

    test('a creation that is repeated with its key makes nothing, until it is forgotten', async () => {
      const once = { key: 'k1', digest: 'd1' };
      const made = await store.create(null, thing('once'), change(), once);
      expect(await store.create(null, thing('once'), change('', NOW_MS + ONCE_MS - 1), once)).toEqual(made);
      const other = store.create(null, thing('other'), change(), { ...once, digest: 'd2' });
      await expect(other).rejects.toEqual(refused('idempotency-key-reused'));
      const { stored } = await store.put(made.id, thing('changed'), null, change());
      expect(await store.create(null, thing('once'), change(), once)).toEqual(stored);
      await store.remove(made.id, null, change());
      expect(await store.create(null, thing('once'), change(), once)).toMatchObject({ id: made.id });
      expect(await store.get(made.id)).toBeNull();
      const late = await store.create(null, thing('once'), change('', NOW_MS + ONCE_MS), once);
      expect(late.id).not.toBe(made.id);
      const four = [1, 2, 3, 4].map(() => store.create(null, thing('k2'), change(), { key: 'k2', digest: 'd' }));
      expect(new Set((await Promise.all(four)).map(({ id }) => id)).size).toBe(1);
      const elsewhere = await opened.other.create(null, thing('k1'), change(), { key: 'k1', digest: 'd3' });
      expect(elsewhere.value.word).toBe('k1');
    });

    test('a list goes on from its cursor by creation, and what is none of its cursors is refused', async () => {
      const all = await store.all();
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof store.list>> = await store.list({ cursor, limit: 2 });
        seen.push(...page.objects.map(({ id }) => id));
        expect(page.objects.length).toBeLessThanOrEqual(2);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(all.map(({ id }) => id));
      expect((await store.list({ cursor: null, limit: all.length })).nextCursor).toBeNull();
      await expect(store.list({ cursor: 'x', limit: 2 })).rejects.toEqual(refused('invalid-request'));
    });

    test('every change is audited with what was before, and counted by the feed; what was refused is neither', async () => {
      const entries = await opened.audited();
      const of = (object: string) =>
        entries
          .filter((entry) => entry.object === object)
          .map(({ action, before, after }) =>
            [action, before, after].map((part) => (part as Thing | null)?.word ?? part),
          );
      expect(of('segment:back')).toEqual([
        ['segment.create', null, 'was'],
        ['segment.remove', 'was', null],
        ['segment.restore', null, 'is'],
      ]);
      expect(of('segment:first').slice(0, 2)).toEqual([
        ['segment.create', null, 'one'],
        ['segment.replace', 'one', 'two'],
      ]);
      expect(of('rule:first')).toEqual([['rule.create', null, 'of another kind']]);
      expect(entries[0]).toMatchObject({ atMs: NOW_MS, actor: 'key-1', reason: 'made', after: thing('one') });
      expect(await opened.partVersion()).toBe(entries.length);
    });

    test('there are no more than the most there can be, until one goes', async () => {
      const { other } = opened;
      while ((await other.all()).length < MOST_OF_A_KIND) await other.create(null, thing('one of many'), change());
      await expect(other.create(null, thing('too many'), change())).rejects.toEqual(refused('limit-reached'));
      await expect(other.put('more', thing('too many'), null, change())).rejects.toEqual(refused('limit-reached'));
      await other.put('first', thing('a change'), null, change());
      await other.remove('first', null, change());
      expect((await other.put('more', thing('the last'), null, change())).isNew).toBe(true);
      // What was taken away by mistake comes back in any case.
      expect(await other.restore('first', thing('first'), change())).not.toBeNull();
    });
  });
}
