import { ITEM_TYPES, type ItemType, MATURITIES, type Maturity } from '../domain/item.ts';
import { dateOfDay, isDate, isTime } from '../domain/rfc3339.ts';
import { maturityOfRating } from './maturity-ratings.ts';

// How other systems write what an item says. All return undefined for a text that they cannot read: never a guess.

const TYPES: Readonly<Record<string, ItemType>> = {
  movie: 'film',
  tvshow: 'series',
  tvseries: 'series',
  show: 'series',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "Movie", "TV Show", or one of our own words, in any case. */
export function readType(text: string): ItemType | undefined {
  const name = plainName(text);
  return ITEM_TYPES.find((type) => type === name) ?? TYPES[name];
}

/** "TV-14", "PG", or one of our own levels; what is unknown is for adults. */
export function readMaturity(text: string): Maturity {
  const name = text.trim().toLowerCase();
  return MATURITIES.find((maturity) => maturity === name) ?? maturityOfRating(text);
}

/** "September 25, 2021", "2021-09-25", a time of RFC 3339, or a year alone (its first day). A date or time of RFC 3339. */
export function readDate(text: string): string | undefined {
  if (isDate(text) || isTime(text)) return text;
  if (/^(1[89]|2[01])\d{2}$/.test(text)) return `${text}-01-01`;
  const match = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})$/.exec(text);
  const month = match ? MONTHS.indexOf(match[1]!.toLowerCase()) + 1 : 0;
  if (!match || month === 0) return undefined;
  const date = `${match[3]}-${String(month).padStart(2, '0')}-${match[2]!.padStart(2, '0')}`;
  return isDate(date) ? date : undefined;
}

/** As readDate; a date alone is its midnight, UTC. */
export function readTime(text: string): string | undefined {
  const date = readDate(text);
  return date !== undefined && isDate(date) ? `${date}T00:00:00Z` : date;
}

/** A year, or seconds since 1970, between the years 1800 and 2200. */
export function readDateNumber(number: number): string | undefined {
  if (Number.isInteger(number) && number >= 1800 && number <= 2199) return `${number}-01-01`;
  const day = Math.floor(number / 86_400);
  return Math.abs(day - 10_957) < 73_050 ? dateOfDay(day) : undefined;
}

/** "90 min", "1 h 30 min", "1:30:00" as seconds; null for seasons, which say how many parts and not how long. */
export function readDurationS(text: string): number | null | undefined {
  if (/^\d+ seasons?$/i.test(text)) return null;
  const clock = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const words = /^(?:(\d+) ?h(?:ours?|rs?)?\.?)? ?(?:(\d+) ?m(?:in(?:ute)?s?)?\.?)?$/i.exec(text);
  const seconds = words ? Number(words[1] ?? 0) * 3600 + Number(words[2] ?? 0) * 60 : 0;
  return seconds > 0 ? seconds : undefined;
}

/** "a, b" or "a|b" as a list; with a bar in it, commas belong to the names. Blank ones are left out. */
export function readList(text: string): readonly string[] {
  return text
    .split(text.includes('|') ? '|' : ',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * A point in time as exports write it, in ms since 1970: RFC 3339, "2021-09-25 10:00:00.5 +0000 UTC" (UTC when it says none),
 * or a number: ms, and in `unit` 's' seconds when it has at most 11 digits.
 */
export function readInstantMs(value: unknown, unit: 's' | 'ms'): number | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(Math.floor(value)) : value;
  if (typeof text !== 'string') return undefined;
  if (/^\d{1,16}$/.test(text)) {
    const ms = Number(text) * (unit === 's' && text.length <= 11 ? 1000 : 1);
    return ms <= MAX_INSTANT_MS ? ms : undefined;
  }
  const match = INSTANT.exec(text.trim());
  if (!match || !isDate(match[1]!)) return undefined;
  const [, date, minute = '00:00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = zone === 'Z' || zone === 'z' || zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${date}T${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** What a Date can hold. */
const MAX_INSTANT_MS = 8.64e15;
/** The name of a zone after its offset, and Go's monotonic reading, say nothing more. */
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[ Tt](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?: ?([Zz]|UTC|[+-]\d{2}:?\d{2}))?(?: [A-Z]{1,5})?(?: m=\S+)?$/;

/** A name without case, spaces and signs: "Release_Date" and "releaseDate" are one. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
