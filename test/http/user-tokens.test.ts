import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createUserTokens } from '../../src/domain/user-token.ts';
import { page } from '../../src/http/schemas/home.ts';
import { routesOf } from '../../src/http/server.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let now = NOW_MS;
beforeAll(async () => {
  api = await startApi({ clock: { nowMs: () => now, monotonicMs: () => 0 } });
});
beforeEach(() => {
  now = NOW_MS;
});
afterAll(() => api.close());

const make = (userId: string, json?: object, as = 'app') =>
  api.call('POST', `/v1/users/${userId}/token`, { as, ...(json && { json }) });
const tokenFor = async (userId: string, json?: object): Promise<string> => (await make(userId, json)).body.token;
const event = (userId: string, more: object = {}) => ({
  eventId: `e-${userId}`,
  type: 'play',
  userId,
  itemId: 'i1',
  timestamp: new Date(NOW_MS).toISOString(),
  ...more,
});

describe('POST /v1/users/{userId}/token', () => {
  test('200: a token for an hour, or for as long as is asked, at most a day', async () => {
    const answer = await make('u1');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ token: expect.any(String), expiresAt: '2026-03-01T13:00:00.000Z' });
    expect((await make('u1', { ttlS: 86_400 })).body.expiresAt).toBe('2026-03-02T12:00:00.000Z');
  });

  test.each([{ ttlS: 0 }, { ttlS: 86_401 }, { ttlS: 1.5 }, { maturityMax: 'old' }, { region: '?' }, { userId: 'u2' }])(
    '400: refuses %j',
    async (json) => {
      expect(problemOf(await make('u1', json))).toEqual({ status: 400, code: 'invalid-request' });
    },
  );
});

