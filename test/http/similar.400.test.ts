import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('what goes with an item, 400', () => {
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
    const answer = await api.call('GET', `/v1/items/i7/similar?${query}`);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(api.asked).toEqual([]);
  });

  test.each(['a%20b', 'a%2Fb', 'x'.repeat(129)])('refuses the item id %s', async (itemId) => {
    const answer = await api.call('GET', `/v1/items/${itemId}/similar`);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('refuses a filter that is none, and says where', async () => {
    const answer = await api.call('GET', '/v1/items/i7/similar?filter=x');
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-filter' });
    expect(answer.body.detail).toContain('character 1');
    expect(api.asked).toEqual([]);
  });

  test('names the fields there are where one is asked for that is not', async () => {
    const { body } = await api.call('GET', '/v1/items/i7/similar?include=titles');
    expect(body.detail).toContain('"title"');
    expect(body.detail).toContain('"imageUrl"');
  });
});
