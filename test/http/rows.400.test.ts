import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('a row alone, 400', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    'top-picks?rows=1',
    'top-picks?rowIds=popular',
    'top-picks?items=0',
    'top-picks?limit=3',
    'top-picks?include=nothing',
    'top-picks?explain=1',
    'a%20b',
    'a%2Fb',
    'x'.repeat(161),
  ])('refuses %s', async (rest) => {
    expect(problemOf(await api.call('GET', `/v1/users/u1/rows/${rest}`))).toEqual({
      status: 400,
      code: 'invalid-request',
    });
    expect(api.asked).toEqual([]);
  });
});
