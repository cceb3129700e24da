import type { AudienceReach } from '../../editorial/audience-reach.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { reachAnswer, reachRequest } from '../schemas/reach.ts';

/** How many viewers an audience has, whatever it is to be for. */
export function reachRoutes(reachOf: AudienceReach): readonly Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/reach',
      roles: ['editor'],
      name: 'askReach',
      summary: 'How many viewers an audience had in the last seven days, and how many of them had a row',
      tag: 'Preview',
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: reachRequest },
      answers: { 200: { description: 'Counted from the log; nothing is stored', schema: reachAnswer } },
      async handle({ body: { audience, rowId = null, rowKind = null } }) {
        const row = rowId === null && rowKind === null ? null : { rowId, rowKind };
        return { status: 200, body: { reach: await reachOf(audience, row) } };
      },
    }),
  ];
}
