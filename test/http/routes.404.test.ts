import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const NO_ROUTE = { status: 404, code: 'not-found' };

describe('what is not there, 404', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    'GET /v1',
    'GET /v1/',
    'GET /v1/experiments',
    'GET /v1/users/u1/token',
    'POST /v1/models/v1/shadow',
    'DELETE /v1/users/u1/home',
    'POST /v1/users/u1/rows/top-picks',
    'GET /v1/users/u1/rows',
    'GET /v1/items/similar/i1',
    'PATCH /v1/items/i1',
    'GET /v1/events',
    'GET /V1/items',
    'GET /v1/Items',
    'GET /v1/items/a/b',
    'GET /',
    'GET /healthz',
    'GET /metrics',
  ])('%s is no route of this version', async (line) => {
    const [method, path] = line.split(' ') as [string, string];
    expect(problemOf(await api.call(method, path))).toEqual(NO_ROUTE);
  });

  test('an unknown route is answered 404 even with a body too large for any', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(problemOf(await api.call('POST', '/v1/nowhere', { raw: 'x'.repeat(2_000_000), headers }))).toEqual(NO_ROUTE);
  });

  test('HEAD makes no page, which would be logged as served', async () => {
    const answer = await api.call('HEAD', '/v1/users/u1/home');
    expect(answer.status).toBe(404);
    expect(api.asked).toEqual([]);
  });
});
