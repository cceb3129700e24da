import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOBODY } from '../../src/domain/user-key.ts';
import { page } from '../../src/http/schemas/home.ts';
import { createPageTokens } from '../../src/recommend/paging/page-tokens.ts';
import { NOW_MS, PAGE_TOKEN_SECRET, startApi, type TestApi } from '../support/api.ts';
import { aChain, FROM_MS, nextPath } from '../support/chains.ts';

const tokens = createPageTokens(PAGE_TOKEN_SECRET);

describe('the next page, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('asks for what the chain was asked for, and says what was shown', async () => {
    const chain = aChain({ fromMs: NOW_MS - 1000 });
    const answer = await api.call('GET', nextPath('home', tokens, chain), { as: 'app' });
    expect(answer.status).toBe(200);
    expect(page.safeParse(answer.body).error).toBeUndefined();
    expect(api.asked.at(-1)).toEqual({
      recommendationId: expect.any(String),
      userId: 'u1',
      userKey: 'key of u1',
      origin: 'test',
      surface: 'tv',
      region: 'DE',
      language: 'de',
      maturity: 'adult',
      isDefaultMaturity: false,
      timeZone: 'Europe/Berlin',
      sessionId: chain.sessionId,
      rows: 8,
      items: 20,
      rowIds: null,
      excludeItemIds: [],
      excludeItemNos: new Int32Array(0),
      filter: null,
      shown: chain.shown,
      chainFromMs: NOW_MS - 1000,
      about: null,
      include: ['title', 'imageUrl'],
      deadlineMs: 100,
      nowMs: NOW_MS,
      randomSeed: 4_294_967_295,
    });
  });

  test('of a row is that row alone, of what goes with an item that item again', async () => {
    const row = aChain({ route: 'row', rowId: 'genre:war' });
    expect((await api.call('GET', nextPath('rows', tokens, row))).status).toBe(200);
    expect(api.asked.at(-1)!.rowIds).toEqual(['genre:war']);
    const similar = aChain({ route: 'similar', rowId: 'similar', about: { seedItemId: 'i7' } });
    expect((await api.call('GET', nextPath('rows', tokens, similar))).status).toBe(200);
    expect(api.askedSimilar.at(-1)).toBe('i7');
  });

  test('asks for no more than is left of the 2,000 titles of a chain', async () => {
    const { shown } = aChain();
    for (const [count, rows, items] of [
      [1000, 8, 20],
      [1950, 2, 20],
      [1990, 1, 10],
    ]) {
      const titleNos = Int32Array.from({ length: count! }, (_, at) => at + 1);
      await api.call('GET', nextPath('home', tokens, aChain({ shown: { ...shown, titleNos } })));
      expect(api.asked.at(-1)).toMatchObject({ rows, items });
    }
  });

  test('is for the strictest of who asks now and what was asked: a device keeps its region and its ceiling', async () => {
    const { token: as } = (
      await api.call('POST', '/v1/users/u1/token', { as: 'app', json: { maturityMax: 'kids', region: 'US' } })
    ).body;
    const answer = await api.call('GET', nextPath('home', tokens, aChain()), { as });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toMatch(/"(score|propensity|models)"/);
    expect(api.asked.at(-1)).toMatchObject({ maturity: 'kids', region: 'US', userKey: 'key of u1' });
    await api.call('GET', nextPath('home', tokens, aChain({ maturity: 'kids' })), { as: 'app' });
    expect(api.asked.at(-1)).toMatchObject({ maturity: 'kids', region: 'DE' });
    await api.call('GET', nextPath('home', tokens, aChain({ maturity: null })), { as: 'app' });
    expect(api.asked.at(-1)).toMatchObject({ maturity: 'teen', isDefaultMaturity: true });
  });

  test('of a page that was nobody’s is nobody’s, and on a device its user’s', async () => {
    const chain = aChain({
      route: 'similar',
      rowId: 'similar',
      userId: null,
      userKey: NOBODY,
      about: { seedItemId: 'i7' },
    });
    await api.call('GET', nextPath('rows', tokens, chain), { as: 'app' });
    expect(api.asked.at(-1)).toMatchObject({ userId: null, userKey: NOBODY });
    const { token: as } = (await api.call('POST', '/v1/users/u2/token', { as: 'app' })).body;
    await api.call('GET', nextPath('rows', tokens, chain), { as });
    expect(api.asked.at(-1)).toMatchObject({ userId: null, userKey: 'key of u2' });
  });

  test('comes until 24 hours after the first', async () => {
    const chain = aChain({ fromMs: NOW_MS - 86_400_000 + 1 });
    expect(FROM_MS).toBe(NOW_MS);
    expect((await api.call('GET', nextPath('home', tokens, chain))).status).toBe(200);
  });
});
