import { describe, expect, test } from '@jest/globals';
import { oidcOf, publicOidcOf } from '../../src/config/oidc.ts';
import { environmentOf, loadConfig } from '../../src/config.ts';

const WHOLE = {
  OIDC_ISSUER: 'https://login.example.com/realms/tv',
  OIDC_AUDIENCE: 'marquee-console',
  OIDC_ROLES: 'marquee-editors:editor, urn:example:group:admins:admin,',
};

describe('logging in by an identity provider', () => {
  test('is off unless an issuer is named', () => {
    expect(oidcOf(loadConfig({}))).toBeNull();
    expect(publicOidcOf(loadConfig({ OIDC_ROLES: 'a:editor' }))).toBeNull();
  });

  test('takes the issuer as its tokens name it, the client id, and a role a group', () => {
    expect(oidcOf(loadConfig(WHOLE))).toEqual({
      issuer: 'https://login.example.com/realms/tv',
      clientId: 'marquee-console',
      scopes: 'openid profile email',
      rolesClaim: 'roles',
      roles: { 'marquee-editors': 'editor', 'urn:example:group:admins': 'admin' },
    });
    const own = { ...WHOLE, OIDC_SCOPES: 'openid groups', OIDC_ROLES_CLAIM: 'realm_access.roles' };
    expect(oidcOf(loadConfig(own))).toMatchObject({ scopes: 'openid groups', rolesClaim: 'realm_access.roles' });
  });

  test('tells the console nothing of groups and roles', () => {
    expect(publicOidcOf(loadConfig({ ...WHOLE, OIDC_ORIGINS: 'https://tokens.example.com' }))).toEqual({
      issuer: 'https://login.example.com/realms/tv',
      clientId: 'marquee-console',
      scopes: 'openid profile email',
      origins: ['https://login.example.com', 'https://tokens.example.com'],
    });
  });

  test('is the same in another process of ours', () => {
    const config = loadConfig(WHOLE);
    expect(loadConfig(environmentOf(config, {}))).toEqual(config);
  });

  test.each([
    [{ OIDC_AUDIENCE: '' }, /OIDC_AUDIENCE .* must be set too/],
    [{ OIDC_ROLES: '' }, /OIDC_ROLES .* must be set too/],
    [{ OIDC_ROLES: ' , ' }, /OIDC_ROLES .* must be set too/],
    [{ OIDC_ROLES: 'editors' }, /OIDC_ROLES must be pairs/],
    [{ OIDC_ROLES: ':editor' }, /OIDC_ROLES must be pairs/],
    [{ OIDC_ROLES: 'editors:owner' }, /OIDC_ROLES must be pairs .*\(editor, analyst, admin\)/],
    // An app speaks for all of its users: that is no role of a person.
    [{ OIDC_ROLES: 'apps:app' }, /OIDC_ROLES must be pairs/],
    [{ OIDC_ROLES: 'a:editor,a:admin' }, /each group is named once/],
    [{ OIDC_ISSUER: 'login.example.com' }, /OIDC_ISSUER must be the https URL/],
    [{ OIDC_ISSUER: 'http://login.example.com' }, /OIDC_ISSUER must be the https URL/],
    [{ OIDC_ISSUER: 'https://login.example.com/?tenant=1' }, /OIDC_ISSUER must be the https URL/],
  ])('refuses %j', (changes, sentence) => {
    expect(() => loadConfig({ ...WHOLE, ...changes })).toThrow(sentence);
  });

  test('an issuer on this very machine may do without https', () => {
    for (const OIDC_ISSUER of ['http://127.0.0.1:9000', 'http://localhost:9000/realm', 'http://[::1]:9000']) {
      expect(oidcOf(loadConfig({ ...WHOLE, OIDC_ISSUER }))!.issuer).toBe(OIDC_ISSUER);
    }
  });
});
