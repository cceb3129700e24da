import type { RequestHandler } from 'express';
import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ApiKey, Role } from '../domain/ports/key-store.ts';
import type { UserToken, UserTokens } from '../domain/user-token.ts';
import { USER_TOKEN_PREFIX } from '../domain/user-token.ts';
import type { KeyRing } from './key-ring.ts';
import { localsOf } from './request-context.ts';
import type { Route } from './route.ts';

/** Finds out who calls, before anything else is looked at: 401 comes before 404. */
export function authenticate(deps: AuthDeps): RequestHandler {
  const { keyRing, userTokens, clock } = deps;
  return (request, response, next) => {
    const credential = bearer(request.headers.authorization);
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
      localsOf(response).caller = { ...key, token };
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
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Throws 'forbidden' unless the caller has one of the roles; admin has all. */
export function requireRole(caller: ApiKey, roles: readonly Role[]): void {
  if (caller.role === 'admin' || roles.includes(caller.role)) return;
  const needed = [...new Set<Role>([...roles, 'admin'])].join(' or ');
  throw new MarqueeError('forbidden', `This needs a key of role ${needed}; yours has role ${caller.role}.`);
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
