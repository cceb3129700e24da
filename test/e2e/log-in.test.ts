import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { TEST_TENANT } from '../support/database.ts';
import { startIdentityProvider, type TestIdentityProvider } from '../support/identity-provider.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

/** A service that people log in to by the company's identity provider, on real Postgres. */
describe('an editor of the company', () => {
  let provider: TestIdentityProvider;
  let service: TestService;
  beforeAll(async () => {
    provider = await startIdentityProvider({ nowMs: Date.now(), audience: 'console' });
    const { issuer } = provider;
    const env = { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'console', OIDC_ROLES: 'marquee-editors:editor' };
    service = await startTestService({ env });
  }, 120_000);
  afterAll(async () => {
    await service?.destroy();
    await provider?.close();
  }, 60_000);

  const as = async (claims: Record<string, unknown> = {}) => ({
    headers: { authorization: `Bearer ${await provider.token(claims)}` },
  });

  test('is named by what they are called in the audit, which outlives the service, and undoes what another did', async () => {
    const me = await service.call('GET', '/v1/me', await as());
    expect(me.body).toMatchObject({ actor: { id: 'oidc:ada-1', name: 'Ada Lovelace' }, roles: ['editor'] });
    const json = { template: { rows: [{ row: 'popular' }] }, reason: 'a test' };
    expect((await service.call('PUT', '/v1/templates/tv', { ...(await as()), json })).status).toBe(200);
    const newest = async () => (await service.call('GET', '/v1/audit?limit=1', { as: 'editor' })).body.items[0];
    const change = await eventually(newest, ({ actor }) => actor.name !== null, 1_000);
    expect(change).toMatchObject({ object: 'template:tv', actor: { id: 'oidc:ada-1', name: 'Ada Lovelace' } });

    service = await service.restart();
    expect((await newest()).actor).toEqual({ id: 'oidc:ada-1', name: 'Ada Lovelace' });
    const undone = await service.call('POST', `/v1/audit/${change.id}/undo`, await as({ sub: 'bo', name: 'Bo' }));
    expect(undone.body).toMatchObject({ undoes: change.id, actor: { id: 'oidc:bo' } });

    // Called otherwise from now on: what they did is still theirs.
    await service.call('GET', '/v1/me', await as({ name: 'Ada King' }));
    const ofAda = () => service.call('GET', '/v1/audit?actor=oidc:ada-1', { as: 'editor' });
    await eventually(ofAda, ({ body }) => body.items[0].actor.name === 'Ada King', 1_000);
  }, 240_000);

  test('may not do what admins may, nor make pages for users', async () => {
    expect((await service.call('GET', '/v1/keys', await as())).status).toBe(403);
    expect((await service.call('GET', '/v1/users/u1/home', await as())).status).toBe(403);
  });

  test('who has no role here is not remembered', async () => {
    expect((await service.call('GET', '/v1/me', await as({ sub: 'guest', roles: [] }))).status).toBe(403);
    await service.call('GET', '/v1/me', await as({ sub: 'zoe', name: 'Zoe' }));
    const client = new Client({ connectionString: service.databaseUrl });
    await client.connect();
    const people = async () =>
      (await client.query(`SELECT person_id FROM "${TEST_TENANT}".people ORDER BY 1`)).rows.map((row) => row.person_id);
    const known = await eventually(people, (ids) => ids.includes('oidc:zoe'), 1_000);
    expect(known).not.toContain('oidc:guest');
    await client.end();
  });
});
