import type { Item } from '../domain/item.ts';
import { toItem } from './import-items.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { maturityOfRating } from './maturity-ratings.ts';
import { repairMojibake } from './mojibake.ts';

const GENRES: Readonly<Record<string, readonly string[]>> = {
  'Thriller/Suspense': ['Thriller'],
  'Concert/Performance': ['Concert'],
  'Romantic Comedy': ['Comedy', 'Romance'],
  'Black Comedy': ['Comedy'],
};
/** Creative types that a viewer would call a genre; the others become tags. */
const CREATIVE_GENRES: Readonly<Record<string, string>> = {
  'Science Fiction': 'Sci-Fi',
  Fantasy: 'Fantasy',
  'Super Hero': 'Superhero',
  'Kids Fiction': 'Family',
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The file was made in 2010; a later year is a two-digit one that was read into the wrong century (2039 is 1939). */
const NEWEST_YEAR = 2011;

/**
 * The films of vega-datasets' movies.json (already parsed: an array) as items. Its dirt is cleaned where the meaning is plain
 * (numbers for titles, wrapped years, letters of a wrong code page, moved articles) and refused, by record number, where not.
 * Item ids are made of title and year: "king-kong-1933".
 */
export function* importVegaMovies(films: unknown, file = 'movies.json'): Generator<ImportRecord<Item>> {
  if (!Array.isArray(films)) {
    yield refused(file, 1, 'invalid-json', 'The file must be a JSON array of films.');
    return;
  }
  const numberOfId = new Map<string, number>();
  for (const [index, raw] of films.entries()) {
    const number = index + 1;
    const record = toRecord(raw, file, number);
    const twin = record.value ? numberOfId.get(record.value.itemId) : undefined;
    if (twin !== undefined) {
      yield refused(file, number, 'duplicate-item', `The film has the title and year of record ${twin}.`);
      continue;
    }
    if (record.value) numberOfId.set(record.value.itemId, number);
    yield record;
  }
}

function toRecord(raw: unknown, file: string, number: number): ImportRecord<Item> {
  if (typeof raw !== 'object' || raw === null)
    return refused(file, number, 'invalid-item', 'The record is not an object.');
  const film = raw as Record<string, unknown>;
  const title = titleOf(film.Title);
  if (title === null) return refused(file, number, 'invalid-item', 'The field "Title" must be a text or a number.');
  const releaseDate = releaseDateOf(film['Release Date']);
  const itemId = idOf(title, releaseDate);
  if (itemId === null)
    return refused(file, number, 'invalid-item', 'The title has no letter or digit to make an id of.');
  const runtimeMin = film['Running Time min'];
  const director = textOf(film.Director);
  const creativeType = textOf(film['Creative Type']);
  return toItem(
    accepted(file, number, {
      itemId,
      type: 'film',
      title,
      genres: genresOf(textOf(film['Major Genre']), creativeType),
      tags: tagsOf(creativeType, textOf(film.Source)),
      directors: director === null ? [] : [director],
      releaseDate,
      durationS: typeof runtimeMin === 'number' && runtimeMin > 0 ? runtimeMin * 60 : null,
      maturity: maturityOfRating(film['MPAA Rating']),
      windows: [{ region: '*' }],
    }),
  );
}

function titleOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const text = textOf(value);
  if (text === null) return null;
  const clean = text.replace(/\s+/g, ' ').replace(/ \(\d{4}\)$/, '');
  return clean.replace(/^(.+), (The|An?)$/, '$2 $1');
}

/** "Jun 12 1998" -> "1998-06-12"; null when it is no such date. */
function releaseDateOf(value: unknown): string | null {
  const match = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(String(value));
  const month = match ? MONTHS.indexOf(match[1]!) + 1 : 0;
  if (!match || month === 0) return null;
  const year = Number(match[3]) > NEWEST_YEAR ? Number(match[3]) - 100 : Number(match[3]);
  return `${year}-${String(month).padStart(2, '0')}-${match[2]}`;
}

function idOf(title: string, releaseDate: string | null): string | null {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 100);
  if (slug === '') return null;
  return releaseDate === null ? slug : `${slug}-${releaseDate.slice(0, 4)}`;
}

function genresOf(majorGenre: string | null, creativeType: string | null): readonly string[] {
  const major = majorGenre === null ? [] : (GENRES[majorGenre] ?? [majorGenre]);
  const creative = creativeType === null ? undefined : CREATIVE_GENRES[creativeType];
  return creative === undefined ? major : [...major, creative];
}

function tagsOf(creativeType: string | null, source: string | null): readonly string[] {
  const creativeTag = creativeType !== null && CREATIVE_GENRES[creativeType] === undefined ? creativeType : null;
  return [creativeTag, source].filter((tag) => tag !== null).map((tag) => tag.toLowerCase());
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = repairMojibake(value).trim();
  return text === '' ? null : text;
}
