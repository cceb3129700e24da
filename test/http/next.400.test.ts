import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { PAGE_TOKEN_SECRET, problemOf, startApi, type TestApi } from '../support/api.ts';
import { aChain } from '../support/chains.ts';

const tokens = createPageTokens(PAGE_TOKEN_SECRET);
const home = tokens.issue([aChain()])[0]!;
const row = tokens.issue([aChain({ route: 'row', rowId: 'popular' })])[0]!;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const INVALID = { status: 400, code: 'invalid-token' };
const PATHS = ['/v1/home/next', '/v1/rows/next'];

describe('the next page, 400', () => {
  test.each(PATHS)('%s refuses what is no token, whatever it is', async (path) => {
    const kept = createPageTokens(new Uint8Array(32)).issue([aChain()])[0]!;
    for (const token of ['', 'x', kept, `${home}A`, home.slice(0, -1), `${home}${home}`, 'A'.repeat(7000)]) {
      expect(problemOf(await api.call('GET', `${path}?token=${token}`))).toEqual(INVALID);
    }
  });

  test('refuses random text and every flipped bit', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String());
    const flipped = fc.tuple(fc.constantFrom(home, row), fc.nat()).map(([token, where]) => {
      const bytes = Buffer.from(token, 'base64url');
      bytes[(where >>> 3) % bytes.length]! ^= 1 << (where & 7);
      return bytes.toString('base64url');
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), fc.oneof(text, flipped), async (path, token) => {
        const sent = encodeURIComponent(token.toWellFormed());
        expect(problemOf(await api.call('GET', `${path}?token=${sent}`))).toEqual(INVALID);
      }),
      { numRuns: 150 },
    );
    expect(api.asked).toEqual([]);
  }, 60_000);

  test('a page is not gone on with as a row, nor a row as a page', async () => {
    expect(problemOf(await api.call('GET', `/v1/rows/next?token=${home}`))).toEqual(INVALID);
    expect(problemOf(await api.call('GET', `/v1/home/next?token=${row}`))).toEqual(INVALID);
  });

  test.each(PATHS)('%s takes a token, one, and nothing else', async (path) => {
    for (const query of ['', `token=${home}&token=${home}`, `token=${home}&rows=3`]) {
      expect(problemOf(await api.call('GET', `${path}?${query}`))).toEqual({ status: 400, code: 'invalid-request' });
    }
  });
});
