import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { aPastPage } from '../support/past-pages.ts';

const ID = '01950000-0000-7000-8000-000000000001';

describe('GET /v1/decisions/{recommendationId}, when it is not to be had', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({
      pastPages: { read: async (id) => (id === ID ? aPastPage() : null) },
      async rescore() {
        throw new MarqueeError('unavailable', 'Other pages are being scored again: try again shortly.');
      },
    });
  });
  afterAll(() => api.close());
  const get = (path: string) => api.call('GET', `/v1/decisions/${path}`, { as: 'analyst' });

  test('404: a page that the log does not have, and why that may be', async () => {
    const answer = await get(ID.replace('1950', '1951'));
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-decision' });
    expect(answer.body.detail).toContain('on its way');
    expect(answer.body.detail).toContain('RETENTION_DAYS');
  });

  test('503 when too many pages are being scored again; the page alone is still there', async () => {
    const answer = await get(`${ID}?rescore=true`);
    expect(problemOf(answer)).toEqual({ status: 503, code: 'unavailable' });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await get(ID)).status).toBe(200);
  });
});
