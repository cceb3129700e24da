import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('when the inside fails', () => {
  let api: TestApi;
  let failure: unknown;
  beforeAll(async () => {
    api = await startApi({ homePage: () => Promise.reject(failure) });
  });
  afterAll(() => api.close());

  test('an unforeseen error is a 500 that tells nothing of the inside, and is logged with its cause', async () => {
    failure = new Error('password=hunter2 for u1');
    const answer = await api.call('GET', '/v1/users/u1/home');
    expect(problemOf(answer)).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    const line = api.logged.find((entry) => entry.level === 'error')!;
    expect(line.fields.err).toBe(failure);
    expect(line.fields.requestId).toBe(answer.body.requestId);
  });

  test('what cannot be served now is a 503 with Retry-After', async () => {
    failure = new MarqueeError('unavailable', 'Nothing can be served right now.', { cause: new Error('inside') });
    const answer = await api.call('GET', '/v1/users/u1/home');
    expect(problemOf(answer)).toEqual({ status: 503, code: 'unavailable' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body.detail).toBe('Nothing can be served right now.');
  });
});
