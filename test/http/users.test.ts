import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { erasureReceipt, userAttributes } from '../../src/http/schemas/user.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('profiles', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const put = (userId: string, json: unknown) => api.call('PUT', `/v1/users/${userId}`, { as: 'app', json });
  const get = (userId: string) => api.call('GET', `/v1/users/${userId}`, { as: 'app' });

  test('201: a first profile is answered as it will be read back', async () => {
    const profile = { region: 'SE', language: 'sv', maturity: 'teen', labels: ['b', 'a', 'b'] };
    const answer = await put('u1', profile);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/users/u1');
    expect(userAttributes.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body).toEqual({ ...profile, labels: ['a', 'b'] });
    const read = await get('u1');
    expect([read.status, read.body]).toEqual([200, answer.body]);
  });

  test('200: another profile replaces it as a whole; an answer can be put back', async () => {
    await put('u2', { region: 'SE', maturity: 'kids' });
    const answer = await put('u2', { language: 'en-GB' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { region: null, language: 'en-GB', maturity: null, labels: [] },
    ]);
    expect((await put('u2', answer.body)).body).toEqual(answer.body);
    expect((await put('u2', {})).body).toEqual({ region: null, language: null, maturity: null, labels: [] });
    expect((await get('u2')).status).toBe(200);
  });

  test.each([
    { region: 'S E' },
    { region: 7 },
    { language: 'x' },
    { maturity: 'old' },
    { labels: 'a' },
    { labels: ['a\u0000'] },
    { labels: [''] },
    { labels: Array.from({ length: 33 }, (_, n) => `l${n}`) },
    { userId: 'u1' },
    [],
  ])('400: PUT refuses %j', async (json) => {
    expect(problemOf(await put('u3', json))).toEqual({ status: 400, code: 'invalid-request' });
    expect((await get('u3')).status).toBe(404);
  });

  test('400: an id that is none', async () => {
    expect(problemOf(await put('a%20b', {}))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('403: of the other roles none may', async () => {
    for (const as of ['editor', 'analyst'] as const) {
      for (const [method, path] of [
        ['GET', '/v1/users/u1'],
        ['PUT', '/v1/users/u1'],
        ['POST', '/v1/users/u1/token'],
        ['PUT', '/v1/users/u1/merge/u2'],
      ] as const) {
        expect(problemOf(await api.call(method, path, { as }))).toEqual({ status: 403, code: 'forbidden' });
      }
    }
  });

  test('404: nothing was said of the user', async () => {
    expect(problemOf(await get('nobody'))).toEqual({ status: 404, code: 'unknown-user' });
  });

  test('503: the change cannot be made durable', async () => {
    const refused = () => Promise.reject(new MarqueeError('journal-unavailable', 'Try again in a moment.'));
    const full = await startApi({
      userChanges: { attributes: async () => null, putAttributes: refused, merge: refused },
    });
    for (const path of ['/v1/users/u1', '/v1/users/u1/merge/u2']) {
      const answer = await full.call('PUT', path, { as: 'app', json: {} });
      expect(problemOf(answer)).toEqual({ status: 503, code: 'journal-unavailable' });
      expect(answer.headers.get('retry-after')).not.toBeNull();
    }
    await full.close();
  });
});

describe('merging users', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('200: as often as one likes', async () => {
    for (let time = 0; time < 2; time++) {
      const answer = await api.call('PUT', '/v1/users/anna/merge/device-7', { as: 'app' });
      expect([answer.status, answer.body]).toEqual([200, { userId: 'anna', anonymousId: 'device-7' }]);
    }
  });

  test('400: a user into itself, or with a body', async () => {
    for (const [path, json] of [
      ['/v1/users/anna/merge/anna', undefined],
      ['/v1/users/anna/merge/b', { force: true }],
    ] as const) {
      const answer = await api.call('PUT', path, { as: 'app', json });
      expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    }
  });
});

describe('erasing users', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('200: with a receipt, whether or not anybody knew the user', async () => {
    const answer = await api.call('DELETE', '/v1/users/anna');
    expect([answer.status, erasureReceipt.safeParse(answer.body).error]).toEqual([200, undefined]);
    expect(answer.body.removed).toEqual({ events: 3, userStates: 1 });
    expect(api.erased).toEqual(['key of anna']);
  });

  test('200: no line of the log names the user or the key', async () => {
    await api.call('DELETE', '/v1/users/very-secret-name');
    expect(JSON.stringify(api.logged)).not.toContain('very-secret-name');
  });

  test('400: an id that is none, or a query', async () => {
    for (const path of ['/v1/users/a%20b', '/v1/users/anna?soon=true']) {
      expect(problemOf(await api.call('DELETE', path))).toEqual({ status: 400, code: 'invalid-request' });
    }
  });

  test('403: for admin alone', async () => {
    for (const as of ['app', 'editor', 'analyst'] as const) {
      const answer = await api.call('DELETE', '/v1/users/anna', { as });
      expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test('503: a store is away; to be tried again', async () => {
    const refused = () => Promise.reject(new MarqueeError('unavailable', 'Try again in a moment.'));
    const away = await startApi({ userErasure: { erase: refused } });
    const answer = await away.call('DELETE', '/v1/users/u1');
    expect(problemOf(answer)).toEqual({ status: 503, code: 'unavailable' });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    await away.close();
  });
});
