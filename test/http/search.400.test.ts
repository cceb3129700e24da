import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('a search, 400', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    'limit=0',
    'limit=51',
    'limit=x',
    'items=5',
    'rows=2',
    'rowIds=top-picks',
    'userId=a%20b',
    'userId=',
    'surface=radio',
    'region=*',
    'maturity=old',
    'include=',
    'include=titles',
    'include=windows',
    'include=itemId',
    'include=title,blocked',
    'include=__proto__',
    'filter=',
    'explain=1',
    'unknown=1',
  ])('refuses the query %s', async (query) => {
    const answer = await api.call('GET', `/v1/search?q=x&${query}`);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(api.asked).toEqual([]);
  });

  test.each(['', '?q=', '?q=%00', `?q=${'x'.repeat(201)}`, '?q=a&q=b', '?query=x'])(
    'refuses /v1/search%s',
    async (query) => {
      const answer = await api.call('GET', `/v1/search${query}`);
      expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
      expect(JSON.stringify(answer.body)).not.toContain('xxx');
      expect(api.asked).toEqual([]);
    },
  );

  test('refuses a filter that is none, and says where', async () => {
    const answer = await api.call('GET', '/v1/search?q=x&filter=x');
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-filter' });
    expect(answer.body.detail).toContain('character 1');
    expect(api.asked).toEqual([]);
  });
});
