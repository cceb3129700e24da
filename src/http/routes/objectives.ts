import type { Clock } from '../../domain/clock.ts';
import type { ObjectivesStore, StoredObjectives } from '../../domain/ports/objectives-store.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { type Answer, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { noQuery } from '../schemas/common.ts';
import { objectives, objectivesDraft } from '../schemas/objectives.ts';

/** What a page is made for, for admins: how much each head of the ranker counts. Every replica hears of a change at once. */
export function objectivesRoutes(store: ObjectivesStore, clock: Clock): readonly Route[] {
  const tag = 'Models';
  const roles = ['admin'] as const;
  const answered = { description: 'The weights', schema: objectives, headers: ['etag'] } as const;

  return [
    defineRoute({
      method: 'get',
      path: '/v1/objectives',
      roles,
      name: 'getObjectives',
      summary: 'How much each head of the ranker counts',
      tag,
      query: noQuery,
      answers: { 200: answered },
      handle: async () => answerOf(await store.current()),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/objectives',
      roles,
      name: 'putObjectives',
      summary: 'Sets how much each head of the ranker counts, on every replica and from the next page on',
      tag,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: objectivesDraft },
      answers: { 200: answered },
      async handle({ body: { weights, reason }, caller, ifMatch }) {
        const { version } = await store.current();
        requireMatch(ifMatch, version);
        const isAny = ifMatch === undefined || ifMatch.trim() === '*';
        const change = { atMs: clock.nowMs(), actor: caller.keyId, reason };
        return answerOf(await store.put(weights, isAny ? null : version, change));
      },
    }),
  ];
}

const answerOf = (stored: StoredObjectives): Answer => ({
  status: 200,
  body: stored,
  headers: { etag: etagOf(stored.version) },
});
