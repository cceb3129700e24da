import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const film = { type: 'film', title: 'Heat', maturity: 'adult', windows: [{ region: '*' }] };

describe('items, 412', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const put = (itemId: string, changes: object = {}, headers: Record<string, string> = {}) =>
    api.call('PUT', `/v1/items/${itemId}`, { as: 'editor', json: { ...film, ...changes }, headers });

  test('PUT with If-Match changes only what was read', async () => {
    const etag = (await put('matched')).headers.get('etag')!;
    expect((await put('matched', { title: 'A' }, { 'if-match': etag })).status).toBe(200);
    const late = await put('matched', { title: 'B' }, { 'if-match': etag });
    expect(problemOf(late)).toEqual({ status: 412, code: 'precondition-failed' });
    expect(problemOf(await put('absent1', {}, { 'if-match': '*' }))).toEqual({ status: 404, code: 'unknown-item' });
    expect(problemOf(await put('absent1', { maturity: 'x' }, { 'if-match': '*' })).code).toBe('invalid-item');
  });

  test('DELETE with a stale If-Match is 412 and deletes nothing', async () => {
    await put('kept');
    const answer = await api.call('DELETE', '/v1/items/kept', { headers: { 'if-match': '"0"' } });
    expect(problemOf(answer)).toEqual({ status: 412, code: 'precondition-failed' });
    expect((await api.call('GET', '/v1/items/kept')).status).toBe(200);
  });
});
