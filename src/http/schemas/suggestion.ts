import * as z from 'zod';
import { HEADS } from '../../domain/objectives.ts';
import { SUGGESTION_KINDS, TAG_FIELDS } from '../../domain/suggestion.ts';
import { answeredInstant, region, surface, text } from './common.ts';
import { item } from './item.ts';
import { pinAnswer } from './pin.ts';

const share = z.number().min(0).max(1);
const suggested = {
  suggestionId: z.string().meta({ description: 'The same for the same deed' }),
  modelVersion: z.string().meta({ description: 'The package by which it was found' }),
  itemId: z.string(),
  title: z.string(),
};

const slotSuggestion = z
  .strictObject({
    kind: z.enum(['slots', 'new-items']),
    ...suggested,
    surface,
    region: z.string().nullable().meta({ description: 'null: viewers of no known region' }),
    rowId: z.string(),
    position: z.int(),
    insteadOf: z.string().nullable().meta({ description: 'Item that stands there now; it moves one slot down' }),
    gain: z.number().meta({
      description:
        'What the whole page gains, or loses: the sum of score / log2(2 + slot) over the slots in sight, times the affinity of each row. A title of score 1 at the head of a row counts 1',
    }),
    pageValue: z.number().meta({ description: 'What the page was worth without it, by the same measure' }),
    impressions: z
      .strictObject({ served: z.number(), minimum: z.number() })
      .nullable()
      .meta({ description: 'Of a new item: so far, and those that it should have' }),
  })
  .meta({ id: 'SlotSuggestion' });

const tagSuggestion = z
  .strictObject({
    kind: z.literal('tags'),
    ...suggested,
    field: z.enum(TAG_FIELDS),
    value: z.string(),
    confidence: share.meta({ description: 'Share of its neighbours with it, each by its likeness' }),
    usual: share.meta({ description: 'Share of all titles with it' }),
    neighbours: z.array(z.string()).meta({ description: 'Those of them that have it, the likest first' }),
  })
  .meta({ id: 'TagSuggestion' });

export const suggestion = z.union([slotSuggestion, tagSuggestion]).meta({ id: 'Suggestion' });

export const suggestionsQuery = z.strictObject({
  kind: z.enum(SUGGESTION_KINDS).meta({
    description:
      'slots: items that would gain in a slot; new-items: new items short of impressions, each where it would do best; tags: genres and tags that neighbours have',
  }),
  surface: surface.default('tv').meta({ description: 'Of no matter for tags' }),
  region: region.optional().meta({ description: 'Absent: of no known region. Of no matter for tags' }),
  limit: z.int().min(1).max(100).default(20),
});

export const suggestions = z
  .strictObject({
    items: z.array(suggestion),
    nextCursor: z.null().meta({ description: 'These are all: judge some, and others come' }),
    modelVersion: z.string().nullable().meta({ description: 'null: there is no model, so nothing can be suggested' }),
    objectives: z
      .record(z.enum(HEADS), z.number())
      .meta({ description: 'What scores count, as PUT /v1/objectives set it' }),
    asOf: answeredInstant.meta({ description: 'They are kept for a minute, or until something changes' }),
  })
  .meta({ id: 'Suggestions' });

export const suggestionParams = z.strictObject({ suggestionId: text(1, 128) });
export const verdictRequest = z
  .strictObject({ reason: text(0, 2000).default('').meta({ description: 'For the labels and the audit log' }) })
  .meta({ id: 'VerdictRequest' });

export const acceptedSuggestion = z
  .strictObject({
    suggestion,
    pin: pinAnswer.nullable().meta({ description: 'The pin that was made; null for a tag' }),
    item: item.nullable().meta({ description: 'The item with its tag; null for a slot' }),
  })
  .meta({ id: 'AcceptedSuggestion' });
export const rejectedSuggestion = z.strictObject({ suggestion }).meta({ id: 'RejectedSuggestion' });
