import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type express from 'express';
import { createApp, routesOf } from '../../src/http/server.ts';
import { startApi, type TestApi } from '../support/api.ts';

type Operations = Record<string, { operationId: string; responses: Record<string, unknown> }>;

describe('/openapi.json', () => {
  let api: TestApi;
  let document: {
    openapi: string;
    paths: Record<string, Operations>;
    components: { schemas: Record<string, unknown> };
  };
  beforeAll(async () => {
    api = await startApi();
    const answer = await api.call('GET', '/openapi.json', { as: null });
    expect(answer.status).toBe(200);
    document = answer.body;
  });
  afterAll(() => api.close());

  const described = () =>
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

  test('is OpenAPI 3.1, and needs no key', () => {
    expect(document.openapi).toBe('3.1.0');
  });

  test('has every route that Express has mounted, and no other', () => {
    // Looked up in Express itself, so that a route mounted beside the list would be found.
    const app = createApp(api.collaborators) as express.Express & { router: { stack: unknown[] } };
    const mounted = (app.router.stack as { route?: { path: string; methods: Record<string, boolean> } }[]).flatMap(
      ({ route }) => Object.keys(route?.methods ?? {}).map((method) => `${method} ${route!.path}`),
    );
    const asInOpenApi = mounted
      .map((line) => line.replaceAll(/:(\w+)/g, '{$1}'))
      .filter((line) => line !== 'get /openapi.json');
    expect(described().sort()).toEqual(asInOpenApi.sort());
    expect(asInOpenApi.length).toBeGreaterThan(15);
  });

  test('each described route answers something else than 404 route', async () => {
    for (const line of described()) {
      const [method, path] = line.split(' ') as [string, string];
      const answer = await api.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'));
      expect([line, answer.body.code]).not.toEqual([line, 'not-found']);
    }
  });

  test('each route has its own operationId, a success and the problem', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const { responses } of operations) {
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      expect(JSON.stringify(responses.default)).toContain('#/components/schemas/Problem');
    }
  });

  test('every reference leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  test('every parameter in a path is described by its route, and no other', () => {
    for (const route of routesOf(api.collaborators)) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([route.path, Object.keys(route.params?.shape ?? {})]).toEqual([route.path, inPath]);
    }
  });
});
