import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('the data contracts without a key, 401', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(['/v1/schemas', '/v1/schemas/events', '/v1/schemas/none'])('%s', async (path) => {
    expect(problemOf(await api.call('GET', path, { as: null }))).toEqual({ status: 401, code: 'unauthenticated' });
  });
});
