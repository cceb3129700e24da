import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

describe('GET /v1/impressions, 400', () => {
  let api: TestApi;
  let cursor: string;

  beforeAll(async () => {
    const next = { servedAtUs: NOW_MS * 1_000, recommendationId: '01950000-0000-7000-8000-00000000000a', slot: 3 };
    api = await startApi({ impressionLog: { read: async () => ({ rows: [], next }) } });
    cursor = (await get('?rowId=top-picks')).body.nextCursor;
  });
  afterAll(() => api.close());

  const get = (query: string) => api.call('GET', `/v1/impressions${query}`, { as: 'analyst' });

  test.each([
    ['a time without offset', '?from=2026-01-01T00:00:00'],
    ['a time that ends before it begins', '?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['an empty time', '?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ["a user's own id", '?userKey=u1'],
    ['no row of ours', '?rowId=a%20b'],
    ['a position below the first', '?position=-1'],
    ['a source there is not', '?source=magic'],
    ['a rung there is not', '?rung=R9'],
    ['a surface there is not', '?surface=fridge'],
    ['an origin there is not', '?origin=elsewhere'],
    ['another word than true or false', '?pinned=yes'],
    ['no rows', '?limit=0'],
    ['more than a list has', '?limit=501'],
    ['more than a file has', '?format=csv&limit=100001'],
    ['a format there is not', '?format=xlsx'],
    ['a name there is not', '?user=u1'],
    ['a cursor that is none', '?cursor=abc'],
  ])('%s', async (_what, query) => {
    expect(problemOf(await get(query))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('a cursor with any of its letters changed', async () => {
    expect((await get(`?rowId=top-picks&cursor=${cursor}`)).status).toBe(200);
    for (let at = 0; at < cursor.length; at += 7) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const tampered = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      expect(problemOf(await get(`?rowId=top-picks&cursor=${tampered}`)).status).toBe(400);
    }
  });

  test.each([
    ['other filters', '?rowId=popular'],
    ['fewer filters', '?'],
    ['another time', '?rowId=top-picks&from=2026-01-01T00:00:00Z'],
  ])('a cursor with %s than it was made for', async (_what, query) => {
    const answer = await get(`${query}&cursor=${cursor}`);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(answer.body.detail).toMatch(/^query\.cursor: /);
  });
});
