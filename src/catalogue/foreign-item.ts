import { MarqueeError } from '../domain/errors.ts';
import type { Item } from '../domain/item.ts';
import {
  plainName,
  readDate,
  readDateNumber,
  readDurationS,
  readList,
  readMaturity,
  readTime,
  readType,
} from './foreign-values.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { ITEM_LIMITS, parseItem } from './item-schema.ts';

/** What another system says of an item, by plainName of its field or column. */
export type ForeignFields = ReadonlyMap<string, unknown>;

export interface ForeignItemOptions {
  /** The title when no field gives one. */
  readonly title?: string;
  /** Whether texts in fields of no known name become tags as "name:text". */
  readonly tagsOfOthers?: boolean;
  /** Whether the source shows it to nobody: its licence is over. */
  readonly isHidden?: boolean;
}

/** The names (plainName) under which each of our fields is found; the first that says something is taken. */
const NAMES = {
  title: ['title', 'name'],
  type: ['type'],
  description: ['description', 'overview', 'synopsis'],
  genres: ['genres', 'genre', 'listedin', 'categories'],
  tags: ['tags', 'keywords'],
  countries: ['country', 'countries'],
  cast: ['cast', 'actors'],
  directors: ['director', 'directors'],
  language: ['language'],
  released: ['releasedate', 'releaseyear', 'year'],
  durationS: ['durations'],
  minutes: ['runtime'],
  duration: ['duration'],
  maturity: ['maturity', 'rating'],
  from: ['dateadded', 'availablefrom', 'from'],
  until: ['availableuntil', 'until'],
  regions: ['regions', 'region'],
  seriesId: ['seriesid'],
  season: ['season'],
  episode: ['episode'],
  imageUrl: ['imageurl', 'poster'],
} as const;
type Name = keyof typeof NAMES;
const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());
const OVER = '1970-01-01T00:00:00Z';

/**
 * An item from another system's fields, under its own id. Unknown rating -> adult; no regions -> "*"; no "from" -> since ever.
 * Where it was made is not where it may be shown: countries become tags "country:France". Throws MarqueeError 'invalid-item'
 * naming the field that cannot be read: what is plainly meant is taken, the rest never guessed.
 */
export function foreignItem(itemId: string, fields: ForeignFields, options: ForeignItemOptions = {}): Item {
  const { given, text, list, number, read } = readerOf(fields);
  // A running time that slipped into the rating's column is not a rating.
  const slipped = given('duration') === null ? readDurationS(text('maturity') ?? '') : undefined;
  const released = given('released');
  const countries = list('countries').map((country) => `country:${country}`);
  const tags = [...list('tags'), ...countries, ...(options.tagsOfOthers ? otherTags(fields) : [])];
  const from = read('from', readTime, EXPECTED_DATE);
  const until = read('until', readTime, EXPECTED_DATE);
  const regions = list('regions').length > 0 ? list('regions') : ['*'];
  return parseItem({
    itemId,
    type: read('type', readType, 'Movie, TV Show, film, series, episode, live or clip') ?? 'film',
    title: text('title') ?? options.title?.slice(0, ITEM_LIMITS.titleLength).toWellFormed() ?? itemId,
    description: text('description')?.slice(0, ITEM_LIMITS.descriptionLength).toWellFormed(),
    genres: list('genres'),
    tags: [...new Set(tags)].filter((tag) => tag.length <= ITEM_LIMITS.nameLength).slice(0, ITEM_LIMITS.tags),
    cast: list('cast').slice(0, ITEM_LIMITS.people),
    directors: list('directors'),
    language: text('language'),
    releaseDate: typeof released === 'number' ? readDateNumber(released) : read('released', readDate, EXPECTED_DATE),
    durationS:
      slipped ??
      number('durationS') ??
      secondsOf(number('minutes')) ??
      read('duration', readDurationS, '"90 min" or "2 Seasons"'),
    maturity: slipped === undefined ? readMaturity(text('maturity') ?? '') : 'adult',
    seriesId: text('seriesId'),
    season: number('season'),
    episode: number('episode'),
    windows: options.isHidden ? [{ region: '*', until: OVER }] : regions.map((region) => ({ region, from, until })),
    imageUrl: text('imageUrl'),
  });
}

/** foreignItem's answer as a record. */
export function toForeignItem(
  { file, line }: { readonly file: string; readonly line: number },
  ...parts: [itemId: string, fields: ForeignFields, options?: ForeignItemOptions]
): ImportRecord<Item> {
  try {
    return accepted(file, line, foreignItem(...parts));
  } catch (error) {
    if (!(error instanceof MarqueeError)) throw error;
    return refused(file, line, error.code, error.message);
  }
}

const EXPECTED_DATE = 'a date as "September 25, 2021" or 2021-09-25, or a time with offset (RFC 3339)';

/** Reads fields by our names, whatever they are called there. */
function readerOf(fields: ForeignFields) {
  const aliasOf = (name: Name): string => NAMES[name].find((alias) => !isEmpty(fields.get(alias))) ?? '';
  const given = (name: Name): unknown => fields.get(aliasOf(name)) ?? null;
  const text = (name: Name): string | null => textOf(given(name));
  const read = <T>(name: Name, reader: (text: string) => T | undefined, expected: string): T | null => {
    const value = text(name);
    const result = value === null ? null : reader(value);
    if (result !== undefined) return result;
    throw new MarqueeError('invalid-item', `The field "${aliasOf(name)}" must be ${expected}.`);
  };
  const readNumber = (value: string) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined);
  return {
    given,
    text,
    read,
    list: (name: Name): readonly string[] => listOf(given(name)),
    number: (name: Name): number | null => read(name, readNumber, 'a number'),
  };
}

/** A running time of 0 is one that nobody knew. */
const secondsOf = (minutes: number | null): number | null => Math.round((minutes ?? 0) * 60) || null;

function otherTags(fields: ForeignFields): string[] {
  return [...fields].flatMap(([name, value]) =>
    KNOWN.has(name) || (typeof value !== 'string' && !Array.isArray(value))
      ? []
      : (typeof value === 'string' ? [value.trim()] : listOf(value)).map((entry) => `${name}:${entry}`),
  );
}

const isEmpty = (value: unknown): boolean =>
  value == null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 1 ? textOf(value[0]) : null;
  return typeof value === 'string' ? value.trim() : null;
}

function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return readList(value);
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => (typeof entry === 'string' && entry.trim() !== '' ? [entry.trim()] : []));
}

/** A JSON object's entries by plainName. */
export const fieldsOf = (object: object): Map<string, unknown> =>
  new Map(Object.entries(object).map(([name, value]) => [plainName(name), value]));
