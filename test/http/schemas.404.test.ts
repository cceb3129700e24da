import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('a contract that is not there, 404', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(['none', 'Events', 'v_decisions', '__proto__'])('%s', async (name) => {
    const answer = await api.call('GET', `/v1/schemas/${name}`);
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-schema' });
    expect(answer.body.detail).toContain('GET /v1/schemas');
  });

  test('an unknown parameter is 400', async () => {
    expect(problemOf(await api.call('GET', '/v1/schemas/events?version=1')).status).toBe(400);
    expect(problemOf(await api.call('GET', '/v1/schemas?owner=x')).status).toBe(400);
  });
});
