import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { page } from '../../src/http/schemas/home.ts';
import { startApi, type TestApi } from '../support/api.ts';

describe('a row alone, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('is a page in the shape that OpenAPI promises', async () => {
    const answer = await api.call('GET', '/v1/users/u1/rows/top-picks', { as: 'app' });
    expect(answer.status).toBe(200);
    expect(page.safeParse(answer.body).error).toBeUndefined();
  });

  test.each(['top-picks', 'genre:sci-fi', 'because-you-watched:tt0068646'])('is asked for as %s', async (rowId) => {
    await api.call('GET', `/v1/users/u1/rows/${rowId}`);
    expect(api.asked.at(-1)).toMatchObject({ rowIds: [rowId], userId: 'u1', userKey: 'key of u1', items: 20 });
  });

  test('takes what home takes of one row', async () => {
    await api.call('GET', '/v1/users/u1/rows/popular?items=3&region=GB&maturity=kids&include=genres&exclude=a');
    expect(api.asked.at(-1)).toMatchObject({
      items: 3,
      region: 'GB',
      maturity: 'kids',
      include: ['genres'],
      excludeItemIds: ['a'],
    });
  });
});
