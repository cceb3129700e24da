import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOBODY } from '../../src/domain/user-key.ts';
import { page } from '../../src/http/schemas/home.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';

describe('what goes with an item, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const lastAsked = () => api.asked.at(-1)!;

  test('is a page in the shape that OpenAPI promises', async () => {
    const answer = await api.call('GET', '/v1/items/i7/similar?userId=u1', { as: 'app' });
    expect(answer.status).toBe(200);
    expect(page.safeParse(answer.body).error).toBeUndefined();
    expect(api.askedSimilar.at(-1)).toBe('i7');
  });

  test('is for nobody without a user id, with the defaults of the contract', async () => {
    const answer = await api.call('GET', '/v1/items/i7/similar', { as: 'app' });
    expect(answer.body.userId).toBe(null);
    expect(lastAsked()).toMatchObject({
      userId: null,
      userKey: NOBODY,
      origin: 'test',
      surface: 'tv',
      region: null,
      language: null,
      maturity: 'teen',
      items: 20,
      rows: 1,
      include: [],
      excludeItemIds: [],
      nowMs: NOW_MS,
    });
  });

  test('takes what home takes, and its limit', async () => {
    const query =
      'userId=u1&limit=7&surface=web&region=GB&language=en&maturity=kids&sessionId=s1&exclude=a,b&include=title,imageUrl';
    await api.call('GET', `/v1/items/i7/similar?${query}`);
    expect(lastAsked()).toMatchObject({
      userId: 'u1',
      userKey: 'key of u1',
      items: 7,
      surface: 'web',
      region: 'GB',
      language: 'en',
      maturity: 'kids',
      sessionId: 's1',
      excludeItemIds: ['a', 'b'],
      include: ['title', 'imageUrl'],
    });
  });

  test('leaves a line in the log that names the route and never the user', async () => {
    await api.call('GET', '/v1/items/i7/similar?userId=secret-user');
    const line = api.logged.filter((entry) => entry.message === 'request').at(-1)!;
    expect(line.fields).toMatchObject({ route: '/v1/items/{itemId}/similar', status: 200 });
    expect(JSON.stringify(api.logged)).not.toContain('secret-user');
  });
});
