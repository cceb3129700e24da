import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiKey, createdKey } from '../../src/http/schemas/key.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('keys', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const create = (json: object) => api.call('POST', '/v1/keys', { json });

  test('201: a new key works at once, for its role, with its origin; its secret is shown this once', async () => {
    const answer = await create({ role: 'app', name: 'tv apps', origin: 'simulate' });
    expect(answer.status).toBe(201);
    expect(createdKey.safeParse(answer.body).error).toBeUndefined();
    const { key, keyId } = answer.body;
    expect(key).toMatch(/^mq_[A-Za-z0-9_-]{32}$/);
    expect(answer.headers.get('location')).toBe(`/v1/keys/${keyId}`);
    expect((await api.call('GET', '/v1/users/u1/home', { as: key })).status).toBe(200);
    expect(api.asked.at(-1)!.origin).toBe('simulate');
    expect((await api.call('GET', '/v1/keys', { as: key })).status).toBe(403);
    const shown = await api.call('GET', `/v1/keys/${keyId}`);
    expect(shown.body).toMatchObject({ keyId, role: 'app', name: 'tv apps', origin: 'simulate', revokedAt: null });
    expect(JSON.stringify([shown.body, (await api.call('GET', '/v1/keys')).body])).not.toMatch(/mq_|hash/i);
  });

  test('200: the list is given along cursors, each key once', async () => {
    const seen: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await api.call('GET', `/v1/keys${query}`);
      for (const one of body.items) expect(apiKey.safeParse(one).error).toBeUndefined();
      seen.push(...body.items.map((one: { keyId: string }) => one.keyId));
      if (body.nextCursor === null) break;
      query = `?limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen).toHaveLength((await api.collaborators.keyStore.list()).length);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('204: a revoked key is refused at once, and stays listed', async () => {
    const { key, keyId } = (await create({ role: 'editor' })).body;
    expect((await api.call('GET', '/v1/pins', { as: key })).status).toBe(200);
    expect((await api.call('DELETE', `/v1/keys/${keyId}`)).status).toBe(204);
    expect(problemOf(await api.call('GET', '/v1/pins', { as: key }))).toEqual({ status: 401, code: 'unauthenticated' });
    expect((await api.call('GET', `/v1/keys/${keyId}`)).body.revokedAt).not.toBeNull();
  });

  test.each([
    {},
    { role: 'root' },
    { role: 'app', origin: 'import' },
    { role: 'app', rate: 0 },
    { role: 'app', rate: 2.5 },
    { role: 'app', rate: '5/min' },
    { role: 'app', rate: '1000001/s' },
    { role: 'app', name: 7 },
    { role: 'app', name: 'a\u0000' },
    { role: 'app', key: 'mq_mine' },
  ])('400: POST refuses %j', async (json) => {
    expect(problemOf(await create(json))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test.each(['GET', 'DELETE'])('404: %s of a key that is not there', async (method) => {
    expect(problemOf(await api.call(method, '/v1/keys/nothing'))).toEqual({ status: 404, code: 'unknown-key' });
  });
});
