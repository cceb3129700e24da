import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { UserTokens } from '../../domain/user-token.ts';
import type { UserErasure } from '../../ingest/erasure.ts';
import type { UserChanges } from '../../ingest/user-changes.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { noFields, noQuery } from '../schemas/common.ts';
import {
  erasureReceipt,
  issuedToken,
  mergedUsers,
  mergeParams,
  sentAttributes,
  tokenDraft,
  userAttributes,
  userParams,
} from '../schemas/user.ts';

export interface UserContext {
  readonly clock: Pick<Clock, 'nowMs'>;
  userKeyOf(userId: string): string;
}

/** What an app says of its users, the tokens it gives to their devices, and the end of it. */
export function userRoutes(
  userChanges: UserChanges,
  userErasure: UserErasure,
  userTokens: Pick<UserTokens, 'issue'>,
  { clock, userKeyOf }: UserContext,
): readonly Route[] {
  const common = { roles: ['app'], tag: 'Users', query: noQuery } as const;
  const profile = { description: 'The profile', schema: userAttributes } as const;

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/users/{userId}',
      name: 'getUser',
      summary: "A user's profile, as last put",
      params: userParams,
      answers: { 200: profile },
      async handle({ params: { userId } }) {
        const attributes = await userChanges.attributes(userKeyOf(userId));
        if (attributes !== null) return { status: 200, body: attributes };
        throw new MarqueeError('unknown-user', `Nothing was said of user ${userId} yet: PUT a profile first.`);
      },
    }),
    defineRoute({
      ...common,
      method: 'put',
      path: '/v1/users/{userId}',
      name: 'putUser',
      summary: "Replaces a user's profile: defaults and ceilings of the user's pages",
      params: userParams,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: sentAttributes },
      answers: { 200: profile, 201: { ...profile, headers: ['location'] } },
      async handle({ params: { userId }, body, caller }) {
        const { created } = await userChanges.putAttributes(userKeyOf(userId), body, caller.origin);
        if (!created) return { status: 200, body };
        return { status: 201, body, headers: { location: `/v1/users/${userId}` } };
      },
    }),
    defineRoute({
      ...common,
      roles: [],
      method: 'delete',
      path: '/v1/users/{userId}',
      name: 'eraseUser',
      summary:
        'Erases a user everywhere, and everybody merged into the user; again is harmless, of an unknown user too',
      params: userParams,
      answers: { 200: { description: 'What was removed', schema: erasureReceipt } },
      async handle({ params: { userId } }) {
        return { status: 200, body: await userErasure.erase(userKeyOf(userId)) };
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/users/{userId}/token',
      name: 'createUserToken',
      summary: "A token for one of the user's devices: pages and events of this user, under ceilings, for a while",
      params: userParams,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: tokenDraft, optional: true },
      answers: { 200: { description: 'The token; it is kept nowhere', schema: issuedToken } },
      async handle({ params: { userId }, body, caller }) {
        const given = tokenDraft.parse(body);
        const expiresAtMs = Math.floor(clock.nowMs() / 1000 + given.ttlS) * 1000;
        const token = userTokens.issue({
          keyId: caller.keyId,
          userKey: userKeyOf(userId),
          expiresAtMs,
          maturityMax: given.maturityMax ?? null,
          region: given.region ?? null,
        });
        return { status: 200, body: { token, expiresAt: new Date(expiresAtMs).toISOString() } };
      },
    }),
    defineRoute({
      ...common,
      method: 'put',
      path: '/v1/users/{userId}/merge/{anonymousId}',
      name: 'mergeUser',
      summary: 'What the anonymous user did, and will do, counts for this user too; the profile of each stays its own',
      params: mergeParams,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: noFields, optional: true },
      answers: { 200: { description: 'They are merged; again changes nothing', schema: mergedUsers } },
      async handle({ params: { userId, anonymousId }, caller }) {
        if (userId === anonymousId) {
          throw new MarqueeError('invalid-request', 'A user cannot be merged into itself: name the anonymous id last.');
        }
        await userChanges.merge(userKeyOf(userId), userKeyOf(anonymousId), caller.origin);
        return { status: 200, body: { userId, anonymousId } };
      },
    }),
  ];
}
