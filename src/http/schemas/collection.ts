import * as z from 'zod';
import { COLLECTION_ORDERS, COLLECTION_SORTS, MOST_COLLECTED } from '../../domain/collection.ts';
import { parseFilter } from '../../domain/filter/parse-filter.ts';
import { TIMED_STATES } from '../../editorial/pin-state.ts';
import { audience, audiencePatch } from './audience.ts';
import { answeredInstant, id, instant, text, timeZone } from './common.ts';
import { repeat, repeatPatch } from './repeat.ts';

const title = text(1, 200).meta({ description: 'Of the row, as it is to be read' });
const titleKey = text(1, 128).meta({
  description: 'By which an app finds the title in another language; without one row.editorial, with titleParams.title',
});
const itemIds = z
  .array(id)
  .min(1)
  .max(MOST_COLLECTED)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each item once')
  .meta({ description: 'What is in it, in its order' });
const filter = text(1, 2000)
  // Throws 'invalid-filter', which says more than that a field is wrong.
  .refine((written) => parseFilter(written) !== null)
  .meta({ description: 'What is in it: all titles that meet a condition (docs/filters.md)', example: 'genre = War' });
const sort = z
  .enum(COLLECTION_SORTS)
  .meta({ description: 'The order of what a filter finds; popular when left out. Of itemIds: null' });
const order = z.enum(COLLECTION_ORDERS).meta({
  description: 'editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched',
});
const minimum = z.int().min(1).max(50).meta({ description: 'Titles without which there is no row' });
const place = z.enum(['top', 'free']).meta({ description: 'null: as the template of the surface says' });
const priority = z.int().min(-1_000_000).max(1_000_000).meta({
  description: 'Higher first, where more are in force than a page may have',
});
const note = text(0, 2000);

/** A collection as it is made. */
export const collectionDraft = z
  .strictObject({
    title,
    titleKey: titleKey.nullable().default(null),
    itemIds: itemIds.nullable().default(null),
    filter: filter.nullable().default(null),
    sort: sort.nullable().default(null),
    order: order.default('editorial'),
    audience: audience.default({}),
    from: instant.nullable().default(null),
    until: instant.nullable().default(null),
    timeZone: timeZone.default('UTC'),
    repeat: repeat.nullable().default(null),
    minimum: minimum.default(1),
    place: place.nullable().default(null),
    priority: priority.default(0),
    enabled: z.boolean().default(true),
    note: note.default(''),
  })
  .refine((given) => (given.itemIds === null) !== (given.filter === null), {
    path: ['itemIds'],
    message: 'exactly one of itemIds and filter must be given',
  })
  .refine((given) => given.filter !== null || given.sort === null, {
    path: ['sort'],
    message: 'is for what a filter finds: itemIds are in the order that they have',
  })
  .refine(({ from, until }) => from === null || until === null || Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'must be later than from',
  })
  .meta({ id: 'CollectionDraft' });

/** A merge patch of a collection: null sets a field back to its default. */
export const collectionPatch = z
  .strictObject({
    title,
    titleKey: titleKey.nullable(),
    itemIds: itemIds.nullable(),
    filter: filter.nullable(),
    sort: sort.nullable(),
    order: order.nullable(),
    audience: audiencePatch.nullable(),
    from: instant.nullable(),
    until: instant.nullable(),
    timeZone: timeZone.nullable(),
    repeat: repeatPatch.nullable(),
    minimum: minimum.nullable(),
    place: place.nullable(),
    priority: priority.nullable(),
    enabled: z.boolean().nullable(),
    note: note.nullable(),
  })
  .partial()
  .meta({ id: 'CollectionPatch' });

/** Its fields as they are answered. */
export const collectionFields = {
  title: z.string(),
  titleKey: z.string().nullable(),
  itemIds: z.array(z.string()).nullable(),
  filter: z.string().nullable(),
  sort: sort.nullable(),
  order,
  audience,
  from: answeredInstant.nullable(),
  until: answeredInstant.nullable(),
  timeZone: z.string(),
  repeat: repeat.nullable(),
  minimum: z.int(),
  place: place.nullable(),
  priority: z.int(),
  enabled: z.boolean(),
  note: z.string(),
  state: z.enum(TIMED_STATES).meta({
    description:
      'draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left',
  }),
  matches: z.int().nullable().meta({
    description: 'Titles in it now, whoever may see them; null: not known, the catalogue is not loaded yet',
  }),
};
