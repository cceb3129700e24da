import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { answerError } from '../../src/http/answer-error.ts';
import { consoleFiles } from '../../src/http/console.ts';
import { startApi, type TestApi } from '../support/api.ts';

const oidc = {
  issuer: 'https://login.example/tenant',
  clientId: 'marquee',
  scopes: 'openid',
  origins: ['https://login.example', 'https://tokens.example'],
};
let api: TestApi;
beforeAll(async () => {
  const console = { version: '1.2.3', simulated: true, oidc, imageOrigins: ['https://images.example'] };
  api = await startApi({ given: { console } });
});
afterAll(() => api.close());

const get = (path: string) => fetch(`${api.url}${path}`, { redirect: 'manual' });

describe('GET /console/', () => {
  test('200 without a key: the page, at every address of the console', async () => {
    for (const path of ['/console/', '/console/pins', '/console/preview?userId=u1', '/console/catalogue/rules/r1']) {
      const answer = await get(path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<div id="root">');
    }
  });

  test('its files are of this host, and kept by browsers for as long as they like', async () => {
    const html = await (await get('/console/')).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(2);
    for (const path of files) {
      expect(path).toMatch(/^\/console\/assets\//);
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  test('the browser may ask nobody else for anything but the identity provider and where images are', async () => {
    const policy = (await get('/console/')).headers.get('content-security-policy')!;
    const directives = new Map(policy.split('; ').map((one) => [one.split(' ')[0]!, one.split(' ').slice(1)] as const));
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
    expect(directives.get('connect-src')).toEqual(["'self'", 'https://login.example', 'https://tokens.example']);
    expect(directives.get('img-src')).toEqual(["'self'", 'data:', 'https://images.example']);
    expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
  });

  test('404 for a file of another release, with what to do', async () => {
    const answer = await get('/console/assets/index-of-yesterday.js');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: 'not-found',
      detail: expect.stringContaining('Load the page anew'),
    });
  });

  test('404 where it was not built, with what to do', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'marquee-no-console-'));
    const settings = { version: '0', simulated: false, oidc: null, imageOrigins: [] };
    const app = express()
      .use((_request, response, next) => {
        response.locals.requestId = 'r1';
        next();
      })
      .use('/console', consoleFiles(settings, empty))
      .use(answerError({ error() {}, warn() {}, info() {}, debug() {} } as never));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const answer = await fetch(`http://127.0.0.1:${port}/console/pins`);
    const { detail } = (await answer.json()) as { detail: string };
    expect([answer.status, detail]).toEqual([404, expect.stringContaining('build:console')]);
    await new Promise((resolve) => server.close(resolve));
    rmSync(empty, { recursive: true });
  });
});

describe('GET /console/settings.json', () => {
  test('200 without a key: what is no secret', async () => {
    const answer = await get('/console/settings.json');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      version: '1.2.3',
      simulated: true,
      oidc,
      imageOrigins: ['https://images.example'],
    });
  });
});
