import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keyOf, problemOf, startApi, type TestApi } from '../support/api.ts';

describe('without a valid key, 401', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' };

  test('no key', async () => {
    const answer = await api.call('GET', '/v1/users/u1/home', { as: null });
    expect(problemOf(answer)).toEqual(UNAUTHENTICATED);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(['mq_unknown', 'wrong', '', 'mq_'])('the key %j', async (key) => {
    expect(problemOf(await api.call('GET', '/v1/users/u1/home', { as: key }))).toEqual(UNAUTHENTICATED);
  });

  test.each(['Basic abc', 'Bearer', `Token ${keyOf('app')}`, `Bearer ${keyOf('app')} more`, keyOf('app')])(
    'the header %j',
    async (authorization) => {
      const answer = await api.call('GET', '/v1/users/u1/home', { as: null, headers: { authorization } });
      expect(problemOf(answer)).toEqual(UNAUTHENTICATED);
    },
  );

  test('the scheme is read in any case', async () => {
    const headers = { authorization: `bearer ${keyOf('app')}` };
    expect((await api.call('GET', '/v1/users/u1/home', { as: null, headers })).status).toBe(200);
  });

  test('comes before every other check: route, size, media type, body', async () => {
    const as = null;
    const json = { 'content-type': 'application/json' };
    const answers = await Promise.all([
      api.call('GET', '/v1/nowhere', { as }),
      api.call('DELETE', '/v1/users/u1/home', { as }),
      api.call('GET', '/v1', { as }),
      api.call('GET', '/v1/users/%ZZ/home', { as }),
      api.call('POST', '/v1/events', { as, raw: 'x'.repeat(2_000_000), headers: json }),
      api.call('POST', '/v1/events', { as, raw: 'x', headers: { 'content-type': 'text/plain' } }),
      api.call('POST', '/v1/events', { as, raw: '{', headers: json }),
    ]);
    expect(answers.map(problemOf)).toEqual(answers.map(() => UNAUTHENTICATED));
  });
});
