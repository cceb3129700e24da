import { MarqueeError } from '../../domain/errors.ts';
import type { ReadFeatureRows } from '../../recommend/feature-rows.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { noQuery } from '../schemas/common.ts';
import { featureAnswer, featureQuestion } from '../schemas/features.ts';

/** The values that the ranker reads, for models of other teams. Logs nothing. */
export function featureRoutes(readFeatureRows: ReadFeatureRows, context: PageRequestContext): readonly Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/features',
      roles: ['admin'],
      name: 'postFeatures',
      summary: 'The feature values that the ranker would read for these users and items, now or at a moment',
      tag: 'Models',
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: featureQuestion },
      answers: { 200: { description: 'A row of values a user and item', schema: featureAnswer } },
      async handle({ body: { userIds, itemIds, at, countedFrom, ...given }, caller }) {
        const nowMs = context.clock.nowMs();
        const atMs = at === undefined ? null : Date.parse(at);
        if (atMs !== null && atMs > nowMs) {
          throw new MarqueeError('invalid-request', 'at: must not lie in the future; leave it out for now.');
        }
        const asked = { ...given, priority: 'home', items: 1 } as const;
        const requests = userIds.map((userId) => ({
          ...pageRequestOf(context, caller, userId, asked),
          nowMs: atMs ?? nowMs,
        }));
        const moment = atMs === null ? null : { atMs, countedFrom };
        return { status: 200, body: await readFeatureRows(requests, itemIds, moment) };
      },
    }),
  ];
}
