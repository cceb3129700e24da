import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOidcIdentityProvider } from '../../src/adapters/oidc/identity-provider.ts';
import type { OidcSettings } from '../../src/domain/ports/identity-provider.ts';
import { keyOf, NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';
import { startIdentityProvider, type TestIdentityProvider, unsigned } from '../support/identity-provider.ts';

const AUDIENCE = 'marquee-console';
const NOW_S = NOW_MS / 1000;
const settingsOf = (issuer: string): OidcSettings => ({
  issuer,
  clientId: AUDIENCE,
  scopes: 'openid',
  rolesClaim: 'roles',
  roles: { 'marquee-editors': 'editor', 'marquee-analysts': 'analyst', 'marquee-admins': 'admin' },
});
const REFUSED = { status: 401, code: 'unauthenticated' };

describe('people of an identity provider', () => {
  let provider: TestIdentityProvider;
  let api: TestApi;
  beforeAll(async () => {
    provider = await startIdentityProvider({ nowMs: NOW_MS, audience: AUDIENCE });
    const clock = { nowMs: () => NOW_MS };
    const settings = settingsOf(provider.issuer);
    api = await startApi({ identityProvider: createOidcIdentityProvider({ settings, clock, cooldownMs: 0 }) });
  });
  afterAll(async () => {
    await api.close();
    await provider.close();
  });

  const me = (token: string) => api.call('GET', '/v1/me', { as: token });

  test('200: are who the provider says, with all roles of their groups', async () => {
    const { status, body } = await me(
      await provider.token({ roles: ['marquee-editors', 'staff', 'marquee-analysts', 'marquee-editors'] }),
    );
    expect([status, body]).toEqual([
      200,
      { actor: { id: 'oidc:ada-1', name: 'Ada Lovelace' }, roles: ['editor', 'analyst'], origin: 'app' },
    ]);
    const both = await provider.token({ roles: ['marquee-editors', 'marquee-analysts'] });
    expect((await api.call('GET', '/v1/pins', { as: both })).status).toBe(200);
    expect((await api.call('GET', '/v1/keys', { as: both })).status).toBe(403);
    const admin = await provider.token({ roles: 'marquee-admins' });
    expect((await api.call('GET', '/v1/keys', { as: admin })).status).toBe(200);
  });

  test('200: what they change is theirs in the audit, by name, and they may ask for what they did', async () => {
    const as = await provider.token();
    const json = { template: { rows: [{ row: 'genre:horror' }] }, reason: 'a test' };
    expect((await api.call('PUT', '/v1/templates/tv', { as, json })).status).toBe(200);
    const { body } = await api.call('GET', '/v1/audit?actor=oidc:ada-1', { as });
    expect(body.items).toMatchObject([{ action: 'template.put', actor: { id: 'oidc:ada-1', name: 'Ada Lovelace' } }]);
    const renamed = await provider.token({ name: 'Ada King' });
    expect((await me(renamed)).body.actor).toEqual({ id: 'oidc:ada-1', name: 'Ada King' });
    const after = await api.call('GET', '/v1/audit?actor=oidc:ada-1', { as });
    expect(after.body.items[0].actor.name).toMatch(/^Ada/);
  });

  test('keys are keys as before', async () => {
    const asked = { ...provider.asked };
    expect((await me(keyOf('editor'))).body).toMatchObject({ actor: { id: 'key-editor' }, roles: ['editor'] });
    expect(problemOf(await me('mq_unknown'))).toEqual(REFUSED);
    expect(problemOf(await me('eyJ.of.no-provider'))).toEqual(REFUSED);
    expect(provider.asked).toEqual(asked);
  });

  test('401 login-expired a minute after it has expired, to the second', async () => {
    expect((await me(await provider.token({ exp: NOW_S - 59 }))).status).toBe(200);
    expect(problemOf(await me(await provider.token({ exp: NOW_S - 60 })))).toEqual({
      status: 401,
      code: 'login-expired',
    });
  });

  test('401 up to a minute before it is valid', async () => {
    expect((await me(await provider.token({ nbf: NOW_S + 60 }))).status).toBe(200);
    expect(problemOf(await me(await provider.token({ nbf: NOW_S + 61 })))).toEqual(REFUSED);
  });

  test.each([
    ['another audience', { aud: 'another-service' }],
    ['several audiences, made for another', { aud: [AUDIENCE, 'another'], azp: 'another' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://login.example.com' }],
    ['no end', { exp: undefined }],
    ['nobody', { sub: undefined }],
    ['a name for nobody', { sub: '' }],
    ['a subject without end', { sub: 'x'.repeat(256) }],
  ])('401 for a token of %s, with a sentence that says so', async (_, claims) => {
    const answer = await me(await provider.token(claims));
    expect(problemOf(answer)).toEqual(REFUSED);
    expect(answer.body.detail).toMatch(/^This token of the identity provider is not taken\. /);
  });

  test('200 for several audiences, made for us', async () => {
    expect((await me(await provider.token({ aud: [AUDIENCE, 'another'], azp: AUDIENCE }))).status).toBe(200);
  });

  test('401 for what is signed by nobody, by another, or by what everybody knows', async () => {
    const token = await provider.token({ roles: ['marquee-admins'] });
    const [header, claims, signature] = token.split('.') as [string, string, string];
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = unsigned({ alg: 'HS256', kid }, said);
    const hmac = createHmac('sha256', 'secret').update(forged.slice(0, -1)).digest('base64url');
    const forgeries = [
      unsigned({ alg: 'none' }, said),
      unsigned({ alg: 'none', kid }, said, signature),
      unsigned({ alg: 'None', kid }, said),
      `${forged}${hmac}`,
      unsigned({ alg: 'ES256', kid }, { ...said, sub: 'root' }, signature),
      `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
      unsigned({ alg: 'ES256', kid }, said, 'AAAA'),
    ];
    for (const each of forgeries) expect([each, problemOf(await me(each))]).toEqual([each, REFUSED]);
  });

  test('401 for a key that the provider does not have; one that is new is found', async () => {
    expect(problemOf(await me(await provider.token({}, { kid: 'key-of-another' })))).toEqual(REFUSED);
    const before = await provider.token();
    await provider.rotate();
    expect((await me(await provider.token())).status).toBe(200);
    // The key it was signed by is gone.
    expect(problemOf(await me(before))).toEqual(REFUSED);
  });

  test.each([
    ['no group', { roles: [] }],
    ['groups that have no role', { roles: ['staff', 'toString', '__proto__'] }],
    ['no claim', { roles: undefined }],
    ['a claim of another shape', { roles: { 'marquee-admins': true } }],
    ['groups that are no words', { roles: [['marquee-admins'], 7, null] }],
  ])('403 for who has %s', async (_, claims) => {
    const answer = await me(await provider.token(claims));
    expect(problemOf(answer)).toEqual({ status: 403, code: 'forbidden' });
    expect(answer.body.detail).toContain('none of your groups has a role here');
  });

  test('nothing of a token is ever logged', async () => {
    const tokens = [await provider.token(), await provider.token({ aud: 'x' }), await provider.token({ exp: 1 })];
    for (const token of tokens) await me(token);
    const said = JSON.stringify(api.logged);
    for (const token of tokens) for (const part of token.split('.')) expect(said).not.toContain(part);
  });
});

describe('an identity provider that does not answer', () => {
  const clock = { nowMs: () => NOW_MS };

  test('503 with Retry-After, not 401; keys are let in; and people are as soon as it answers', async () => {
    const provider = await startIdentityProvider({ nowMs: NOW_MS, audience: AUDIENCE });
    const settings = settingsOf(provider.issuer);
    const api = await startApi({ identityProvider: createOidcIdentityProvider({ settings, clock }) });
    const token = await provider.token();
    provider.setBroken(true);
    const answer = await api.call('GET', '/v1/me', { as: token });
    expect(problemOf(answer)).toEqual({ status: 503, code: 'unavailable' });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await api.call('GET', '/v1/me', { as: 'editor' })).status).toBe(200);
    provider.setBroken(false);
    expect((await api.call('GET', '/v1/me', { as: token })).status).toBe(200);
    // Its keys are here now.
    provider.setBroken(true);
    expect((await api.call('GET', '/v1/me', { as: token })).status).toBe(200);
    await api.close();
    await provider.close();
  });

  test('503 where the discovery is of another issuer: its keys are not asked for', async () => {
    const provider = await startIdentityProvider({
      ...{ nowMs: NOW_MS, audience: AUDIENCE, claimsToBe: 'https://evil.example.com' },
    });
    const settings = settingsOf(provider.issuer);
    const api = await startApi({ identityProvider: createOidcIdentityProvider({ settings, clock }) });
    expect((await api.call('GET', '/v1/me', { as: await provider.token() })).status).toBe(503);
    expect(provider.asked).toEqual({ discovery: 1, keys: 0 });
    await api.close();
    await provider.close();
  });

  test('is not asked about tokens of others, and not again and again about keys that it does not have', async () => {
    const provider = await startIdentityProvider({ nowMs: NOW_MS, audience: AUDIENCE });
    const settings = settingsOf(provider.issuer);
    const api = await startApi({ identityProvider: createOidcIdentityProvider({ settings, clock }) });
    for (let no = 0; no < 3; no++) {
      await api.call('GET', '/v1/me', { as: await provider.token({ iss: 'https://login.example.com' }) });
    }
    expect(provider.asked).toEqual({ discovery: 0, keys: 0 });
    for (let no = 0; no < 5; no++) {
      const answer = await api.call('GET', '/v1/me', { as: await provider.token({}, { kid: `made-up-${no}` }) });
      expect(problemOf(answer)).toEqual(REFUSED);
    }
    expect(provider.asked).toEqual({ discovery: 1, keys: 1 });
    await api.close();
    await provider.close();
  });
});

test('401: without a provider a JWT is no key', async () => {
  const api = await startApi();
  const answer = await api.call('GET', '/v1/me', { as: unsigned({ alg: 'ES256' }, { sub: 'ada' }, 'AAAA') });
  expect(problemOf(answer)).toEqual(REFUSED);
  await api.close();
});
