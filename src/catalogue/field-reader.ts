import { MarqueeError } from '../domain/errors.ts';
import { isDate, isTime } from '../domain/rfc3339.ts';

/** Reads one value; every method returns it typed or throws 'invalid-item' naming the field and what it must be. */
export interface FieldReader {
  text(minLength: number, maxLength: number): string;
  pattern(pattern: RegExp, expected: string): string;
  oneOf<T extends string>(values: readonly T[]): T;
  /** A finite number in [low, high], or (low, high] when `bound` is 'above'. */
  number(low: number, high: number, bound?: 'above'): number;
  integer(low: number, high: number): number;
  /** RFC 3339 with offset. */
  time(): string;
  /** RFC 3339 with offset, or a date alone. */
  dateOrTime(): string;
  webUrl(maxLength: number): string;
  /** Non-blank texts; repeated ones are kept once. */
  names(maxCount: number, maxLength: number): readonly string[];
  list<T>(minCount: number, maxCount: number, parse: (value: unknown, path: string) => T): readonly T[];
}

export interface Fields {
  required<T>(name: string, read: (field: FieldReader) => T): T;
  /** null and absent give the fallback. */
  optional<T, D>(name: string, read: (field: FieldReader) => T, fallback: D): T | D;
  refuse(name: string, expected: string): never;
}

/** Opens an object for strict reading: throws 'invalid-item' when it is none or has a field that is not in `known`. */
export function readFields(raw: unknown, path: string, known: readonly string[]): Fields {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new MarqueeError('invalid-item', `The ${path} must be a JSON object.`);
  }
  const values = raw as Record<string, unknown>;
  const pathOf = (name: string) => (path === 'item' ? name : `${path}.${name}`);
  for (const name of Object.keys(values)) {
    if (!known.includes(name)) {
      const shown = JSON.stringify(pathOf(name).slice(0, 100));
      throw new MarqueeError('invalid-item', `The field ${shown} is unknown; an item has: ${known.join(', ')}.`);
    }
  }
  const givenFor = (name: string) => (Object.hasOwn(values, name) ? (values[name] ?? undefined) : undefined);
  return {
    required(name, read) {
      if (givenFor(name) === undefined)
        throw new MarqueeError('invalid-item', `The field "${pathOf(name)}" is required.`);
      return read(fieldReader(givenFor(name), pathOf(name)));
    },
    optional(name, read, fallback) {
      return givenFor(name) === undefined ? fallback : read(fieldReader(givenFor(name), pathOf(name)));
    },
    refuse(name, expected) {
      throw mustBe(pathOf(name), expected);
    },
  };
}

function fieldReader(value: unknown, path: string): FieldReader {
  const text = (minLength: number, maxLength: number): string => {
    const expected = `text of ${minLength} to ${maxLength} characters`;
    if (typeof value !== 'string' || value.length > maxLength) throw mustBe(path, expected);
    if (minLength > 0 && value.trim().length < minLength) throw mustBe(path, `${expected}, not blank`);
    if (!value.isWellFormed() || value.includes('\0')) throw mustBe(path, 'valid Unicode without NUL');
    return value;
  };
  const matching = (isMatch: (candidate: string) => boolean, expected: string): string => {
    if (typeof value !== 'string' || !isMatch(value)) throw mustBe(path, expected);
    return value;
  };
  const list: FieldReader['list'] = (minCount, maxCount, parse) => {
    if (!Array.isArray(value) || value.length < minCount || value.length > maxCount) {
      throw mustBe(path, `a list of ${minCount} to ${maxCount} entries`);
    }
    return value.map((entry, index) => parse(entry, `${path}[${index}]`));
  };
  return {
    text,
    list,
    pattern: (pattern, expected) => matching((candidate) => pattern.test(candidate), expected),
    oneOf(values) {
      const found = values.find((candidate) => candidate === value);
      if (found === undefined) throw mustBe(path, `one of ${values.join(', ')}`);
      return found;
    },
    number(low, high, bound) {
      const isIn = typeof value === 'number' && value <= high && (bound === 'above' ? value > low : value >= low);
      if (!isIn)
        throw mustBe(path, `a number ${bound === 'above' ? `above ${low}` : `from ${low}`} and at most ${high}`);
      return value;
    },
    integer(low, high) {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
        throw mustBe(path, `a whole number from ${low} to ${high}`);
      }
      return value;
    },
    time: () => matching(isTime, 'a time with offset as 2026-01-31T20:00:00Z (RFC 3339)'),
    dateOrTime: () =>
      matching(
        (candidate) => isDate(candidate) || isTime(candidate),
        'a date as 2026-01-31 or a time with offset (RFC 3339)',
      ),
    webUrl: (maxLength) =>
      matching(
        (candidate) => isWebUrl(candidate, maxLength),
        `an http or https URL of at most ${maxLength} characters`,
      ),
    names: (maxCount, maxLength) => [
      ...new Set(list(0, maxCount, (entry, at) => fieldReader(entry, at).text(1, maxLength))),
    ],
  };
}

function isWebUrl(candidate: string, maxLength: number): boolean {
  if (candidate.length > maxLength || !candidate.isWellFormed() || candidate.includes('\0')) return false;
  return URL.canParse(candidate) && /^https?:$/.test(new URL(candidate).protocol);
}

function mustBe(path: string, expected: string): MarqueeError {
  return new MarqueeError('invalid-item', `The field "${path}" must be ${expected}.`);
}
