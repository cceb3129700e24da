import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { featureAnswer } from '../../src/http/schemas/features.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `id-${at}`);

describe('POST /v1/features', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  const ask = (json: unknown, as = 'admin') => api.call('POST', '/v1/features', { json, as });

  test('200: a row a user and item, as of now or of a moment', async () => {
    const now = await ask({ userIds: ['u', 'v'], itemIds: ['a', 'b', 'c'] });
    expect(featureAnswer.safeParse(now.body).error).toBeUndefined();
    expect(now.body.asOf).toBe(new Date(NOW_MS).toISOString());
    expect(now.body.rows.map((row: { userId: string; itemId: string }) => row.userId + row.itemId)).toEqual([
      'ua',
      'ub',
      'uc',
      'va',
      'vb',
      'vc',
    ]);
    const then = await ask({ userIds: ['u'], itemIds: ['a'], at: '2026-02-01T10:00:00+01:00' });
    expect(then.body.asOf).toBe('2026-02-01T09:00:00.000Z');
    expect(then.body.rows[0].values).toEqual([Date.parse('2026-02-01T09:00:00Z'), 0]);
    expect(then.body.approximated[0].detail).toBe('received');
    const happened = { userIds: ['u'], itemIds: ['a'], at: '2026-02-01T09:00:00Z', countedFrom: 'happened' };
    expect((await ask(happened)).body.approximated[0].detail).toBe('happened');
  });

  test('200: 10,000 pairs', async () => {
    expect((await ask({ userIds: ids(20), itemIds: ids(500) })).body.rows).toHaveLength(10_000);
  });

  test.each([
    ['no users', { userIds: [], itemIds: ['a'] }],
    ['no items', { userIds: ['u'] }],
    ['too many users', { userIds: ids(101), itemIds: ['a'] }],
    ['too many pairs', { userIds: ids(100), itemIds: ids(101) }],
    ['what is still to come', { userIds: ['u'], itemIds: ['a'], at: '2026-03-01T12:00:01Z' }],
    ['no time', { userIds: ['u'], itemIds: ['a'], at: 'yesterday' }],
    ['another field', { userIds: ['u'], itemIds: ['a'], features: ['age'] }],
  ])('400: %s', async (_what, json) => {
    expect(problemOf(await ask(json))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test.each(['app', 'editor', 'analyst'])('403: role %s', async (role) => {
    expect(problemOf(await ask({ userIds: ['u'], itemIds: ['a'] }, role)).status).toBe(403);
  });
});
