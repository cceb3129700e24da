import * as z from 'zod';
import { answeredInstant, id, instant, language, region, surface, timeZone } from './common.ts';

/** Pairs in one answer: as many numbers as a process should put into words at one go. */
const MOST_PAIRS = 10_000;

export const featureQuestion = z
  .strictObject({
    userIds: z.array(id).min(1).max(100),
    itemIds: z.array(id).min(1).max(500),
    at: instant.optional().meta({ description: 'What had happened before this moment; now when absent' }),
    countedFrom: z.enum(['received', 'happened']).default('received').meta({
      description:
        'From when on an event counts: since the service had it (imports: since it happened), or since it happened',
    }),
    surface: surface.default('tv'),
    region: region.optional().meta({ description: "The profile's when absent" }),
    language: language.optional(),
    timeZone: timeZone.default('UTC'),
  })
  .refine(({ userIds, itemIds }) => userIds.length * itemIds.length <= MOST_PAIRS, {
    message: `must not make more than ${MOST_PAIRS} pairs with userIds`,
    path: ['itemIds'],
  })
  .meta({ id: 'FeatureQuestion', description: 'Beside users and items, what a page would be asked with' });

export const featureAnswer = z
  .strictObject({
    fingerprint: z.string().meta({ description: 'Of the features; a ranker is trained for one' }),
    features: z.array(z.string()).meta({ description: 'Names of the values, in order' }),
    asOf: answeredInstant,
    model: z
      .string()
      .nullable()
      .meta({ description: 'Version that vectors and co-occurrences are of; null: none is live' }),
    approximated: z
      .array(z.strictObject({ part: z.enum(['user-state', 'item-stats', 'catalogue', 'model']), detail: z.string() }))
      .meta({ description: 'What need not be exactly what a page of that moment was made from' }),
    rows: z
      .array(z.strictObject({ userId: z.string(), itemId: z.string(), values: z.array(z.number()) }))
      .meta({ description: 'By user, then by item, as they were asked for' }),
  })
  .meta({ id: 'FeatureAnswer' });
