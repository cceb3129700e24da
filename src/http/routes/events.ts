import type { Clock } from '../../domain/clock.ts';
import type { ViewerEvent } from '../../domain/event.ts';
import type { Metrics } from '../../domain/ports/metrics.ts';
import { validateEvents } from '../../ingest/validate.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { anyJson, noQuery } from '../schemas/common.ts';
import { eventAnswer, sentEvents } from '../schemas/events.ts';

/** Where accepted events go: resolved once they are durable; throws 'journal-unavailable' when none was kept. */
export interface EventIntake {
  accept(events: readonly ViewerEvent[]): Promise<void>;
}

export interface EventContext {
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'events'>;
  userKeyOf(userId: string): string;
  readonly retentionMs: number;
}

export function eventRoutes(intake: EventIntake, context: EventContext): readonly Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/events',
      roles: ['app'],
      userTokens: 'whole',
      name: 'postEvents',
      summary: 'What users did: 1 to 500 events, each judged alone',
      tag: 'Events',
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: anyJson, described: sentEvents },
      answers: { 202: { description: 'All accepted events are durable', schema: eventAnswer } },
      async handle({ body, caller }) {
        const { accepted, rejected } = validateEvents(body, {
          nowMs: context.clock.nowMs(),
          retentionMs: context.retentionMs,
          origin: caller.origin,
          userKeyOf: context.userKeyOf,
          onlyUserKey: caller.token?.userKey ?? null,
        });
        if (accepted.length > 0) await intake.accept(accepted);
        context.metrics.events(accepted.length, rejected.length);
        return { status: 202, body: { accepted: accepted.length, rejected } };
      },
    }),
  ];
}
