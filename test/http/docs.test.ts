import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('/docs', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const get = (path: string) => api.call('GET', path, { as: null });

  test('is a page of HTML that needs no key, also without the last slash', async () => {
    for (const path of ['/docs/', '/docs']) {
      const { status, headers, body } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers.get('content-type')).toContain('text/html');
      expect(body).toContain('id="swagger-ui"');
    }
  });

  test('shows our API and nobody else can be asked: the initializer is ours', async () => {
    const { status, headers, body } = await get('/docs/swagger-initializer.js');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('javascript');
    expect(body).toContain("url: '/openapi.json'");
    expect(body).not.toContain('petstore');
  });

  test('every file of the page comes from the service itself', async () => {
    const { body } = await get('/docs/');
    const asked = [...(body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(asked.length).toBeGreaterThan(4);
    for (const path of asked) {
      expect(path).not.toMatch(/^(https?:)?\/\//);
      expect({ path, status: (await get(`/docs/${path}`)).status }).toEqual({ path, status: 200 });
    }
  });

  test('the browser is told to run and ask only what is ours', async () => {
    const { headers } = await get('/docs/');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  test.each([
    '/docs/../package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/..%5c..%5cpackage.json',
    '/docs//etc/passwd',
    '/docs/%00',
    '/docs/%ff',
    '/docs/no-such-file.js',
    '/documents',
  ])('%s is not found', async (path) => {
    // As it stands, byte by byte: fetch would tidy it up before it is sent.
    expect(await statusOf(path)).toBe(404);
  });

  test('what is not there is a problem like any other', async () => {
    expect(problemOf(await get('/docs/nothing'))).toEqual({ status: 404, code: 'not-found' });
  });

  test('only reading is answered', async () => {
    expect((await api.call('POST', '/docs/', { json: {} })).status).toBe(404);
  });

  function statusOf(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      const socket = connect(Number(port), hostname, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
      });
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.once('error', reject);
      socket.once('end', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])));
    });
  }
});
