import * as z from 'zod';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import { IMPRESSION_ID, MAX_IMPRESSIONS, MAX_POSITION_S, RECOMMENDATION_ID } from '../../ingest/event-fields.ts';
import { MAX_EVENTS_A_CALL } from '../../ingest/validate.ts';
import { id } from './common.ts';

const impressionId = z.string().regex(IMPRESSION_ID);

/** One event of the current version (ingest/event-schema.ts judges it). */
export const sentEvent = z
  .strictObject({
    eventId: id,
    type: z.enum(EVENT_TYPES),
    userId: id,
    itemId: id.optional().meta({ description: 'Needed by every type but viewed' }),
    timestamp: z.iso.datetime({ offset: true }),
    impressionId: impressionId.optional(),
    impressionIds: z.array(impressionId).min(1).max(MAX_IMPRESSIONS).optional(),
    recommendationId: z.string().regex(RECOMMENDATION_ID).optional(),
    sessionId: id.optional(),
    portion: z.number().min(0).max(1).optional().meta({ description: 'Needed by progress and complete' }),
    positionS: z.number().min(0).max(MAX_POSITION_S).optional(),
    value: z.number().min(-1).max(1).nullable().optional().meta({
      description: 'Needed by rate; null takes the opinion back',
    }),
    trigger: z.enum(TRIGGERS).optional().meta({ description: 'Of a play; user when absent' }),
    schemaVersion: z.int().optional().meta({ description: 'The current version when absent; see /v1/schemas/events' }),
    properties: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .meta({ description: 'At most 16 scalars, 2 KB' }),
  })
  .meta({ id: 'Event' });

/** What is sent; described here, judged in ingest/validate.ts. */
export const sentEvents = z.strictObject({ events: z.array(sentEvent).min(1).max(MAX_EVENTS_A_CALL) });

export const eventAnswer = z
  .strictObject({
    accepted: z.int(),
    rejected: z.array(z.strictObject({ index: z.int(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'EventAnswer' });
