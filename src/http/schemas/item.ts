import * as z from 'zod';
import { ITEM_LIMITS } from '../../catalogue/item-schema.ts';
import { ITEM_TYPES } from '../../domain/item.ts';
import { id, language, listQuery, maturity, text } from './common.ts';

const names = (maxCount: number) => z.array(z.string().min(1).max(ITEM_LIMITS.nameLength)).max(maxCount);
const time = z.iso.datetime({ offset: true }).nullable();
const number = z.int().min(0).max(ITEM_LIMITS.number).nullable();

const licenceWindow = z.strictObject({
  region: z.string().meta({ description: 'A region code, or "*" for everywhere', example: 'GB' }),
  from: time.optional(),
  until: time.optional(),
});

/** An item as it is sent: described here, judged by parseItem in catalogue/item-schema.ts. null counts as absent. */
export const sentItem = z
  .strictObject({
    itemId: id.optional().meta({ description: 'The id of the path; needed in NDJSON' }),
    type: z.enum(ITEM_TYPES),
    title: z.string().min(1).max(ITEM_LIMITS.titleLength),
    description: z.string().max(ITEM_LIMITS.descriptionLength).nullable().optional(),
    genres: names(ITEM_LIMITS.genres).nullable().optional(),
    tags: names(ITEM_LIMITS.tags).nullable().optional(),
    cast: names(ITEM_LIMITS.people).nullable().optional(),
    directors: names(ITEM_LIMITS.people).nullable().optional(),
    language: language.nullable().optional(),
    releaseDate: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'A date, or a time with offset: when it came out, news when they were published' }),
    startsAt: time
      .optional()
      .meta({ description: 'Until then it is only announced: starting-soon, my-list, similar, search' }),
    endsAt: time.optional().meta({ description: 'From then on it is shown nowhere' }),
    durationS: z.number().positive().max(ITEM_LIMITS.durationS).nullable().optional(),
    maturity,
    seriesId: id.nullable().optional(),
    season: number.optional(),
    episode: number.optional(),
    windows: z.array(licenceWindow).min(1).max(ITEM_LIMITS.windows),
    imageUrl: z.url().max(ITEM_LIMITS.urlLength).nullable().optional(),
  })
  .meta({ id: 'SentItem' });

/** An item as it is answered: every field present, null where not known. */
export const item = z
  .strictObject({
    itemId: z.string(),
    type: z.enum(ITEM_TYPES),
    title: z.string(),
    description: z.string(),
    genres: z.array(z.string()),
    tags: z.array(z.string()),
    cast: z.array(z.string()),
    directors: z.array(z.string()),
    language: z.string().nullable(),
    releaseDate: z.string().nullable(),
    startsAt: z.string().nullable(),
    endsAt: z.string().nullable(),
    durationS: z.number().nullable(),
    maturity,
    seriesId: z.string().nullable(),
    season: z.int().nullable(),
    episode: z.int().nullable(),
    windows: z.array(z.strictObject({ region: z.string(), from: z.string().nullable(), until: z.string().nullable() })),
    imageUrl: z.string().nullable(),
    blocked: z.boolean().meta({ description: 'true: shown nowhere until it is unblocked' }),
  })
  .meta({ id: 'Item' });

/** So many of the longest fit into the line of a request. */
const MOST_ITEM_IDS = 100;

export const itemParams = z.strictObject({ itemId: id });
export const itemListQuery = listQuery.extend({
  q: text(1, 200).optional().meta({ description: 'Part of a title or id, in any case' }),
  itemIds: z
    .array(id)
    .min(1)
    .max(MOST_ITEM_IDS)
    .optional()
    .meta({ description: `Of these items alone, at most ${MOST_ITEM_IDS}; one that there is not is left out` }),
});
export const itemDeletion = z.strictObject({
  reason: text(0, 500).default('').meta({ description: 'For the audit log' }),
});
export const blockReason = z.strictObject({ reason: text(1, 500) });
export const unblockReason = z.strictObject({ reason: text(1, 500).optional() });

export const bulkAnswer = z
  .strictObject({
    accepted: z.int().meta({ description: 'Lines stored, those that changed nothing included' }),
    rejected: z.array(z.strictObject({ line: z.int(), code: z.string(), detail: z.string() })),
    rejectedCount: z.int().meta({ description: 'All refused lines; the list stops at 10,000' }),
  })
  .meta({ id: 'BulkAnswer' });
