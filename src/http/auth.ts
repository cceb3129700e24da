import type { RequestHandler } from 'express';
import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { IdentityProvider, Person } from '../domain/ports/identity-provider.ts';
import type { ApiKey, Role } from '../domain/ports/key-store.ts';
import type { UserToken, UserTokens } from '../domain/user-token.ts';
import { USER_TOKEN_PREFIX } from '../domain/user-token.ts';
import { type Caller, callerOfKey, callerOfPerson } from './caller.ts';
import type { KeyRing } from './key-ring.ts';
import { localsOf } from './request-context.ts';
import type { Route } from './route.ts';

/** Finds out who calls, before anything else is looked at: 401 comes before 404. */
export function authenticate(deps: AuthDeps): RequestHandler {
  const { keyRing, userTokens, identityProvider, notePerson, clock } = deps;
  return (request, response, next) => {
    const credential = bearer(request.headers.authorization);
    if (identityProvider !== null && credential !== null && JWT.test(credential)) {
      identityProvider.read(credential).then((person) => {
        notePerson(person);
        localsOf(response).caller = callerOfPerson(person);
        next();
      }, next);
      return;
    }
    const token = credential?.startsWith(USER_TOKEN_PREFIX) ? userTokens.read(credential) : null;
    if (token !== null && clock.nowMs() >= token.expiresAtMs) {
      next(new MarqueeError('user-token-expired', "This user token has expired: ask the app's server for a new one."));
      return;
    }
    const admit = (key: ApiKey | null) => {
      if (key === null) {
        next(new MarqueeError('unauthenticated', 'Send a valid key or user token as "Authorization: Bearer mq_...".'));
        return;
      }
      localsOf(response).caller = callerOfKey(key, token);
      next();
    };
    const found =
      credential === null ? null : token === null ? keyRing.find(credential) : keyRing.findById(token.keyId);
    if (found instanceof Promise) found.then(admit, next);
    else admit(found);
  };
}

export interface AuthDeps {
  readonly keyRing: Pick<KeyRing, 'find' | 'findById'>;
  readonly userTokens: Pick<UserTokens, 'read'>;
  /** null: keys alone. */
  readonly identityProvider: IdentityProvider | null;
  /** Told of everybody whom the provider let in. */
  readonly notePerson: (person: Person) => void;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** By its shape: three parts, the first of them base64url of an object (RFC 7519, 3.1). Keys and user tokens begin otherwise. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Throws 'forbidden' unless the caller has one of the roles; admin has all. */
export function requireRole({ roles: theirs }: Pick<Caller, 'roles'>, roles: readonly Role[]): void {
  if (theirs.some((role) => role === 'admin' || roles.includes(role))) return;
  const needed = [...new Set<Role>([...roles, 'admin'])].join(' or ');
  const have = theirs.length === 0 ? 'none of your groups has a role here' : `yours has role ${theirs.join(' and ')}`;
  throw new MarqueeError('forbidden', `This needs a key of role ${needed}; ${have}.`);
}

/** Throws 'forbidden' unless the route takes user tokens and what it is asked is about the token's own user. */
export function requireOwnUser(
  token: UserToken,
  userTokens: Route['userTokens'],
  named: readonly unknown[],
  userKeyOf: (userId: string) => string,
): void {
  if (userTokens === undefined) {
    throw new MarqueeError(
      'forbidden',
      'A user token is good for pages and events alone; the rest needs a key, on a server.',
    );
  }
  if (named.some((userId) => typeof userId === 'string' && userKeyOf(userId) !== token.userKey)) {
    throw new MarqueeError('forbidden', 'This token was made for another user.');
  }
}

function bearer(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null;
}
