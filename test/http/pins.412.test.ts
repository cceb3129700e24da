import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const draft = {
  itemId: 'i1',
  rowId: 'top-picks',
  position: 2,
  from: '2026-03-01T00:00:00Z',
  until: '2026-04-01T00:00:00Z',
};

describe('pins, 404 and 412', () => {
  let api: TestApi;
  let path: string;
  beforeAll(async () => {
    api = await startApi();
    path = (await api.call('POST', '/v1/pins', { json: draft })).headers.get('location')!;
  });
  afterAll(() => api.close());

  test.each(['GET', 'PATCH', 'DELETE'])('%s of a pin that is not there is 404', async (method) => {
    const json = method === 'PATCH' ? { note: 'x' } : undefined;
    const answer = await api.call(method, '/v1/pins/nothing', { json, headers: { 'if-match': '"1"' } });
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-pin' });
  });

  test.each(['"2"', 'W/"1"', '1', '"x"', ''])(
    'If-Match %j is not the pin as it is: 412, and nothing changes',
    async (tag) => {
      const headers = { 'if-match': tag };
      for (const answer of [
        await api.call('PATCH', path, { json: { note: 'changed' }, headers }),
        await api.call('DELETE', path, { headers }),
      ])
        expect(problemOf(answer)).toEqual({ status: 412, code: 'precondition-failed' });
      expect((await api.call('GET', path)).body.pin.note).toBe('');
    },
  );

  test('a wrong body is 400 even where If-Match is stale', async () => {
    const answer = await api.call('PATCH', path, { json: { position: 'x' }, headers: { 'if-match': '"9"' } });
    expect(problemOf(answer).status).toBe(400);
  });

  test('of two PATCHes with the same If-Match one holds', async () => {
    const headers = { 'if-match': '"1"' };
    const answers = await Promise.all(['a', 'b'].map((note) => api.call('PATCH', path, { json: { note }, headers })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  test('* and a list of tags match what is there', async () => {
    const etag = (await api.call('GET', path)).headers.get('etag')!;
    const listed = await api.call('PATCH', path, { json: {}, headers: { 'if-match': `"0", ${etag}` } });
    expect(listed.status).toBe(200);
    expect((await api.call('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(204);
  });
});
