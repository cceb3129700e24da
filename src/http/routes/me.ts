import { ROLES } from '../../domain/ports/key-store.ts';
import { defineRoute, type Route } from '../route.ts';
import { noQuery } from '../schemas/common.ts';
import { me } from '../schemas/me.ts';

/** Who calls, as the audit will name them, and what they may: for whoever draws buttons. */
export function meRoutes(): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/me',
      roles: ROLES,
      name: 'getMe',
      summary: 'Who calls: the name in the audit, and the roles',
      tag: 'Keys',
      query: noQuery,
      answers: { 200: { description: 'The caller', schema: me } },
      async handle({ caller }) {
        const { keyId, name, roles, origin } = caller;
        return { status: 200, body: { actor: { id: keyId, name }, roles, origin } };
      },
    }),
  ];
}
