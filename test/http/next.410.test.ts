import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { NOW_MS, PAGE_TOKEN_SECRET, problemOf, startApi, type TestApi } from '../support/api.ts';
import { aChain } from '../support/chains.ts';

const tokens = createPageTokens(PAGE_TOKEN_SECRET);
const home = tokens.issue([aChain()])[0]!;
const row = tokens.issue([aChain({ route: 'row', rowId: 'popular' })])[0]!;

let api: TestApi;
let now = NOW_MS;
beforeAll(async () => {
  api = await startApi({ clock: { nowMs: () => now, monotonicMs: () => 0 } });
});
afterAll(() => api.close());

describe('the next page, 410', () => {
  test('is not to be had 24 hours after the first', async () => {
    now = NOW_MS + 86_400_000;
    const expired = { status: 410, code: 'token-expired' };
    expect(problemOf(await api.call('GET', `/v1/home/next?token=${home}`))).toEqual(expired);
    expect(problemOf(await api.call('GET', `/v1/rows/next?token=${row}`))).toEqual(expired);
    now--;
    expect((await api.call('GET', `/v1/home/next?token=${home}`)).status).toBe(200);
  });
});
