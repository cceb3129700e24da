import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '../../src/domain/ports/key-store.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

const ROUTES: readonly { method: string; path: string; roles: readonly string[] }[] = [
  { method: 'GET', path: '/v1/users/u1/home', roles: ['app'] },
  { method: 'POST', path: '/v1/users/u1/home', roles: ['app'] },
  { method: 'POST', path: '/v1/events', roles: ['app'] },
  { method: 'DELETE', path: '/v1/users/u1', roles: [] },
  { method: 'GET', path: '/v1/items', roles: ['app', 'editor', 'analyst'] },
  { method: 'GET', path: '/v1/items/i1', roles: ['app', 'editor', 'analyst'] },
  { method: 'PUT', path: '/v1/items/i1', roles: ['editor'] },
  { method: 'POST', path: '/v1/items', roles: ['editor'] },
  { method: 'DELETE', path: '/v1/items/i1', roles: ['editor'] },
  { method: 'POST', path: '/v1/items/i1/block', roles: ['editor'] },
  { method: 'POST', path: '/v1/items/i1/unblock', roles: ['editor'] },
  { method: 'GET', path: '/v1/pins', roles: ['editor'] },
  { method: 'POST', path: '/v1/pins', roles: ['editor'] },
  { method: 'GET', path: '/v1/pins/p1', roles: ['editor'] },
  { method: 'PATCH', path: '/v1/pins/p1', roles: ['editor'] },
  { method: 'DELETE', path: '/v1/pins/p1', roles: ['editor'] },
  { method: 'GET', path: '/v1/pins/p1/report', roles: ['editor', 'analyst'] },
  { method: 'GET', path: '/v1/rows', roles: ['editor', 'analyst'] },
  { method: 'POST', path: '/v1/reach', roles: ['editor'] },
  { method: 'GET', path: '/v1/suggestions?kind=tags', roles: ['editor'] },
  { method: 'POST', path: '/v1/suggestions/s1/accept', roles: ['editor'] },
  { method: 'POST', path: '/v1/suggestions/s1/reject', roles: ['editor'] },
  { method: 'GET', path: '/v1/audit', roles: ['editor'] },
  { method: 'POST', path: '/v1/audit/1/undo', roles: ['editor'] },
  { method: 'POST', path: '/v1/preview', roles: ['editor'] },
  { method: 'GET', path: '/v1/rules', roles: ['editor'] },
  { method: 'POST', path: '/v1/rules', roles: ['editor'] },
  { method: 'GET', path: '/v1/rules/r1', roles: ['editor'] },
  { method: 'PUT', path: '/v1/rules/r1', roles: ['editor'] },
  { method: 'PATCH', path: '/v1/rules/r1', roles: ['editor'] },
  { method: 'DELETE', path: '/v1/rules/r1', roles: ['editor'] },
  { method: 'GET', path: '/v1/keys', roles: [] },
  { method: 'POST', path: '/v1/keys', roles: [] },
  { method: 'DELETE', path: '/v1/keys/k1', roles: [] },
  { method: 'GET', path: '/v1/me', roles: ['app', 'editor', 'analyst'] },
  { method: 'GET', path: '/v1/schemas', roles: ['app', 'editor', 'analyst'] },
  { method: 'GET', path: '/v1/schemas/events', roles: ['app', 'editor', 'analyst'] },
  { method: 'GET', path: '/v1/decisions/01950000-0000-7000-8000-000000000001', roles: ['analyst'] },
  { method: 'GET', path: '/v1/impressions', roles: ['analyst'] },
  { method: 'GET', path: '/v1/models', roles: [] },
  { method: 'POST', path: '/v1/models/v1/promote', roles: [] },
  { method: 'POST', path: '/v1/models/v1/rollback', roles: [] },
];

describe('roles', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(ROUTES)('$method $path is for $roles and admin alone', async ({ method, path, roles }) => {
    for (const role of ROLES) {
      const answer = await api.call(method, path, { as: role });
      if (role === 'admin' || roles.includes(role)) expect([401, 403]).not.toContain(answer.status);
      else expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    }
  });

  test('403 comes before size, media type and body, and after the route is known', async () => {
    const headers = { 'content-type': 'text/plain' };
    const big = await api.call('POST', '/v1/events', { as: 'editor', raw: 'x'.repeat(2_000_000), headers });
    expect(problemOf(big).code).toBe('forbidden');
    expect(problemOf(await api.call('GET', '/v1/nowhere', { as: 'analyst' })).code).toBe('not-found');
  });
});
