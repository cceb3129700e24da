import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const ID = '01950000-0000-7000-8000-000000000001';

describe('GET /v1/decisions/{recommendationId}, 400', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each([
    ['no id of a page', 'none'],
    ['the id of an impression', `${ID}.0.0`],
    ['an id cut short', ID.slice(1)],
    ['another word than true or false', `${ID}?rescore=yes`],
    ['a number', `${ID}?rescore=1`],
    ['another parameter', `${ID}?explain=true`],
  ])('%s', async (_what, path) => {
    const answer = await api.call('GET', `/v1/decisions/${path}`, { as: 'analyst' });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });
});
