import { MarqueeError } from '../domain/errors.ts';
import type { OidcSettings } from '../domain/ports/identity-provider.ts';
import { ROLES, type Role } from '../domain/ports/key-store.ts';
import { list, refuse } from './parse-values.ts';

/** Logging in by the company's identity provider, as the environment says it. */
export interface OidcVariables {
  /** null: people log in with keys alone. */
  readonly oidcIssuer: string | null;
  /** The client id that tokens must be for. */
  readonly oidcAudience: string | null;
  readonly oidcScopes: string;
  /** Of the provider beside the issuer's own, where its token endpoint is on another host. */
  readonly oidcOrigins: readonly string[];
  readonly oidcRolesClaim: string;
  readonly oidcRoles: Readonly<Record<string, Role>>;
}

/** The settings as a whole; null: none. Throws MarqueeError 'bad-argument' where there is an issuer, and not all that it takes. */
export function oidcOf(given: OidcVariables): OidcSettings | null {
  const { oidcIssuer: issuer, oidcAudience: clientId, oidcScopes, oidcRolesClaim, oidcRoles } = given;
  if (issuer === null) return null;
  if (clientId === null || Object.keys(oidcRoles).length === 0) {
    throw new MarqueeError(
      'bad-argument',
      'With OIDC_ISSUER set, OIDC_AUDIENCE (the client id) and OIDC_ROLES (group:role,...) must be set too: else nobody could log in.',
    );
  }
  return { issuer, clientId, scopes: oidcScopes, rolesClaim: oidcRolesClaim, roles: oidcRoles };
}

/** What a console needs to send somebody to the provider: nothing of it is secret. Which groups there are stays here. */
export function publicOidcOf(given: OidcVariables): PublicOidc | null {
  const settings = oidcOf(given);
  if (settings === null) return null;
  const { issuer, clientId, scopes } = settings;
  return { issuer, clientId, scopes, origins: [new URL(issuer).origin, ...given.oidcOrigins] };
}

/** `origins`: what a browser has to ask while somebody logs in. */
export type PublicOidc = Pick<OidcSettings, 'issuer' | 'clientId' | 'scopes'> & { readonly origins: readonly string[] };

/** Over https, or on this very machine: what it says decides who is let in. */
export function issuer(value: string, name: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isHere = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || isHere) || url.search !== '' || url.hash !== '') {
    refuse(name, 'the https URL of an OpenID Connect issuer, as its tokens name it');
  }
  return value;
}

/** `editors:editor,admins:admin`. A group may have colons in its name; the role is behind the last. */
export function rolesByGroup(value: string, name: string): Readonly<Record<string, Role>> {
  const pairs = list(value).map((pair): [string, Role] => {
    const at = pair.lastIndexOf(':');
    const [group, role] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    if (group === '' || !PEOPLES_ROLES.some((one) => one === role)) {
      refuse(name, `pairs of a group and a role (${PEOPLES_ROLES.join(', ')}), as in "editors:editor,admins:admin"`);
    }
    return [group, role as Role];
  });
  if (new Set(pairs.map(([group]) => group)).size < pairs.length)
    refuse(name, 'a list in which each group is named once');
  return Object.fromEntries(pairs);
}

/** Apps are no people. */
const PEOPLES_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'app');
