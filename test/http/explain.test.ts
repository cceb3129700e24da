import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { PAGE_TOKEN_SECRET, problemOf, startApi, type TestApi } from '../support/api.ts';
import { aChain, nextPath } from '../support/chains.ts';

const tokens = createPageTokens(PAGE_TOKEN_SECRET);

const PAGES = [
  '/v1/users/u1/home?',
  '/v1/users/u1/rows/popular?',
  '/v1/items/i7/similar?userId=u1&',
  '/v1/search?q=war&userId=u1&',
  `${nextPath('home', tokens, aChain())}&`,
  `${nextPath('rows', tokens, aChain({ route: 'row', rowId: 'popular' }))}&`,
];

describe('explain', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  beforeEach(() => {
    api.asked.length = 0;
  });
  afterAll(() => api.close());

  test.each(PAGES)('200: %s is made to be explained where that is asked, and not otherwise', async (path) => {
    for (const query of ['explain=true', 'explain=false', '']) {
      expect((await api.call('GET', path + query, { as: 'app' })).status).toBe(200);
    }
    expect(api.asked.map(({ explain }) => explain)).toEqual([true, undefined, undefined]);
  });

  test('200: in the body of POST, too', async () => {
    const answer = await api.call('POST', '/v1/users/u1/home?rows=2', { as: 'app', json: { explain: true } });
    expect(answer.status).toBe(200);
    expect(api.asked[0]).toMatchObject({ explain: true, rows: 2 });
  });

  test.each(PAGES)('400: %s with another word than true or false', async (path) => {
    const answer = await api.call('GET', `${path}explain=yes`, { as: 'app' });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });

  test.each(PAGES)('403: %s by a user token, which may ask for the page without', async (path) => {
    const { token: as } = (await api.call('POST', '/v1/users/u1/token', { as: 'app', json: {} })).body;
    const answer = await api.call('GET', `${path}explain=true`, { as });
    expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    expect(answer.body.detail).toContain('user token');
    expect(api.asked).toEqual([]);
    expect((await api.call('GET', `${path}explain=false`, { as })).status).toBe(200);
  });
});
