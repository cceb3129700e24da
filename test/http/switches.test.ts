import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SWITCH_NAMES } from '../../src/domain/switches.ts';
import { switchShown } from '../../src/http/schemas/switches.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

const at = (ms: number) => new Date(ms).toISOString();

describe('switches', () => {
  let api: TestApi;
  let nowMs = NOW_MS;
  beforeAll(async () => {
    api = await startApi({ clock: { nowMs: () => nowMs, monotonicMs: () => 0 } });
  });
  afterAll(() => api.close());

  const off = { state: 'off', until: null, reason: 'a test' };

  test('200: all of them stand on until somebody says otherwise', async () => {
    const { status, body } = await api.call('GET', '/v1/switches');
    expect(status).toBe(200);
    expect(body.nextCursor).toBeNull();
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(SWITCH_NAMES);
    expect(SWITCH_NAMES.slice(0, 4)).toEqual(['exploration', 'experiments', 'ranker', 'row:continue-watching']);
    for (const one of body.items) {
      expect(switchShown.safeParse(one).error).toBeUndefined();
      expect(one).toMatchObject({ state: 'on', until: null, version: 0, updatedBy: null });
    }
  });

  test('200: what was said stands, with its version as the ETag; the others are as they were', async () => {
    const put = await api.call('PUT', '/v1/switches/row:genre', { json: off });
    expect(put.status).toBe(200);
    expect(put.body).toEqual({
      name: 'row:genre',
      ...off,
      version: 1,
      updatedAt: at(NOW_MS),
      updatedBy: 'key-admin',
    });
    expect(put.headers.get('etag')).toBe('"1"');
    const got = await api.call('GET', '/v1/switches/row:genre');
    expect([got.body, got.headers.get('etag')]).toEqual([put.body, '"1"']);
    const { items } = (await api.call('GET', '/v1/switches')).body;
    const touched = items.filter(({ version }: { version: number }) => version > 0);
    expect(touched).toEqual([put.body]);
    expect((await api.call('GET', '/v1/switches/row:new')).headers.get('etag')).toBe('"0"');
  });

  test('200: a time with an offset is kept in UTC, and once it has come the switch is on', async () => {
    const json = { state: 'off', until: '2026-03-01T15:00:00+02:00', reason: 'for an hour' };
    const { body } = await api.call('PUT', '/v1/switches/ranker', { json });
    expect(body).toMatchObject({ state: 'off', until: '2026-03-01T13:00:00.000Z' });
    nowMs = NOW_MS + 3_600_000;
    const later = (await api.call('GET', '/v1/switches/ranker')).body;
    expect(later).toEqual({ ...body, state: 'on', until: null });
    nowMs = NOW_MS;
  });

  test('200: turning on needs no reason', async () => {
    await api.call('PUT', '/v1/switches/experiments', { json: off });
    const { body } = await api.call('PUT', '/v1/switches/experiments', { json: { state: 'on' } });
    expect(body).toMatchObject({ state: 'on', until: null, reason: '', version: 2 });
  });

  test('412: whoever read another version changes nothing', async () => {
    const { body: before } = await api.call('PUT', '/v1/switches/exploration', { json: off });
    const stale = { json: { state: 'on' }, headers: { 'if-match': '"0"' } };
    const answer = await api.call('PUT', '/v1/switches/exploration', stale);
    expect(problemOf(answer)).toEqual({ status: 412, code: 'precondition-failed' });
    expect((await api.call('GET', '/v1/switches/exploration')).body).toEqual(before);
    for (const tag of [`"${before.version}"`, '*']) {
      const put = await api.call('PUT', '/v1/switches/exploration', { json: off, headers: { 'if-match': tag } });
      expect(put.status).toBe(200);
    }
  });

  test.each(['row:nothing', 'row:', 'rows', 'row:similar', 'RANKER'])('404: %s, with those there are', async (name) => {
    for (const answer of [
      await api.call('GET', `/v1/switches/${name}`),
      await api.call('PUT', `/v1/switches/${name}`, { json: off }),
    ]) {
      expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-switch' });
      for (const known of SWITCH_NAMES) expect(answer.body.detail).toContain(known);
    }
  });

  test.each([
    ['a time that is now', { ...off, until: at(NOW_MS) }],
    ['a time that was', { ...off, until: at(NOW_MS - 1) }],
    ['a time without an offset', { ...off, until: '2027-01-01T00:00:00' }],
    ['no time', { ...off, until: 'tomorrow' }],
    ['no state', { reason: 'a test' }],
    ['another state', { ...off, state: 'dim' }],
    ['off without a reason', { ...off, reason: ' ' }],
    ['an unknown field', { ...off, who: 'me' }],
    ['no object', []],
  ])('400: %s', async (_what, json) => {
    const before = (await api.call('GET', '/v1/switches')).body;
    const answer = await api.call('PUT', '/v1/switches/row:trending', { json });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect((await api.call('GET', '/v1/switches')).body).toEqual(before);
  });

  test.each(['app', 'editor', 'analyst'])('403: role %s', async (role) => {
    for (const path of ['/v1/switches', '/v1/switches/ranker']) {
      expect(problemOf(await api.call('GET', path, { as: role })).status).toBe(403);
    }
    const put = await api.call('PUT', '/v1/switches/ranker', { as: role, json: off });
    expect(problemOf(put).status).toBe(403);
  });

  test('401: nobody', async () => {
    expect(problemOf(await api.call('GET', '/v1/switches', { as: null })).status).toBe(401);
  });
});
