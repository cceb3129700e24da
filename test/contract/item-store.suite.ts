import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../src/domain/item.ts';
import type { ItemStore } from '../../src/domain/ports/item-store.ts';
import { anItem } from '../support/items.ts';

/** What every ItemStore promises. `open` gives an empty store. */
export function describeItemStore(
  name: string,
  open: () => Promise<{ store: ItemStore; close(): Promise<void> }>,
): void {
  describe(`an item store in ${name}`, () => {
    let store: ItemStore;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(() => close());

    const changedSince = async (revision: number): Promise<StoredItem[]> => {
      const changed: StoredItem[] = [];
      for await (const batch of store.changedSince(revision)) changed.push(...batch);
      return changed;
    };
    const change = { atMs: 1_772_366_400_000, actor: 'key-1', reason: 'a test' };
    const lastRevision = async () => (await changedSince(0)).at(-1)?.revision ?? 0;

    test('gives null for what it does not have', async () => {
      expect(await store.get('nothing')).toBeNull();
    });

    test('gives back an item as it was stored, every field of it', async () => {
      const item = anItem('whole', {
        type: 'episode',
        title: 'Ünïcödé ☂ "quoted"',
        genres: ['Drama', 'Crime'],
        cast: ['A', 'B'],
        language: 'pt-BR',
        releaseDate: '1895-12-28',
        durationS: 1234.5,
        maturity: 'teen',
        seriesId: 'some-series',
        season: 0,
        episode: 3,
        windows: [
          { region: 'GB', from: '2026-01-01T00:00:00+01:00', until: null },
          { region: '*', from: null, until: '2027-01-01T00:00:00Z' },
        ],
        imageUrl: 'https://example.org/a.jpg',
      });
      expect(await store.upsert([item])).toEqual({ created: 1, changed: 0, unchanged: 0 });
      expect(await store.get('whole')).toMatchObject({ item, blocked: false, deleted: false });
    });

    test('counts what is new, what changed and what did not', async () => {
      await store.upsert([anItem('count1'), anItem('count2')]);
      const again = [anItem('count1'), anItem('count2', { title: 'Other' }), anItem('count3')];
      expect(await store.upsert(again)).toEqual({ created: 1, changed: 1, unchanged: 1 });
    });

    test('of two items with one id in a call keeps the later, and counts one', async () => {
      const counts = await store.upsert([anItem('twice', { title: 'A' }), anItem('twice', { title: 'B' })]);
      expect(counts).toEqual({ created: 1, changed: 0, unchanged: 0 });
      expect((await store.get('twice'))!.item.title).toBe('B');
    });

    test('an equal item changes nothing, not even the revision; a change raises it', async () => {
      await store.upsert([anItem('same')]);
      const before = (await store.get('same'))!;
      await store.upsert([anItem('same')]);
      expect(await store.get('same')).toEqual(before);
      await store.upsert([anItem('same', { title: 'Other' })]);
      const after = (await store.get('same'))!;
      expect(after.revision).toBeGreaterThan(before.revision);
      expect(after.itemNo).toBe(before.itemNo);
    });

    test('a removed item is gone from get, list and count, is told as deleted, and keeps its number when it comes back', async () => {
      await store.upsert([anItem('removed')]);
      const { itemNo } = (await store.get('removed'))!;
      const [count, since] = [await store.count(), await lastRevision()];
      expect(await store.remove('removed', change)).toBe(true);
      expect(await store.remove('removed', change)).toBe(false);
      expect(await store.get('removed')).toBeNull();
      expect(await store.count()).toBe(count - 1);
      expect((await store.list({ query: 'removed', cursor: null, limit: 10 })).items).toEqual([]);
      expect(await changedSince(since)).toMatchObject([{ itemNo, deleted: true }]);
      expect(await store.upsert([anItem('removed')])).toEqual({ created: 1, changed: 0, unchanged: 0 });
      expect(await store.get('removed')).toMatchObject({ itemNo, deleted: false });
    });

    test('a block is told as a change, outlives a replacement and a deletion, and ends when it is ended', async () => {
      await store.upsert([anItem('blocked')]);
      const since = await lastRevision();
      expect(await store.setBlocked('blocked', true, 'rights', change)).toBe(true);
      expect(await changedSince(since)).toMatchObject([{ blocked: true }]);
      await store.upsert([anItem('blocked', { title: 'Other' })]);
      expect((await store.get('blocked'))!.blocked).toBe(true);
      await store.remove('blocked', change);
      await store.upsert([anItem('blocked')]);
      expect((await store.get('blocked'))!.blocked).toBe(true);
      expect(await store.setBlocked('blocked', false, '', change)).toBe(true);
      expect((await store.get('blocked'))!.blocked).toBe(false);
      expect(await store.setBlocked('nothing', true, 'rights', change)).toBe(false);
      expect(await store.remove('nothing', change)).toBe(false);
    });

    test('a tag is given once, in any case, and taken away; each is a change, and doing it again is none', async () => {
      await store.upsert([anItem('tagged', { tags: ['War'], genres: ['Drama'] })]);
      const tagged = async () => (await store.get('tagged'))!.item;
      expect(await store.setTag('tagged', { field: 'tags', value: 'heist' }, true, change)).toBe(true);
      expect(await store.setTag('tagged', { field: 'genres', value: 'Crime' }, true, change)).toBe(true);
      expect(await tagged()).toEqual(anItem('tagged', { tags: ['War', 'heist'], genres: ['Drama', 'Crime'] }));
      const revision = await lastRevision();
      expect(await store.setTag('tagged', { field: 'tags', value: 'HEIST' }, true, change)).toBe(true);
      expect(await store.setTag('tagged', { field: 'tags', value: 'noir' }, false, change)).toBe(true);
      expect(await lastRevision()).toBe(revision);
      expect(await store.setTag('tagged', { field: 'tags', value: 'war' }, false, change)).toBe(true);
      expect(await tagged()).toMatchObject({ tags: ['heist'], genres: ['Drama', 'Crime'] });
      expect((await changedSince(revision)).map(({ item }) => item.itemId)).toEqual(['tagged']);
      expect(await store.setTag('nowhere', { field: 'tags', value: 'war' }, true, change)).toBe(false);
      await store.upsert([anItem('full', { genres: Array.from({ length: 50 }, (_, n) => `Genre ${n}`) })]);
      await expect(store.setTag('full', { field: 'genres', value: 'War' }, true, change)).rejects.toMatchObject({
        code: 'limit-reached',
      });
    });

    test('tells what changed after a revision, by revision, each once', async () => {
      const since = await lastRevision();
      await store.upsert(Array.from({ length: 2500 }, (_, at) => anItem(`many${at}`)));
      const changed = await changedSince(since);
      expect(new Set(changed.map((stored) => stored.item.itemId)).size).toBe(2500);
      const revisions = changed.map((stored) => stored.revision);
      expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
      expect(await changedSince(revisions.at(-1)!)).toEqual([]);
    });

    test('lists every match once along the cursors, by id; title or id, in any case', async () => {
      const ids = ['page-C', 'page-a', 'page-b', 'page-d', 'page:e'];
      await store.upsert(ids.map((itemId) => anItem(itemId, { title: 'x' })));
      await store.upsert([anItem('zzz', { title: 'My PAGE' }), anItem('other%', { title: 'x' })]);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.list({ query: 'Page', cursor, limit: 2 });
        seen.push(...page.items.map((stored) => stored.item.itemId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(['page-C', 'page-a', 'page-b', 'page-d', 'page:e', 'zzz']);
      const percent = await store.list({ query: '%', cursor: null, limit: 10 });
      expect(percent.items.map((stored) => stored.item.itemId)).toEqual(['other%']);
    });

    test('lists items by their ids, those that there are', async () => {
      await store.upsert(['by-id-c', 'by-id-a', 'by-id-b', 'by-id-gone'].map((itemId) => anItem(itemId)));
      await store.remove('by-id-gone', change);
      const itemIds = ['by-id-c', 'never-was', 'by-id-a', 'by-id-gone', 'by-id-a'];
      const idsOf = (page: Awaited<ReturnType<typeof store.list>>) => page.items.map(({ item }) => item.itemId);
      const first = await store.list({ query: null, itemIds, cursor: null, limit: 1 });
      expect(idsOf(first)).toEqual(['by-id-a']);
      const rest = await store.list({ query: null, itemIds, cursor: first.nextCursor, limit: 1 });
      expect([idsOf(rest), rest.nextCursor]).toEqual([['by-id-c'], null]);
      expect(idsOf(await store.list({ query: 'ID-C', itemIds, cursor: null, limit: 9 }))).toEqual(['by-id-c']);
      expect(idsOf(await store.list({ query: null, itemIds: [], cursor: null, limit: 9 }))).toEqual([]);
    });

    test('refuses a cursor that is not its own', async () => {
      const foreign = store.list({ query: null, cursor: '!nonsense!', limit: 10 });
      await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' });
    });

    test('does nothing with nothing', async () => {
      expect(await store.upsert([])).toEqual({ created: 0, changed: 0, unchanged: 0 });
    });
  });
}
