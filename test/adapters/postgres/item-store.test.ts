import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createItemNumbers } from '../../../src/adapters/postgres/item-numbers.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { collect, openStores, type Stores } from '../../support/postgres-stores.ts';

const CHANGE = { atMs: 0, actor: 'key-1', reason: 'a test' };

describe('item store', () => {
  let database: TestDatabase;
  let stores: Stores;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const revisionNow = async () =>
    Math.max(0, ...(await collect(stores.items.changedSince(0))).map(({ revision }) => revision));

  test('a number is allotted at the first mention, once, and never given to another id', async () => {
    const [first] = await stores.itemNumbers.resolve(['n-1']);
    await stores.items.upsert([anItem('n-1')]);
    await stores.items.remove('n-1', CHANGE);
    const numbers = await stores.itemNumbers.resolve(['n-2', 'n-1', 'n-2']);
    expect(numbers[1]).toBe(first);
    expect(numbers[0]).toBe(numbers[2]);
    expect(numbers[0]).not.toBe(first);
    await stores.items.upsert([anItem('n-1')]);
    expect((await stores.items.get('n-1'))?.itemNo).toBe(first);
  });

  test('processes that meet the same ids at once agree on their numbers', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `shared-${n}`);
    const others = Array.from({ length: 4 }, () => createItemNumbers({ pool: stores.pool }));
    const answers = await Promise.all(
      others.map((numbers, n) => numbers.resolve(n % 2 === 0 ? ids : ids.toReversed())),
    );
    for (const [n, answer] of answers.entries()) {
      expect([...(n % 2 === 0 ? answer : answer.toReversed())]).toEqual([...answers[0]!]);
    }
    expect(new Set(answers[0]).size).toBe(300);
    expect(others[0]!.known('shared-7')).toBe(answers[0]![7]);
    expect(others[0]!.known('never-met')).toBe(0);
  });

  test('an item remembers when it first came, whatever became of it since', async () => {
    const cameAt = async () =>
      (await collect(stores.items.changedSince(0))).find(({ item }) => item.itemId === 'came')!.addedAtMs!;
    await stores.items.upsert([anItem('came')]);
    const first = await cameAt();
    expect(Number.isFinite(first)).toBe(true);
    await stores.pool.query(`UPDATE items SET added_at = added_at - interval '3 days'`);
    await stores.items.upsert([anItem('came', { title: 'Another title' })]);
    await stores.items.setBlocked('came', true, 'a test', CHANGE);
    await stores.items.remove('came', CHANGE);
    await stores.items.upsert([anItem('came')]);
    expect(await cameAt()).toBe(first - 3 * 86_400_000);
  });

  test('an item comes back as it went in', async () => {
    const item = anItem('whole', {
      title: 'Ett "svårt" namn \\ 映画',
      genres: ['Drama', 'Sci-Fi'],
      windows: [{ region: 'SE', from: '2026-01-01T00:00:00+01:00', until: null }],
      durationS: 5400.5,
    });
    await stores.items.upsert([item]);
    expect(await stores.items.get('whole')).toMatchObject({ item, blocked: false, deleted: false });
    expect(await stores.items.get('nobody')).toBeNull();
  });

  test('upsert tells created from changed from unchanged; the later of two in one call wins', async () => {
    expect(await stores.items.upsert([anItem('u-1'), anItem('u-2'), anItem('u-1', { title: 'Later' })])).toEqual({
      ...{ created: 2, changed: 0, unchanged: 0 },
    });
    const before = await revisionNow();
    expect(await stores.items.upsert([anItem('u-1', { title: 'Later' })])).toEqual({
      created: 0,
      changed: 0,
      unchanged: 1,
    });
    expect(await revisionNow()).toBe(before);
    expect(await stores.items.upsert([anItem('u-2', { title: 'New' }), anItem('u-3')])).toEqual({
      ...{ created: 1, changed: 1, unchanged: 0 },
    });
    await stores.items.remove('u-3', CHANGE);
    expect(await stores.items.upsert([anItem('u-3')])).toEqual({ created: 1, changed: 0, unchanged: 0 });
    expect((await stores.items.get('u-1'))?.item.title).toBe('Later');
  });

  test('a reader that asks for what changed misses nothing: edits, blocks and removals, in order', async () => {
    await stores.items.upsert([anItem('c-1'), anItem('c-2'), anItem('c-3')]);
    const since = await revisionNow();
    expect(await stores.items.setBlocked('c-1', true, 'rights', CHANGE)).toBe(true);
    expect(await stores.items.remove('c-2', CHANGE)).toBe(true);
    await stores.items.upsert([anItem('c-3', { title: 'New' })]);
    const changes = await collect(stores.items.changedSince(since));
    expect(changes.map(({ item, blocked, deleted }) => [item.itemId, blocked, deleted])).toEqual([
      ['c-1', true, false],
      ['c-2', false, true],
      ['c-3', false, false],
    ]);
    expect(await stores.items.get('c-2')).toBeNull();
    expect(await stores.items.remove('c-2', CHANGE)).toBe(false);
    expect(await stores.items.setBlocked('nobody', true, '', CHANGE)).toBe(false);
  });

  test('an edit does not unblock an item', async () => {
    await stores.items.upsert([anItem('b-1')]);
    await stores.items.setBlocked('b-1', true, 'rights', CHANGE);
    await stores.items.upsert([anItem('b-1', { title: 'New' })]);
    expect((await stores.items.get('b-1'))?.blocked).toBe(true);
    await stores.items.setBlocked('b-1', false, '', CHANGE);
    expect((await stores.items.get('b-1'))?.blocked).toBe(false);
  });

  test('writers at once: every revision is visible before a greater one is', async () => {
    const seen = new Set<string>();
    let last = await revisionNow();
    let writing = true;
    const read = async () => {
      for (const { item, revision } of await collect(stores.items.changedSince(last))) {
        seen.add(item.itemId);
        last = revision;
      }
    };
    const reading = (async () => {
      while (writing) await read();
    })();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => stores.items.upsert([anItem(`w-${n}`), anItem(`w-${n}-b`)])),
    );
    writing = false;
    await reading;
    // What came after the last look; a revision that was passed by would not be among it.
    await read();
    expect(seen.size).toBe(80);
  });

  test('cursors walk the whole list once, by id, and a search finds by title or id', async () => {
    await stores.items.upsert(['l-b', 'l-a', 'l-C', 'l-d'].map((id) => anItem(id, { title: `Walk ${id}` })));
    await stores.items.remove('l-d', CHANGE);
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await stores.items.list({ query: 'WALK', cursor, limit: 2 });
      ids.push(...page.items.map(({ item }) => item.itemId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(ids).toEqual(['l-C', 'l-a', 'l-b']);
    expect((await stores.items.list({ query: 'L-c', cursor: null, limit: 5 })).items).toHaveLength(1);
    expect((await stores.items.list({ query: '%', cursor: null, limit: 5 })).items).toEqual([]);
    await expect(stores.items.list({ query: null, cursor: '???', limit: 2 })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});
