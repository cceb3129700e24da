import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateLimiter } from '../../src/http/rate-limit.ts';
import { problemOf, startApi, type TestAnswer, type TestApi } from '../support/api.ts';

describe('a key with a rate', () => {
  let api: TestApi;
  let elapsedMs = 0;
  beforeAll(async () => {
    api = await startApi({ clock: { nowMs: () => 1_772_366_400_000, monotonicMs: () => elapsedMs } });
  });
  afterAll(() => api.close());

  const makeKey = async (rate?: unknown) => (await api.call('POST', '/v1/keys', { json: { role: 'app', rate } })).body;
  const items = (as: string) => api.call('GET', '/v1/items', { as });
  const headersOf = ({ headers }: TestAnswer) =>
    ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) => headers.get(name));

  test('429: two seconds’ worth may come at once, then one by one as time passes', async () => {
    const { key, rate } = await makeKey('2/s');
    expect(rate).toBe('2/s');
    for (const [remaining, reset] of ['3 1', '2 1', '1 2', '0 2'].map((pair) => pair.split(' '))) {
      const answer = await items(key);
      expect([answer.status, ...headersOf(answer)]).toEqual([200, '4', remaining, reset, null]);
    }
    const refused = await items(key);
    expect(problemOf(refused)).toEqual({ status: 429, code: 'rate-limited' });
    expect(headersOf(refused)).toEqual(['4', '0', '2', '1']);
    elapsedMs += 500;
    expect((await items(key)).status).toBe(200);
    expect((await items(key)).status).toBe(429);
    elapsedMs += 60_000;
    expect(headersOf(await items(key))).toEqual(['4', '3', '1', null]);
  });

  test('limits nobody else, and a key without one is not limited', async () => {
    const [limited, other, free] = [await makeKey(1), await makeKey('1/s'), await makeKey()];
    for (let n = 0; n < 3; n++) await items(limited.key);
    expect((await items(limited.key)).status).toBe(429);
    expect((await items(other.key)).status).toBe(200);
    expect(free.rate).toBeNull();
    for (let n = 0; n < 50; n++) expect(headersOf(await items(free.key))).toEqual([null, null, null, null]);
  });

  test('pays for the user tokens it made', async () => {
    const { key } = await makeKey('1/s');
    const { token } = (await api.call('POST', '/v1/users/u1/token', { as: key })).body;
    expect((await api.call('GET', '/v1/users/u1/home', { as: token })).status).toBe(200);
    expect((await api.call('GET', '/v1/users/u1/home', { as: token })).status).toBe(429);
    expect((await items(key)).status).toBe(429);
  });

  test('429 comes before 403 and 404, after 401', async () => {
    const { key } = await makeKey('1/s');
    for (const path of ['/v1/keys', '/v1/nothing'])
      expect((await api.call('GET', path, { as: key })).status).not.toBe(429);
    for (const path of ['/v1/keys', '/v1/nothing']) expect((await api.call('GET', path, { as: key })).status).toBe(429);
    expect((await api.call('GET', '/v1/keys', { as: 'mq_wrong' })).status).toBe(401);
  });
});

describe('the bucket', () => {
  test('never lets more through than the burst and the rate allow, and never less than the rate', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), arrivals, (ratePerS, gapsMs) => {
        let nowMs = 0;
        const take = createRateLimiter({ monotonicMs: () => nowMs });
        let allowed = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const { isAllowed, remaining, limit, retryAfterS } = take('k', ratePerS);
          if (isAllowed) allowed++;
          expect(remaining).toBeLessThan(limit);
          expect(allowed).toBeLessThanOrEqual(2 * ratePerS + (nowMs / 1000) * ratePerS + 1e-6);
          // A refusal means that the next is not a whole second's share away, and that all before were used.
          if (!isAllowed) {
            expect(retryAfterS).toBe(1);
            expect(allowed).toBeGreaterThan((nowMs / 1000) * ratePerS - 1);
          }
        }
      }),
    );
  });
});
