import { ID_PATTERN } from '../item.ts';
import { isDate, isTime } from '../rfc3339.ts';
import { filterRefusal, listed, quoted } from './filter-refusal.ts';
import type { FilterValue, RangeValue, TextValue } from './filter-tree.ts';
import type { Token } from './tokens.ts';
import type { FieldShape } from './vocabulary.ts';

/** What stands for a value of the field. Throws 'invalid-filter' that says what a value of the field looks like. */
export function readValue(name: string, field: FieldShape, token: Token): FilterValue {
  const value = READERS[field.kind](token.text, field);
  if (value === null) throw filterRefusal(token.at, `${name} is ${expectedOf(field)}, not ${quoted(token.text)}`);
  return value;
}

const READERS: Readonly<Record<FieldShape['kind'], (text: string, field: FieldShape) => FilterValue | null>> = {
  'one-of': readWord,
  ranked: readWord,
  genre: readName,
  names: readName,
  title: readName,
  language: (text) => (LANGUAGE.test(text) ? { text: text.toLowerCase() } : null),
  id: (text) => (ID_PATTERN.test(text) ? { text } : null),
  number: (text) => (NUMBER.test(text) ? pointAt(String(Number(text)), Number(text)) : null),
  year: (text) => (YEAR.test(text) ? yearOf(text) : null),
  time: readTime,
};

const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
const NUMBER = /^\d{1,9}(\.\d{1,6})?$/;
const YEAR = /^[1-9]\d{3}$/;
const FROM_NOW = /^now(?:([+-])(\d{1,5})([mhdw]))?$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAY_MS = 86_400_000;

function expectedOf(field: FieldShape): string {
  switch (field.kind) {
    case 'one-of':
    case 'ranked':
      return listed(field.words);
    case 'genre':
    case 'names':
      return 'a name of 1 to 200 characters';
    case 'title':
      return 'a text of 1 to 200 characters';
    case 'language':
      return 'a language tag such as en or pt-BR';
    case 'id':
      return 'an id of 1 to 128 characters of A-Z a-z 0-9 . _ : @ -';
    case 'number':
      return 'a number such as 90 or 1.5';
    case 'year':
      return 'a year of four digits';
    case 'time':
      return 'a date (2026-01-31), a time with offset (2026-01-31T20:00:00Z), or now, now-30d, now+2h (m, h, d, w)';
  }
}

function readWord(text: string, field: FieldShape): TextValue | null {
  return (field as { readonly words: readonly string[] }).words.includes(text) ? { text } : null;
}

function readName(text: string): TextValue | null {
  const name = text.normalize('NFC').trim();
  return name.length >= 1 && name.length <= 200 ? { text: name } : null;
}

function readTime(text: string): RangeValue | null {
  const fromNow = FROM_NOW.exec(text);
  if (fromNow !== null) {
    const [, sign, count, unit] = fromNow;
    const away = sign === undefined ? 0 : Number(count) * UNIT_MS[unit!]! * (sign === '-' ? -1 : 1);
    return { text, from: away, last: away, isRelative: true };
  }
  if (isDate(text)) {
    const from = Date.parse(text);
    return { text, from, last: from + DAY_MS - 1, isRelative: false };
  }
  return isTime(text) ? pointAt(text, Date.parse(text)) : null;
}

const yearOf = (text: string): RangeValue => ({
  text,
  from: Date.parse(`${text}-01-01`),
  last: Date.parse(`${text}-12-31`) + DAY_MS - 1,
  isRelative: false,
});

const pointAt = (text: string, value: number): RangeValue => ({ text, from: value, last: value, isRelative: false });
