import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('POST /v1/pins with an Idempotency-Key', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const draft = {
    itemId: 'i1',
    rowId: 'popular',
    position: 0,
    from: '2026-03-01T00:00:00Z',
    until: '2026-03-02T00:00:00Z',
  };
  const create = (key: string, json: object = draft, as = 'editor', query = '') =>
    api.call('POST', `/v1/pins${query}`, { as, json, headers: { 'idempotency-key': key } });
  const count = async () => (await api.call('GET', '/v1/pins?limit=500')).body.items.length;

  test('201: makes one pin, and answers a repetition as it answered the first', async () => {
    const before = await count();
    const [first, again] = [await create('k1'), await create('k1', { ...draft, audience: {}, timeZone: 'UTC' })];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await count()).toBe(before + 1);
  });

  test('201: another key, or the same of another caller, makes another', async () => {
    const made = [await create('k2'), await create('k3'), await create('k2', draft, 'admin')];
    expect(new Set(made.map(({ body }) => body.pin.pinId)).size).toBe(3);
  });

  test('422: the same key with another body', async () => {
    await create('k4');
    const answer = await create('k4', { ...draft, position: 1 });
    expect(problemOf(answer)).toEqual({ status: 422, code: 'idempotency-key-reused' });
  });

  test('200: a pin that is only validated uses no key', async () => {
    expect((await create('k5', draft, 'editor', '?validateOnly=true')).status).toBe(200);
    expect((await create('k5', { ...draft, position: 2 })).status).toBe(201);
  });

  test.each(['a b', 'x'.repeat(256)])('400: refuses the key %j', async (key) => {
    expect(problemOf(await create(key))).toEqual({ status: 400, code: 'invalid-request' });
  });
});
