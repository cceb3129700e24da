import type { OidcSettings } from '../../domain/ports/identity-provider.ts';
import { ROLES, type Role } from '../../domain/ports/key-store.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The roles of all groups that the claim names, each once, in the order of ROLES. A claim of another shape names none. */
export function rolesOf(claims: Claims, { rolesClaim, roles }: Pick<OidcSettings, 'rolesClaim' | 'roles'>): Role[] {
  const claim = claimAt(claims, rolesClaim);
  const groups = typeof claim === 'string' ? [claim] : Array.isArray(claim) ? claim : [];
  const theirs = new Set(
    groups.flatMap((group) => (typeof group === 'string' && Object.hasOwn(roles, group) ? [roles[group]!] : [])),
  );
  return ROLES.filter((role) => theirs.has(role));
}

/** What people call them; else where to write to; ''. */
export function nameOf({ name, preferred_username: username, email }: Claims): string {
  const said = [name, email, username].find((one) => typeof one === 'string' && one.trim() !== '');
  return typeof said === 'string'
    ? said
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, MAX_NAME_LENGTH)
    : '';
}

/** A claim by its whole name, which may have dots of its own (`https://example.com/roles`), or by a path. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Claims)[name] : undefined,
      claims,
    );
}

const MAX_NAME_LENGTH = 200;
