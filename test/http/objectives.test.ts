import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { objectives } from '../../src/http/schemas/objectives.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const weights = { click: 0.5, play: 1, portion: 0, complete: 0, hide: -1 };

describe('objectives', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('200: those of the configuration, then those that were set; the version is the ETag', async () => {
    const before = await api.call('GET', '/v1/objectives');
    expect(before.body).toMatchObject({ version: 0, updatedAt: null, updatedBy: null });
    expect(before.headers.get('etag')).toBe('"0"');
    const set = await api.call('PUT', '/v1/objectives', { json: { weights, reason: 'spring' } });
    expect(objectives.safeParse(set.body).error).toBeUndefined();
    expect(set.body).toMatchObject({ weights, version: 1, updatedBy: 'key-admin' });
    expect(set.headers.get('etag')).toBe('"1"');
    expect((await api.call('GET', '/v1/objectives')).body).toEqual(set.body);
  });

  test('412: whoever read another version sets nothing', async () => {
    const before = (await api.call('GET', '/v1/objectives')).body;
    const stale = { json: { weights, reason: '' }, headers: { 'if-match': '"77"' } };
    expect(problemOf(await api.call('PUT', '/v1/objectives', stale))).toEqual({
      status: 412,
      code: 'precondition-failed',
    });
    expect((await api.call('GET', '/v1/objectives')).body).toEqual(before);
    for (const tag of [`"${before.version}"`, '*']) {
      const answer = await api.call('PUT', '/v1/objectives', { json: { weights }, headers: { 'if-match': tag } });
      expect(answer.status).toBe(200);
    }
  });

  test.each([
    ['all 0', { click: 0, play: 0, portion: 0, complete: 0, hide: 0 }],
    ['one too large', { ...weights, play: 1.01 }],
    ['one missing', { click: 1 }],
    ['one unknown', { ...weights, joy: 1 }],
    ['no number', { ...weights, play: '1' }],
    ['null', null],
  ])('400: %s', async (_what, wrong) => {
    const answer = await api.call('PUT', '/v1/objectives', { json: { weights: wrong, reason: '' } });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });

  test.each(['app', 'editor', 'analyst'])('403: role %s', async (role) => {
    expect(problemOf(await api.call('GET', '/v1/objectives', { as: role })).status).toBe(403);
    const put = await api.call('PUT', '/v1/objectives', { as: role, json: { weights, reason: '' } });
    expect(problemOf(put).status).toBe(403);
  });
});
