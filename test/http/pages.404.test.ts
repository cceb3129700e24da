import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { createRowPage } from '../../src/recommend/row-page.ts';
import { createSimilarPage } from '../../src/recommend/similar-page.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';
import { aStoredItem } from '../support/items.ts';
import { aSnapshot, STILL_CLOCK } from '../support/pages.ts';

/** With the real pages over a small catalogue. */
describe('a page of what is not there, 404', () => {
  let api: TestApi;
  const snapshot = aSnapshot({
    items: [
      aStoredItem(1, { genres: ['War'] }),
      aStoredItem(2, { genres: ['War'] }),
      aStoredItem(3, { deleted: true }),
    ],
  });
  const recorded: unknown[] = [];
  beforeAll(async () => {
    const parts = {
      snapshot: () => snapshot,
      userStates: { read: async () => null },
      decisionLog: { record: (decision: unknown) => recorded.push(decision) > 0 },
      clock: STILL_CLOCK,
      metrics: NO_METRICS,
    };
    api = await startApi({ rowPage: createRowPage(parts), similarPage: createSimilarPage(parts) });
  });
  afterAll(() => api.close());

  test.each([
    ['/v1/items/none/similar', 'unknown-item'],
    ['/v1/items/i3/similar', 'unknown-item'],
    ['/v1/users/u1/rows/no-such-row', 'unknown-row'],
    ['/v1/users/u1/rows/genre:nope', 'unknown-row'],
    ['/v1/users/u1/rows/because-you-watched:none', 'unknown-row'],
  ])('%s is %s, and nothing is logged as served', async (path, code) => {
    expect(problemOf(await api.call('GET', path))).toEqual({ status: 404, code });
    expect(recorded).toEqual([]);
  });

  test('what is there is 200, a row without evidence without rows', async () => {
    const similar = await api.call('GET', '/v1/items/i1/similar');
    expect(similar.body.rows[0].items[0].itemId).toBe('i2');
    const row = await api.call('GET', '/v1/users/u1/rows/because-you-watched:i1');
    expect([row.status, row.body.rows]).toEqual([200, []]);
  });
});
