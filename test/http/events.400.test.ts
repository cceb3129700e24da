import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('events, 400: only the envelope can be', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    [{}],
    [{ events: [] }],
    [{ events: {} }],
    [{ events: null }],
    [{ events: Array(501).fill({}) }],
    [{ events: [{}], more: 1 }],
    [[]],
    ['events'],
    [null],
  ])('refuses the envelope %j', async (json) => {
    const answer = await api.call('POST', '/v1/events', { json });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(api.accepted).toEqual([]);
  });

  test.each([undefined, '', '{"events":[', 'events'])('refuses the body %j, which is no JSON', async (raw) => {
    const answer = await api.call('POST', '/v1/events', { raw, headers: { 'content-type': 'application/json' } });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-json' });
  });

  test('refuses a query parameter', async () => {
    const answer = await api.call('POST', '/v1/events?sync=1', { json: { events: [{}] } });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });
});
