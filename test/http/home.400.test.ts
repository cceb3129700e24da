import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('a home page, 400', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const INVALID = { status: 400, code: 'invalid-request' };

  test.each([
    'rows=0',
    'rows=21',
    'rows=1.5',
    'rows=many',
    'rows=',
    'rows=1&rows=2',
    'items=0',
    'items=51',
    'surface=radio',
    'surface=TV',
    'region=*',
    'region=',
    'region=%00',
    'language=1',
    'maturity=old',
    'timeZone=Mars/Base',
    'timeZone=%2B02:00',
    'sessionId=a%20b',
    'deadlineMs=0',
    'rowIds=',
    'rowIds=a%20b',
    'exclude=a,,b',
    'include=',
    'include=titles',
    'include=title,windows',
    'unknown=1',
    'Rows=1',
    '__proto__=1',
    'constructor=1',
  ])('refuses the query %s', async (query) => {
    expect(problemOf(await api.call('GET', `/v1/users/u1/home?${query}`))).toEqual(INVALID);
    expect(problemOf(await api.call('POST', `/v1/users/u1/home?${query}`, { json: {} }))).toEqual(INVALID);
  });

  test.each([
    [{ rows: '3' }],
    [{ rows: 21 }],
    [{ exclude: 'a' }],
    [{ exclude: Array(501).fill('a') }],
    [{ surface: null }],
    [{ unknown: 1 }],
    [[]],
    [null],
    ['text'],
    [1],
  ])('refuses the body %j', async (json) => {
    expect(problemOf(await api.call('POST', '/v1/users/u1/home', { json }))).toEqual(INVALID);
  });

  test.each([
    ['type = movie', 'character 8'],
    ['(type = film', 'character 13'],
    ['genre = "War', 'never closed'],
    [`${'('.repeat(21)}type=film${')'.repeat(21)}`, 'within each other'],
  ])('refuses the filter %s and says where', async (filter, told) => {
    const asked = `/v1/users/u1/home?filter=${encodeURIComponent(filter)}`;
    for (const answer of [
      await api.call('GET', asked),
      await api.call('POST', asked, { json: {} }),
      await api.call('POST', '/v1/users/u1/home', { json: { filter } }),
    ]) {
      expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-filter' });
      expect(answer.body.detail).toContain(told);
    }
  });

  test.each(['filter=', `filter=${'x'.repeat(2001)}`, 'filter=type=film&filter=type=clip', 'filter=%00'])(
    'refuses the query %s',
    async (query) => {
      expect(problemOf(await api.call('GET', `/v1/users/u1/home?${query}`))).toEqual(INVALID);
    },
  );

  test('names the wrong parameter and what it may be', async () => {
    const answer = await api.call('GET', '/v1/users/u1/home?rows=99');
    expect(answer.body.detail).toContain('query.rows');
    expect(answer.body.detail).toContain('20');
  });

  test.each(['a%20b', 'a%2Fb', '%00', 'x'.repeat(129), '%E2%82%AC'])('refuses the user id %s', async (userId) => {
    expect(problemOf(await api.call('GET', `/v1/users/${userId}/home`))).toEqual(INVALID);
  });

  test('refuses a path that is not percent-encoded UTF-8', async () => {
    expect(problemOf(await api.call('GET', '/v1/users/%ZZ/home'))).toEqual(INVALID);
    expect(problemOf(await api.call('GET', '/v1/users/%FF/home'))).toEqual(INVALID);
  });

  test.each(['{', '{"rows":3,}', '\u0000', 'rows=3'])('refuses a body that is not JSON: %j', async (raw) => {
    const answer = await api.call('POST', '/v1/users/u1/home', {
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-json' });
  });

  test('refuses JSON that is not UTF-8', async () => {
    const raw = Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const answer = await api.call('POST', '/v1/users/u1/home', {
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-json' });
  });
});