describe('a user token', () => {
  test('is good for the pages of its user, which come without scores, propensities and models', async () => {
    const as = await tokenFor('u1');
    const others = ['/v1/items/i1/similar?userId=u1', '/v1/search?q=x&userId=u1'];
    for (const path of ['/v1/users/u1/home', '/v1/users/u1/rows/popular', ...others]) {
      const answer = await api.call('GET', path, { as });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(page.safeParse(answer.body).error).toBeUndefined();
      expect(JSON.stringify(answer.body)).not.toMatch(/"(score|propensity|models)"/);
      expect(answer.body.rows[0].items[0].impressionId).toEqual(expect.any(String));
    }
    const posted = await api.call('POST', '/v1/users/u1/home', { as, json: { rows: 2 } });
    expect([posted.status, posted.body.models]).toEqual([200, undefined]);
    expect((await api.call('GET', '/v1/users/u1/home', { as: 'app' })).body.models).toBeDefined();
    const unnamed = await api.call('GET', '/v1/items/i1/similar', { as });
    expect([unnamed.status, unnamed.body.userId]).toEqual([200, null]);
    expect(api.asked.at(-1)).toMatchObject({ userId: null, userKey: 'key of u1' });
  });

  test('403: is not good for another user, whatever is asked', async () => {
    const as = await tokenFor('u1');
    for (const path of [
      '/v1/users/u2/home',
      '/v1/users/u2/rows/popular',
      '/v1/items/i1/similar?userId=u2',
      '/v1/search?q=x&userId=u2',
      '/v1/users/u1%20/home',
    ]) {
      expect(problemOf(await api.call('GET', path, { as }))).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test('403: is good for no other route there is, though an admin made it', async () => {
    const as = (await make('u1', {}, 'admin')).body.token;
    const pages = ['getHome', 'postHome', 'getRow', 'getSimilar', 'search', 'getNextRows', 'getNextItems'];
    const mayUse = [...pages, 'postEvents'];
    const routes = routesOf(api.collaborators);
    expect(routes.filter((route) => route.userTokens !== undefined).map(({ name }) => name)).toEqual(mayUse);
    for (const { method, path, name } of routes) {
      if (mayUse.includes(name)) continue;
      const answer = await api.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'u1'), { as });
      expect([name, problemOf(answer)]).toEqual([name, { status: 403, code: 'forbidden' }]);
    }
  });

  test('has events of its user taken, those of others rejected one by one, with the origin of its key', async () => {
    const as = await tokenFor('u1');
    const events = [event('u1'), event('u2'), event('u1', { eventId: 'second', itemId: undefined }), event('u3')];
    const before = api.accepted.length;
    const answer = await api.call('POST', '/v1/events', { as, json: { events } });
    expect(answer.status).toBe(202);
    expect(answer.body.accepted).toBe(1);
    expect(answer.body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, 'forbidden-user'],
      [2, 'missing-field'],
      [3, 'forbidden-user'],
    ]);
    expect(api.accepted.slice(before)).toMatchObject([{ eventId: 'e-u1', origin: 'test' }]);
  });

  test.each([
    [{ maturityMax: 'teen' }, 'maturity=adult', 'teen', null],
    [{ maturityMax: 'teen' }, 'maturity=kids', 'kids', null],
    [{ maturityMax: 'kids' }, '', 'kids', null],
    [{ region: 'SE' }, 'region=GB', 'teen', 'SE'],
    [{ region: 'SE' }, '', 'teen', 'SE'],
    [{}, 'region=GB&maturity=adult', 'adult', 'GB'],
  ] as const)('made with %j, asked for %p, shows maturity %s and region %p', async (made, query, maturity, region) => {
    const as = await tokenFor('u1', made);
    for (const path of [
      '/v1/users/u1/home?',
      '/v1/users/u1/rows/popular?',
      '/v1/items/i1/similar?',
      '/v1/search?q=x&',
    ]) {
      await api.call('GET', path + query, { as });
      expect(api.asked.at(-1)).toMatchObject({ maturity, region });
    }
    if (query.includes('region')) {
      await api.call('POST', '/v1/users/u1/home', { as, json: { region: 'GB', maturity: 'adult' } });
      expect(api.asked.at(-1)).toMatchObject({ region });
    }
  });

  test('401: says so when it has expired, to the second', async () => {
    const as = await tokenFor('u1', { ttlS: 60 });
    now = NOW_MS + 59_999;
    expect((await api.call('GET', '/v1/users/u1/home', { as })).status).toBe(200);
    now = NOW_MS + 60_000;
    const answer = await api.call('GET', '/v1/users/u1/home', { as });
    expect(problemOf(answer)).toEqual({ status: 401, code: 'user-token-expired' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('401: is gone with the key that made it', async () => {
    const { key, keyId } = (await api.call('POST', '/v1/keys', { json: { role: 'app' } })).body;
    const as = (await make('u1', {}, key)).body.token;
    expect((await api.call('GET', '/v1/users/u1/home', { as })).status).toBe(200);
    await api.call('DELETE', `/v1/keys/${keyId}`);
    expect(problemOf(await api.call('GET', '/v1/users/u1/home', { as }))).toEqual({
      status: 401,
      code: 'unauthenticated',
    });
  });

  test('401: is refused when it was made with another secret, or changed', async () => {
    const payload = {
      keyId: 'key-app',
      userKey: 'key of u1',
      expiresAtMs: NOW_MS + 1000,
      maturityMax: null,
      region: null,
    };
    const foreign = createUserTokens(new Uint8Array(32).fill(8)).issue(payload);
    const own = await tokenFor('u1');
    const flipped = `${own.slice(0, 20)}${own[20] === 'A' ? 'B' : 'A'}${own.slice(21)}`;
    for (const as of [foreign, flipped, `${own}A`, 'mqt_', 'mqt_AAAA']) {
      expect(problemOf(await api.call('GET', '/v1/users/u1/home', { as }))).toEqual({
        status: 401,
        code: 'unauthenticated',
      });
    }
  });
});
