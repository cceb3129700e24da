import * as z from 'zod';
import { FILTER_LIMITS } from '../../domain/filter/parse-filter.ts';
import { INCLUDABLE_FIELDS } from '../../domain/item.ts';
import { REASON_CODES, ROW_KINDS, RUNGS } from '../../domain/page.ts';
import { answeredInstant, id, language, maturity, region, rowId, surface, text, timeZone } from './common.ts';
import { explain, pageExplanation, rowExplanation, slotExplanation } from './explain.ts';
import { item } from './item.ts';

/** What every page is asked with. */
export const pageParameters = z.strictObject({
  surface: surface.default('tv'),
  region: region.optional().meta({ description: 'Without one only items licensed everywhere ("*") are shown' }),
  language: language.optional(),
  maturity: maturity.optional().meta({ description: 'Highest level to show; DEFAULT_MATURITY when absent' }),
  timeZone: timeZone.default('UTC'),
  sessionId: id.optional(),
  priority: z.enum(['home', 'browse', 'prefetch']).default('home').meta({ description: 'What the page is for' }),
  deadlineMs: z.int().min(1).max(60_000).optional().meta({ description: 'DEADLINE_MS when absent' }),
  items: z.int().min(1).max(50).default(20).meta({ description: 'Items a row at most' }),
  exclude: z.array(id).max(500).optional().meta({ description: 'Items not to show' }),
  filter: text(1, FILTER_LIMITS.length).optional().meta({
    description: 'Only items that meet it: docs/filters.md has the grammar',
    example: 'type = film and (genre in (Comedy, "Film-Noir") or year >= 1990) and not language = "fr"',
  }),
  include: z
    .array(z.enum(INCLUDABLE_FIELDS))
    .min(1)
    .max(INCLUDABLE_FIELDS.length)
    .optional()
    .meta({ description: 'Fields of the item that each slot carries, as `item`', example: ['title', 'imageUrl'] }),
  explain,
});

/** Parameters of a home page: the query of GET, the query or body of POST. */
export const homeParameters = pageParameters.extend({
  rows: z.int().min(1).max(20).default(8),
  rowIds: z.array(rowId).min(1).max(50).optional().meta({ description: 'Only these rows' }),
});

/** Parameters of an item's neighbours. */
export const similarParameters = pageParameters.omit({ items: true }).extend({
  userId: id.optional().meta({ description: 'Whose taste orders them; without one nothing is read of anyone' }),
  limit: z.int().min(1).max(50).default(20).meta({ description: 'Items at most' }),
});

/** Parameters of a search. */
export const searchParameters = similarParameters.extend({
  q: text(1, 200).meta({
    description: 'Words of titles, people, genres or tags, in any script; the last one may be a beginning',
    example: 'the cro',
  }),
});

/** The same without defaults: POST takes query and body, and what one of them leaves out must not hide what the other says. */
export const givenHomeParameters = homeParameters.extend({
  surface: surface.optional(),
  timeZone: timeZone.optional(),
  priority: homeParameters.shape.priority.unwrap().optional(),
  rows: homeParameters.shape.rows.unwrap().optional(),
  items: homeParameters.shape.items.unwrap().optional(),
});

const slot = z.strictObject({
  itemId: z.string(),
  impressionId: z.string().meta({ description: 'recommendationId.rowIndex.position' }),
  position: z.int(),
  score: z.number().optional().meta({
    description: 'What the candidate was ordered by, -1..1: see Objectives. Not for user tokens',
  }),
  propensity: z.number().optional().meta({ description: 'Not for user tokens' }),
  pinned: z.boolean(),
  reason: z.strictObject({ code: z.enum(REASON_CODES), seedItemId: z.string().nullable() }),
  item: item
    .omit({ itemId: true, windows: true, blocked: true })
    .partial()
    .optional()
    .meta({ description: 'With include: the fields asked for' }),
  resume: z
    .strictObject({
      itemId: z.string(),
      season: z.int().nullable(),
      episode: z.int().nullable(),
      portion: z.number(),
      positionS: z.number().nullable(),
    })
    .optional()
    .meta({ description: 'On continue-watching: where to go on' }),
  explanation: slotExplanation.optional().meta({ description: 'With explain' }),
});

const row = z.strictObject({
  rowId: z.string(),
  kind: z.enum(ROW_KINDS),
  title: z.string(),
  titleKey: z.string(),
  titleParams: z.record(z.string(), z.string()),
  seed: z.strictObject({ itemId: z.string(), title: z.string() }).nullable(),
  items: z.array(slot),
  next: z.string().nullable(),
  explanation: rowExplanation.optional().meta({ description: 'With explain' }),
});

export const page = z
  .strictObject({
    recommendationId: z.uuid(),
    parentId: z.string().nullable(),
    userId: z.string().nullable(),
    rung: z.enum(RUNGS).meta({ description: 'How far down the ladder the page was made; R0 is the full pipeline' }),
    degraded: z.boolean(),
    logged: z.boolean().meta({ description: 'false: the journal could not take the page' }),
    tookMs: z.number(),
    expiresAt: answeredInstant,
    models: z
      .strictObject({ retrieval: z.string().nullable(), ranker: z.string().nullable() })
      .optional()
      .meta({ description: 'Not for user tokens' }),
    arms: z.record(z.string(), z.string()),
    rows: z.array(row),
    next: z.string().nullable(),
    explanation: pageExplanation.optional().meta({ description: 'With explain' }),
  })
  .meta({ id: 'Page' });
