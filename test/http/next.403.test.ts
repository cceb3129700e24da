import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { PAGE_TOKEN_SECRET, problemOf, startApi, type TestApi } from '../support/api.ts';
import { aChain, nextPath } from '../support/chains.ts';

const tokens = createPageTokens(PAGE_TOKEN_SECRET);
const home = tokens.issue([aChain()])[0]!;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('the next page, 403', () => {
  test('is for the user of the page alone, where a device asks', async () => {
    const { token: as } = (await api.call('POST', '/v1/users/u2/token', { as: 'app' })).body;
    for (const path of [
      nextPath('home', tokens, aChain()),
      nextPath('home', tokens, aChain({ userId: null, userKey: 'key of u1' })),
      nextPath('rows', tokens, aChain({ route: 'row', rowId: 'popular' })),
    ]) {
      expect(problemOf(await api.call('GET', path, { as }))).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test('is not for editors and analysts', async () => {
    for (const as of ['editor', 'analyst'] as const) {
      expect(problemOf(await api.call('GET', `/v1/home/next?token=${home}`, { as })).status).toBe(403);
    }
  });
});
