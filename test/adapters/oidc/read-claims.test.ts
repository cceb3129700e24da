import { describe, expect, test } from '@jest/globals';
import { nameOf, rolesOf } from '../../../src/adapters/oidc/read-claims.ts';

const ROLES = { editors: 'editor', chiefs: 'admin', desk: 'editor' } as const;

describe('the roles of a token', () => {
  test.each([
    ['roles', { roles: ['desk', 'editors', 'guests'] }, ['editor']],
    ['roles', { roles: 'chiefs' }, ['admin']],
    ['roles', { roles: ['chiefs', 'desk'] }, ['editor', 'admin']],
    ['realm_access.roles', { realm_access: { roles: ['editors'] } }, ['editor']],
    ['https://example.com/roles', { 'https://example.com/roles': ['editors'] }, ['editor']],
    ['realm_access.roles', { realm_access: 'editors' }, []],
    ['constructor.name', {}, []],
    ['roles', { groups: ['editors'] }, []],
    ['roles', { roles: null }, []],
  ])('%s of %j are %j', (rolesClaim, claims, roles) => {
    expect(rolesOf(claims, { rolesClaim, roles: ROLES })).toEqual(roles);
  });
});

describe('the name of a token', () => {
  test.each([
    [{ name: ' Ada Lovelace ', email: 'ada@example.com' }, 'Ada Lovelace'],
    [{ name: ' ', email: 'ada@example.com', preferred_username: 'ada' }, 'ada@example.com'],
    [{ preferred_username: 'ada' }, 'ada'],
    [{ name: 7, email: ['x'] }, ''],
    [{ name: 'Ada\n\u0000Lovelace\u001b[31m' }, 'Ada Lovelace [31m'],
    [{ name: 'x'.repeat(1000) }, 'x'.repeat(200)],
  ])('%j', (claims, name) => {
    expect(nameOf(claims)).toBe(name);
  });
});
