import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const UNSUPPORTED = { status: 415, code: 'unsupported-media-type' };

describe('a body of another media type, 415', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/x-ndjson',
    'application/merge-patch+json',
    'application/json; charset=latin1',
    'application/jsonx',
  ])('POST /v1/events refuses %s, and before it reads the JSON', async (type) => {
    const answer = await api.call('POST', '/v1/events', { raw: '{', headers: { 'content-type': type } });
    expect(problemOf(answer)).toEqual(UNSUPPORTED);
    expect(answer.body.detail).toContain('application/json');
  });

  test.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('POST /v1/events takes %s', async (type) => {
    const answer = await api.call('POST', '/v1/events', { raw: '{"events":[1]}', headers: { 'content-type': type } });
    expect(answer.status).toBe(202);
  });

  test('a body without a media type is refused', async () => {
    const answer = await api.call('POST', '/v1/events', { raw: new TextEncoder().encode('{"events":[1]}') });
    expect(problemOf(answer)).toEqual(UNSUPPORTED);
  });

  test('a compressed body is refused', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(problemOf(await api.call('POST', '/v1/events', { raw: '{}', headers }))).toEqual(UNSUPPORTED);
  });

  test.each(['application/json', 'text/csv', ''])('POST /v1/items takes NDJSON and not %j', async (type) => {
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const answer = await api.call('POST', '/v1/items', { raw: new TextEncoder().encode('{}'), headers });
    expect(problemOf(answer)).toEqual(UNSUPPORTED);
  });

  test('comes before an unknown query parameter and before the object is looked for', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(problemOf(await api.call('PATCH', '/v1/pins/none?x=1', { raw: '{', headers }))).toEqual(UNSUPPORTED);
  });
});
