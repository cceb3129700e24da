import * as z from 'zod';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import { MAX_EVENTS_A_CALL } from '../../ingest/validate.ts';
import { id } from './common.ts';

const event = z
  .strictObject({
    eventId: id,
    type: z.enum(EVENT_TYPES),
    userId: id,
    itemId: id.optional().meta({ description: 'Needed by every type but viewed' }),
    timestamp: z.iso.datetime({ offset: true }),
    impressionId: z.string().optional(),
    impressionIds: z.array(z.string()).optional(),
    recommendationId: z.string().optional(),
    sessionId: id.optional(),
    portion: z.number().min(0).max(1).optional().meta({ description: 'Needed by progress and complete' }),
    positionS: z.number().min(0).optional(),
    value: z.number().min(-1).max(1).nullable().optional().meta({
      description: 'Needed by rate; null takes the opinion back',
    }),
    trigger: z.enum(TRIGGERS).optional().meta({ description: 'Of a play; user when absent' }),
    schemaVersion: z.int().optional(),
    properties: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .meta({ description: 'At most 16 scalars, 2 KB' }),
  })
  .meta({ id: 'Event' });

/** What is sent; described here, judged in ingest/validate.ts. */
export const sentEvents = z.strictObject({ events: z.array(event).min(1).max(MAX_EVENTS_A_CALL) });

export const eventAnswer = z
  .strictObject({
    accepted: z.int(),
    rejected: z.array(z.strictObject({ index: z.int(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'EventAnswer' });
