import {
  ID_PATTERN,
  INCLUDABLE_FIELDS,
  ITEM_TYPES,
  type Item,
  type LicenceWindow,
  MATURITIES,
} from '../domain/item.ts';
import { type FieldReader, readFields } from './field-reader.ts';

/** Bounds of an item's fields: characters of a text, entries of a list. */
export const ITEM_LIMITS = {
  titleLength: 500,
  descriptionLength: 10_000,
  nameLength: 200,
  genres: 50,
  tags: 200,
  people: 500,
  windows: 500,
  urlLength: 2048,
  durationS: 1_000_000,
  number: 1_000_000,
} as const;

const ITEM_FIELDS: readonly (keyof Item)[] = ['itemId', ...INCLUDABLE_FIELDS, 'windows'];
const WINDOW_FIELDS: readonly (keyof LicenceWindow)[] = ['region', 'from', 'until'];
const REGION_PATTERN = /^(\*|[A-Za-z0-9-]{1,16})$/;
const LANGUAGE_PATTERN = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/**
 * Checks an item from outside and fills in its defaults (empty lists, '' description, null for what is not known). Required:
 * itemId, type, title, maturity, at least one window; null counts as absent; repeated names in a list are kept once.
 * Throws MarqueeError 'invalid-item' with a sentence that names the first wrong field and what is expected there.
 */
export function parseItem(raw: unknown): Item {
  const fields = readFields(raw, 'item', ITEM_FIELDS);
  const item: Item = {
    itemId: fields.required('itemId', readId),
    type: fields.required('type', (field) => field.oneOf(ITEM_TYPES)),
    title: fields.required('title', (field) => field.text(1, ITEM_LIMITS.titleLength)),
    description: fields.optional('description', (field) => field.text(0, ITEM_LIMITS.descriptionLength), ''),
    genres: fields.optional('genres', (field) => field.names(ITEM_LIMITS.genres, ITEM_LIMITS.nameLength), []),
    tags: fields.optional('tags', (field) => field.names(ITEM_LIMITS.tags, ITEM_LIMITS.nameLength), []),
    cast: fields.optional('cast', (field) => field.names(ITEM_LIMITS.people, ITEM_LIMITS.nameLength), []),
    directors: fields.optional('directors', (field) => field.names(ITEM_LIMITS.people, ITEM_LIMITS.nameLength), []),
    language: fields.optional(
      'language',
      (field) => field.pattern(LANGUAGE_PATTERN, 'a language tag as "en" or "pt-BR"'),
      null,
    ),
    releaseDate: fields.optional('releaseDate', (field) => field.dateOrTime(), null),
    startsAt: fields.optional('startsAt', (field) => field.time(), null),
    endsAt: fields.optional('endsAt', (field) => field.time(), null),
    durationS: fields.optional('durationS', readDuration, null),
    maturity: fields.required('maturity', (field) => field.oneOf(MATURITIES)),
    seriesId: fields.optional('seriesId', readId, null),
    season: fields.optional('season', (field) => field.integer(0, ITEM_LIMITS.number), null),
    episode: fields.optional('episode', (field) => field.integer(0, ITEM_LIMITS.number), null),
    windows: fields.required('windows', (field) => field.list(1, ITEM_LIMITS.windows, parseWindow)),
    imageUrl: fields.optional('imageUrl', (field) => field.webUrl(ITEM_LIMITS.urlLength), null),
  };
  if (item.seriesId === item.itemId) fields.refuse('seriesId', 'the id of another item: an item is not its own series');
  if (!isBefore(item.startsAt, item.endsAt)) fields.refuse('endsAt', 'later than startsAt');
  return item;
}

function parseWindow(raw: unknown, path: string): LicenceWindow {
  const fields = readFields(raw, path, WINDOW_FIELDS);
  const window = {
    region: fields.required('region', (field) =>
      field.pattern(REGION_PATTERN, 'a region code as "GB", or "*" for everywhere'),
    ),
    from: fields.optional('from', (field) => field.time(), null),
    until: fields.optional('until', (field) => field.time(), null),
  };
  if (!isBefore(window.from, window.until)) fields.refuse('until', 'later than from');
  return window;
}

function readId(field: FieldReader): string {
  return field.pattern(ID_PATTERN, '1 to 128 characters of A-Z a-z 0-9 . _ : @ -');
}

function readDuration(field: FieldReader): number {
  return field.number(0, ITEM_LIMITS.durationS, 'above');
}

function isBefore(from: string | null, until: string | null): boolean {
  return from === null || until === null || Date.parse(from) < Date.parse(until);
}
