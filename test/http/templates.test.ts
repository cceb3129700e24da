import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import { storedTemplate } from '../../src/http/schemas/template.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const rows = [
  { row: 'continue-watching', place: 'top' },
  { row: 'genre', atMost: 3 },
  { row: 'genre:drama', place: 'top' },
];

describe('templates', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const put = (template: unknown, headers: Record<string, string> = {}) =>
    api.call('PUT', '/v1/templates/tv', { as: 'editor', json: { template, reason: 'a test' }, headers });

  test('200: the defaults of all surfaces until somebody puts one, as version 0', async () => {
    const { status, body } = await api.call('GET', '/v1/templates', { as: 'editor' });
    expect(status).toBe(200);
    expect(body.items.map(({ surface }: { surface: string }) => surface)).toEqual(['tv', 'web', 'mobile']);
    for (const item of body.items) {
      expect(storedTemplate.safeParse(item).error).toBeUndefined();
      expect(item).toMatchObject({
        template: DEFAULT_TEMPLATES[item.surface as 'tv'],
        isDefault: true,
        version: 0,
        updatedAt: null,
        updatedBy: null,
      });
    }
    const one = await api.call('GET', '/v1/templates/mobile', { as: 'editor' });
    expect([one.body, one.headers.get('etag')]).toEqual([body.items[2], '"0"']);
  });

  test('200: what was put, complete: what was left out is as in the default; the version is the ETag', async () => {
    const answer = await put({ rows, diversity: 0.5, exploration: { share: 0 } });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(storedTemplate.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body).toMatchObject({ surface: 'tv', isDefault: false, version: 1, updatedBy: 'key-editor' });
    expect(answer.body.template).toEqual({
      ...DEFAULT_TEMPLATES.tv,
      rows: [
        { row: 'continue-watching', atMost: 1, inAll: 1, place: 'top' },
        { row: 'genre', atMost: 3, inAll: 3, place: 'free' },
        { row: 'genre:drama', atMost: 1, inAll: 1, place: 'top' },
      ],
      diversity: 0.5,
      exploration: { ...DEFAULT_TEMPLATES.tv.exploration, share: 0 },
    });
    expect((await api.call('GET', '/v1/templates/tv', { as: 'editor' })).body).toEqual(answer.body);
    expect((await api.call('GET', '/v1/templates/web', { as: 'editor' })).body.isDefault).toBe(true);
  });

  test('204: taken back the default holds, and the version goes on', async () => {
    const before = (await put({ rows })).body.version;
    const stale = { as: 'editor', headers: { 'if-match': '"0"' } };
    expect(problemOf(await api.call('DELETE', '/v1/templates/tv', stale)).status).toBe(412);
    const gone = await api.call('DELETE', '/v1/templates/tv?reason=enough', {
      as: 'editor',
      headers: { 'if-match': `"${before}"` },
    });
    expect([gone.status, gone.body]).toEqual([204, '']);
    const now = (await api.call('GET', '/v1/templates/tv', { as: 'editor' })).body;
    expect(now).toMatchObject({ template: DEFAULT_TEMPLATES.tv, isDefault: true, version: before + 1 });
  });

  test('412: whoever read another version puts nothing', async () => {
    const before = (await api.call('GET', '/v1/templates/tv', { as: 'editor' })).body;
    expect(problemOf(await put({ rows }, { 'if-match': '"77"' }))).toEqual({
      status: 412,
      code: 'precondition-failed',
    });
    expect((await api.call('GET', '/v1/templates/tv', { as: 'editor' })).body).toEqual(before);
    for (const tag of [`"${before.version}"`, '*']) {
      expect((await put({ rows }, { 'if-match': tag })).status).toBe(200);
    }
  });

  test.each([
    ['no row', { rows: [] }, /at least one row/],
    [
      'a row that nobody makes',
      { rows: [{ row: 'horoscope' }] },
      /there are no such rows; there are live-now, .*collection/,
    ],
    ['a row of a family that has one', { rows: [{ row: 'trending:x' }] }, /there are no such rows/],
    ['a family with nothing behind its colon', { rows: [{ row: 'genre:' }] }, /there are no such rows/],
    ['a row twice', { rows: [{ row: 'new' }, { row: 'new' }] }, /put it once/],
    ['two of a row that there is one of', { rows: [{ row: 'new', atMost: 2 }] }, /atMost must be 1/],
    ['fewer in all than at most', { rows: [{ row: 'genre', atMost: 4, inAll: 3 }] }, /inAll below its atMost/],
    ['two of a genre', { rows: [{ row: 'genre:drama', atMost: 2 }] }, /atMost must be 1/],
    [
      'too many rows in all',
      { rows: ['genre', 'more-from', 'popular'].map((row) => ({ row, atMost: 20 })) },
      /lower atMost to 40/,
    ],
    ['a place that is none', { rows: [{ row: 'new', place: 'bottom' }] }, /place/],
    ['a share above 1', { exploration: { share: 1.1 } }, /share/],
    ['a share below 0', { newItems: { share: -0.1 } }, /share/],
    ['no temperature', { exploration: { temperature: 0 } }, /temperature/],
    ['a weight below 0', { diversity: -1 }, /diversity/],
    ['a weight beyond sense', { calibration: 100 }, /calibration/],
    ['a row diversity above 1', { rowDiversity: 2 }, /rowDiversity/],
    ['no screen', { visibleSlots: 0 }, /visibleSlots/],
    ['half a row ahead', { lookahead: 0.5 }, /lookahead/],
    ['a field that no template has', { colour: 'red' }, /colour/],
    ['no template', null, /template/],
  ])('400: %s', async (_what, template, detail) => {
    const answer = await put(template);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect(answer.body.detail).toMatch(detail);
  });

  test('400: a surface that there is not', async () => {
    const answer = await api.call('PUT', '/v1/templates/fridge', { as: 'editor', json: { template: { rows } } });
    expect(problemOf(answer).status).toBe(400);
  });

  test.each(['app', 'analyst'])('403: role %s', async (role) => {
    for (const path of ['/v1/templates', '/v1/templates/tv']) {
      expect(problemOf(await api.call('GET', path, { as: role })).status).toBe(403);
    }
    const json = { template: { rows }, reason: '' };
    expect(problemOf(await api.call('PUT', '/v1/templates/tv', { as: role, json })).status).toBe(403);
    expect(problemOf(await api.call('DELETE', '/v1/templates/tv', { as: role })).status).toBe(403);
  });

  test('200: an admin may do what editors do', async () => {
    expect((await api.call('PUT', '/v1/templates/web', { json: { template: { rows } } })).status).toBe(200);
  });
});
