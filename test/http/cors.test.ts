import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../support/api.ts';

describe('browsers of other origins', () => {
  let open: TestApi;
  let closed: TestApi;
  beforeAll(async () => {
    open = await startApi({ given: { corsOrigins: ['https://tv.example'] } });
    closed = await startApi();
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
  });

  const preflight = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });

  test('a named origin is allowed, by preflight without a key', async () => {
    const headers = preflight('https://tv.example');
    const answer = await open.call('OPTIONS', '/v1/events', { as: null, headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://tv.example');
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
    const called = await open.call('GET', '/v1/items', { headers: { origin: 'https://tv.example' } });
    expect(called.status).toBe(200);
    expect(called.headers.get('access-control-allow-origin')).toBe('https://tv.example');
  });

  test('a preflight allows every method and header that the API knows', async () => {
    const headers = {
      ...preflight('https://tv.example'),
      'access-control-request-headers':
        'authorization, content-type, idempotency-key, if-match, traceparent, x-request-id',
    };
    const answer = await open.call('OPTIONS', '/v1/users/u1/home', { as: null, headers });
    const allowed = answer.headers.get('access-control-allow-headers')!.toLowerCase().split(', ').sort();
    expect(allowed).toEqual(headers['access-control-request-headers'].split(', '));
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
  });

  test('errors may be read as well: 401, 400, 404, 429', async () => {
    const { key } = (await open.call('POST', '/v1/keys', { json: { role: 'app', rate: 1 } })).body;
    const calls = [
      { as: 'mq_wrong', path: '/v1/items', status: 401 },
      { as: 'app', path: '/v1/items?limit=0', status: 400 },
      { as: 'app', path: '/v1/nothing', status: 404 },
      { as: key, path: '/v1/items', status: 200 },
      { as: key, path: '/v1/items', status: 200 },
      { as: key, path: '/v1/items', status: 429 },
    ];
    for (const { as, path, status } of calls) {
      const answer = await open.call('GET', path, { as, headers: { origin: 'https://tv.example' } });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://tv.example');
      expect(answer.headers.get('vary')).toBe('Origin');
      for (const name of ['RateLimit-Remaining', 'Retry-After', 'X-Request-Id']) {
        expect(answer.headers.get('access-control-expose-headers')).toContain(name);
      }
    }
  });

  test('another origin is not, and by default none is', async () => {
    for (const api of [open, closed]) {
      const headers = preflight('https://evil.example');
      const answer = await api.call('OPTIONS', '/v1/events', { as: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
