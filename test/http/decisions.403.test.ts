import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { aPastPage } from '../support/past-pages.ts';

const ID = '01950000-0000-7000-8000-000000000001';

describe('GET /v1/decisions/{recommendationId}, 403', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ pastPages: { read: async (id) => (id === ID ? aPastPage() : null) } });
  });
  afterAll(() => api.close());

  test.each(['app', 'editor'])('role %s, whether the page is there or not', async (role) => {
    for (const id of [ID, ID.replace('1', '2'), 'none']) {
      const answer = await api.call('GET', `/v1/decisions/${id}`, { as: role });
      expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test("a user token, even for the user's own page", async () => {
    const { body } = await api.call('POST', '/v1/users/u1/token', { as: 'app', json: {} });
    const answer = await api.call('GET', `/v1/decisions/${ID}`, { as: body.token });
    expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
  });
});
