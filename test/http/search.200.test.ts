import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOBODY } from '../../src/domain/user-key.ts';
import { page } from '../../src/http/schemas/home.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';

describe('a search, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const lastAsked = () => api.asked.at(-1)!;

  test('is a page in the shape that OpenAPI promises', async () => {
    const answer = await api.call('GET', '/v1/search?q=the%20cro&userId=u1', { as: 'app' });
    expect(answer.status).toBe(200);
    expect(page.safeParse(answer.body).error).toBeUndefined();
    expect(api.askedSearches.at(-1)).toBe('the cro');
  });

  test('is for nobody without a user id, with the defaults of the contract', async () => {
    const answer = await api.call('GET', '/v1/search?q=x', { as: 'app' });
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
    await api.call('GET', `/v1/search?q=x&${query}`);
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

  test.each([
    ['one character', 'a'],
    ['200 characters', 'x'.repeat(200)],
    ['any script', '進撃の巨人'],
    ['what no title has', '!?%'],
    ['what looks like something else', "' OR 1=1; --"],
  ])('takes %s', async (_name, q) => {
    expect((await api.call('GET', `/v1/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
    expect(api.askedSearches.at(-1)).toBe(q);
  });

  test('leaves a line in the log that names the route, and neither the user nor the words', async () => {
    await api.call('GET', '/v1/search?q=secret-words&userId=secret-user');
    const line = api.logged.filter((entry) => entry.message === 'request').at(-1)!;
    expect(line.fields).toMatchObject({ route: '/v1/search', status: 200 });
    expect(JSON.stringify(api.logged)).not.toContain('secret');
  });
});
