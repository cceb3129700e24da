import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { item, sentItem } from '../../src/http/schemas/item.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

const film = { type: 'film', title: 'Heat', maturity: 'adult', windows: [{ region: '*' }] };

describe('items', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const put = (itemId: string, changes: object = {}, headers: Record<string, string> = {}) =>
    api.call('PUT', `/v1/items/${itemId}`, { as: 'editor', json: { ...film, ...changes }, headers });

  test('PUT of a new item is 201 with Location, ETag and the item, every field present', async () => {
    const answer = await put('new1', { itemId: 'new1' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/items/new1');
    expect(answer.headers.get('etag')).toMatch(/^"\d+"$/);
    expect(item.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body).toEqual({
      ...anItem('new1', { title: 'Heat', maturity: 'adult' }),
      blocked: false,
    });
    expect((await api.call('GET', '/v1/items/new1', { as: 'app' })).body).toEqual(answer.body);
  });

  test('PUT of a known item is 200, and an equal one keeps its ETag', async () => {
    const first = await put('known1');
    const same = await put('known1');
    expect(same.status).toBe(200);
    expect(same.headers.get('etag')).toBe(first.headers.get('etag'));
    const changed = await put('known1', { title: 'Ronin' });
    expect(changed.body.title).toBe('Ronin');
    expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'));
  });

  test('DELETE is 204, then 404; the id may come back', async () => {
    await put('gone');
    const answer = await api.call('DELETE', '/v1/items/gone', { as: 'editor' });
    expect(answer.status).toBe(204);
    expect(answer.body).toBe('');
    expect(problemOf(await api.call('DELETE', '/v1/items/gone'))).toEqual({ status: 404, code: 'unknown-item' });
    expect(problemOf(await api.call('GET', '/v1/items/gone'))).toEqual({ status: 404, code: 'unknown-item' });
    expect((await put('gone')).status).toBe(201);
  });

  test('an item is blocked with a reason and unblocked without', async () => {
    await put('blocked');
    const blocked = await api.call('POST', '/v1/items/blocked/block', { as: 'editor', json: { reason: 'rights' } });
    expect(blocked.status).toBe(200);
    expect(blocked.body).toMatchObject({ itemId: 'blocked', blocked: true });
    expect((await put('blocked', { title: 'New' })).body.blocked).toBe(true);
    const unblocked = await api.call('POST', '/v1/items/blocked/unblock', { as: 'editor' });
    expect(unblocked.status).toBe(200);
    expect(unblocked.body.blocked).toBe(false);
  });

  test('OpenAPI describes the items that are accepted', () => {
    const sent = { ...film, itemId: 'x', description: 'd', genres: ['g'], cast: null, releaseDate: '1995-12-15' };
    expect(z.safeParse(sentItem, sent).error).toBeUndefined();
    expect(z.safeParse(sentItem, { ...film, windows: [] }).success).toBe(false);
  });
});

describe('lists of items', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    const items = Array.from({ length: 120 }, (_, at) =>
      anItem(`i${String(at).padStart(3, '0')}`, { title: `T${at}` }),
    );
    await api.collaborators.itemStore.upsert(items);
  });
  afterAll(() => api.close());

  test('give 50 unless told, and every item once along the cursors', async () => {
    const seen: string[] = [];
    let path = '/v1/items';
    for (let pages = 0; pages < 3; pages++) {
      const { body } = await api.call('GET', path, { as: 'analyst' });
      seen.push(...body.items.map((one: { itemId: string }) => one.itemId));
      expect(body.items.length).toBe(pages < 2 ? 50 : 20);
      expect(body.nextCursor === null).toBe(pages === 2);
      path = `/v1/items?cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(new Set(seen).size).toBe(120);
  });

  test('are searched in title and id, in any case', async () => {
    const { body } = await api.call('GET', '/v1/items?q=t11&limit=500');
    expect(body.items.map((one: { title: string }) => one.title).sort()).toEqual(
      ['T11', ...Array.from({ length: 10 }, (_, at) => `T11${at}`)].sort(),
    );
    expect((await api.call('GET', '/v1/items?q=I007')).body.items).toHaveLength(1);
  });

  test('are told by their ids, in one call for many, those that there are', async () => {
    const { status, body } = await api.call('GET', '/v1/items?itemIds=i007,nothing,i003&itemIds=i005', {
      as: 'analyst',
    });
    expect([status, body.items.map((one: { itemId: string }) => one.itemId)]).toEqual([200, ['i003', 'i005', 'i007']]);
    expect(body.nextCursor).toBeNull();
  });
});

describe('items as NDJSON', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const post = (raw: string | Uint8Array) =>
    api.call('POST', '/v1/items', { as: 'editor', raw, headers: { 'content-type': 'application/x-ndjson' } });

  test('are stored line by line; a refused line is reported and stops nothing', async () => {
    const lines = [
      JSON.stringify(anItem('l1')),
      '{broken',
      '',
      JSON.stringify({ ...anItem('l4'), maturity: 'x' }),
      JSON.stringify(anItem('l5')),
      '7',
    ];
    const answer = await post(`${lines.join('\r\n')}\r\n`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      accepted: 2,
      rejectedCount: 3,
      rejected: [
        { line: 2, code: 'invalid-json' },
        { line: 4, code: 'invalid-item' },
        { line: 6, code: 'invalid-item' },
      ],
    });
    expect((await api.call('GET', '/v1/items/l5')).status).toBe(200);
  });

  test('may be sent again and change nothing', async () => {
    const raw = JSON.stringify(anItem('again'));
    await post(raw);
    const { revision } = (await api.collaborators.itemStore.get('again'))!;
    expect((await post(raw)).body.accepted).toBe(1);
    expect((await api.collaborators.itemStore.get('again'))!.revision).toBe(revision);
  });

  test('may be thousands, and none at all', async () => {
    const raw = Array.from({ length: 1234 }, (_, at) => JSON.stringify(anItem(`m${at}`))).join('\n');
    expect((await post(raw)).body.accepted).toBe(1234);
    expect((await post('')).body).toEqual({ accepted: 0, rejected: [], rejectedCount: 0 });
  });

  test('are refused line by line where they are not UTF-8', async () => {
    const answer = await post(Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(JSON.stringify(anItem('utf8')))]));
    expect(answer.body).toMatchObject({ accepted: 1, rejectedCount: 1, rejected: [{ line: 1 }] });
  });
});
