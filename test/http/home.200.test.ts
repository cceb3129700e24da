import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { page } from '../../src/http/schemas/home.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';

describe('a home page, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const lastAsked = () => api.asked.at(-1)!;

  test('is the page in the shape that OpenAPI promises', async () => {
    const answer = await api.call('GET', '/v1/users/u1/home', { as: 'app' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(page.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body.userId).toBe('u1');
  });

  test('has the defaults of the contract where nothing is asked for', async () => {
    await api.call('GET', '/v1/users/u1/home', { as: 'app' });
    expect(lastAsked()).toMatchObject({
      userId: 'u1',
      userKey: 'key of u1',
      origin: 'test',
      surface: 'tv',
      region: null,
      language: null,
      maturity: 'teen',
      timeZone: 'UTC',
      sessionId: null,
      rows: 8,
      items: 20,
      rowIds: null,
      excludeItemIds: [],
      include: [],
      deadlineMs: 100,
      nowMs: NOW_MS,
    });
  });

  const asked = {
    surface: 'web',
    region: 'GB',
    language: 'en',
    maturity: 'kids',
    timeZone: 'Europe/Berlin',
    sessionId: 's1',
    rows: 3,
    items: 5,
    deadlineMs: 50,
  };
  const understood = {
    ...asked,
    rowIds: ['top-picks', 'genre:drama'],
    excludeItemIds: ['a', 'b'],
    include: ['title', 'genres'],
  };

  test('is asked for by query, lists with commas', async () => {
    const query = new URLSearchParams(
      Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const answer = await api.call(
      'GET',
      `/v1/users/u1/home?${query}&rowIds=top-picks,genre:drama&exclude=a,b&include=title,genres`,
    );
    expect(answer.status).toBe(200);
    expect(lastAsked()).toMatchObject(understood);
  });

  test('is asked for by query, lists repeated', async () => {
    await api.call('GET', '/v1/users/u1/home?exclude=a&exclude=b&rowIds=top-picks&rowIds=genre:drama');
    expect(lastAsked()).toMatchObject({ excludeItemIds: ['a', 'b'], rowIds: ['top-picks', 'genre:drama'] });
  });

  test('is asked for by body', async () => {
    const json = { ...asked, rowIds: understood.rowIds, exclude: ['a', 'b'], include: ['title', 'genres'] };
    const answer = await api.call('POST', '/v1/users/u1/home', { json });
    expect(answer.status).toBe(200);
    expect(lastAsked()).toMatchObject(understood);
  });

  test('is asked for by query and body together, and the body holds where both speak', async () => {
    await api.call('POST', '/v1/users/u1/home?rows=3&items=4', { json: { items: 7 } });
    expect(lastAsked()).toMatchObject({ rows: 3, items: 7, surface: 'tv' });
  });

  test('is asked for by POST without any body', async () => {
    const answer = await api.call('POST', '/v1/users/u1/home');
    expect(answer.status).toBe(200);
    expect(lastAsked()).toMatchObject({ rows: 8, items: 20 });
  });

  test('takes every character an id may have', async () => {
    const answer = await api.call('GET', `/v1/users/${encodeURIComponent('a.B_1:@-')}/home`);
    expect(answer.body.userId).toBe('a.B_1:@-');
  });

  test('gives each request ids and a random seed of its own', async () => {
    await api.call('GET', '/v1/users/u1/home');
    const first = lastAsked();
    await api.call('GET', '/v1/users/u1/home');
    expect(lastAsked().recommendationId).not.toBe(first.recommendationId);
    expect(lastAsked().randomSeed).not.toBe(first.randomSeed);
    expect(Number.isInteger(first.randomSeed)).toBe(true);
  });

  test('takes older names of time zones', async () => {
    await api.call('GET', '/v1/users/u1/home?timeZone=US/Eastern');
    expect(lastAsked().timeZone).toBe('US/Eastern');
  });

  test('leaves a line in the log that names the route and never the user', async () => {
    await api.call('GET', '/v1/users/secret-user/home?region=GB');
    const line = api.logged.filter((entry) => entry.message === 'request').at(-1)!;
    expect(line.fields).toMatchObject({ route: '/v1/users/{userId}/home', status: 200, method: 'GET' });
    expect(JSON.stringify(api.logged)).not.toContain('secret-user');
  });

  test('carries the X-Request-Id it was given, and another where that is not sane', async () => {
    const kept = await api.call('GET', '/v1/users/u1/home', { headers: { 'x-request-id': 'abc-1' } });
    expect(kept.headers.get('x-request-id')).toBe('abc-1');
    const made = await api.call('GET', '/v1/users/u1/home', { headers: { 'x-request-id': 'no good' } });
    expect(made.headers.get('x-request-id')).toMatch(/^01950000-/);
  });
});
