import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '../../src/domain/ports/key-store.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('GET /v1/me', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(ROLES)('200: %s is told its name in the audit, its role and its origin', async (role) => {
    const { status, body } = await api.call('GET', '/v1/me', { as: role });
    expect([status, body]).toEqual([200, { actor: { id: `key-${role}`, name: role }, roles: [role], origin: 'test' }]);
  });

  test('400: it takes no parameters', async () => {
    expect(problemOf(await api.call('GET', '/v1/me?of=u1'))).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('401 without a key', async () => {
    expect(problemOf(await api.call('GET', '/v1/me', { as: null }))).toEqual({ status: 401, code: 'unauthenticated' });
  });

  test('403 for a device: a user token is no caller of its own', async () => {
    const { token } = (await api.call('POST', '/v1/users/u1/token', { as: 'app', json: {} })).body;
    expect(problemOf(await api.call('GET', '/v1/me', { as: token }))).toEqual({ status: 403, code: 'forbidden' });
  });
});
