import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const film = { type: 'film', title: 'Heat', maturity: 'adult', windows: [{ region: '*' }] };

describe('items, 400', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const put = (itemId: string, changes: object = {}, headers: Record<string, string> = {}) =>
    api.call('PUT', `/v1/items/${itemId}`, { as: 'editor', json: { ...film, ...changes }, headers });

  test.each([
    { title: undefined },
    { maturity: 'all' },
    { windows: [] },
    { windows: [{ region: 'GB', from: '2026-01-01' }] },
    { type: 'book' },
    { surprise: 1 },
    { itemId: 'another' },
    { itemId: null },
    { title: 'a\u0000b' },
    { title: '\ud800' },
    { durationS: -1 },
  ])('PUT refuses %j', async (changes) => {
    expect(problemOf(await put('refused', changes))).toEqual({ status: 400, code: 'invalid-item' });
    expect((await api.call('GET', '/v1/items/refused')).status).toBe(404);
  });

  test.each([[[]], [null], [1]])('PUT refuses the body %j', async (json) => {
    expect(problemOf(await api.call('PUT', '/v1/items/refused', { json })).code).toBe('invalid-item');
  });

  test('block needs a reason and an item', async () => {
    await put('unreasoned');
    for (const json of [{}, { reason: '' }, { reason: 1 }, { reason: 'x', more: 1 }])
      expect(problemOf(await api.call('POST', '/v1/items/unreasoned/block', { json })).status).toBe(400);
    expect(problemOf(await api.call('POST', '/v1/items/unreasoned/block')).code).toBe('invalid-json');
    const unknown = await api.call('POST', '/v1/items/nothing/block', { json: { reason: 'x' } });
    expect(problemOf(unknown)).toEqual({ status: 404, code: 'unknown-item' });
  });

  const tooMany = Array.from({ length: 101 }, (_, at) => `i${at}`).join();
  test.each([
    'limit=0',
    'limit=501',
    'limit=x',
    'q=',
    'q=%00',
    'cursor=',
    'offset=1',
    'itemIds=',
    'itemIds=a,/',
    `itemIds=${tooMany}`,
  ])('a list refuses %s', async (query) => {
    expect(problemOf(await api.call('GET', `/v1/items?${query}`))).toEqual({ status: 400, code: 'invalid-request' });
  });
});
