import type { Catalogue } from '../catalogue.ts';
import { FIELDS, type Field } from './fields.ts';
import type { RangeValue, Test } from './filter-tree.ts';
import type { Operator } from './operators.ts';

/** One evaluation. `validUntilMs` falls to the first moment at which time alone would change an answer. */
export interface Scan {
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  validUntilMs: number;
}

/** Whether an item, by its dense index, meets the test. */
export type Meets = (dense: number) => boolean;

/** A test, ready to be laid on a catalogue. */
export function bindTest(test: Test): (scan: Scan) => Meets {
  const { operator } = test;
  if (operator === '!=' || operator === 'not in') {
    const bind = bindTest({ ...test, operator: operator === '!=' ? '=' : 'in' });
    return (scan) => {
      const meets = bind(scan);
      return (dense) => !meets(dense);
    };
  }
  const field: Field = FIELDS[test.field];
  const texts = test.values.map(({ text }) => text);
  switch (field.kind) {
    case 'one-of':
      return isOneOf(texts, ({ type }, dense) => type[dense]!);
    case 'ranked':
      return comparesRank(
        operator,
        texts.map((text) => field.words.indexOf(text)),
      );
    case 'id':
      return isOneOf(texts, ({ item }, dense) => field.idOf(item[dense]!));
    case 'language':
      return speaks(texts);
    case 'title':
      return titleMeets(operator, texts);
    case 'names':
      return test.field === 'genre' ? hasGenre(texts) : hasName(texts, field.namesOf);
    case 'year':
    case 'time':
    case 'number':
      return compares(operator, test.values as readonly RangeValue[], field.numberOf);
  }
}

function isOneOf(texts: readonly string[], textOf: (catalogue: Catalogue, dense: number) => string | null) {
  const wanted = new Set<string | null>(texts);
  return ({ catalogue }: Scan): Meets =>
    (dense) =>
      wanted.has(textOf(catalogue, dense));
}

function comparesRank(operator: Operator, ranks: readonly number[]) {
  const meetsRank = [0, 1, 2].map((rank) => ranks.some((wanted) => holds(operator, rank, wanted, wanted)));
  return ({ catalogue: { maturity } }: Scan): Meets =>
    (dense) =>
      meetsRank[maturity[dense]!] ?? false;
}

/** A tag and what is narrower: `pt` is met by pt and pt-BR, `pt-BR` by pt-BR alone (basic filtering of RFC 4647). */
function speaks(ranges: readonly string[]) {
  return ({ catalogue: { item } }: Scan): Meets => {
    const known = new Map<string, boolean>();
    const meets = (language: string): boolean => {
      const tag = language.toLowerCase();
      return ranges.some((range) => tag === range || tag.startsWith(`${range}-`));
    };
    return (dense) => {
      const { language } = item[dense]!;
      return language !== null && remembered(known, language, meets);
    };
  };
}

function titleMeets(operator: Operator, texts: readonly string[]) {
  const wanted = texts.map(folded);
  const meets: (title: string) => boolean =
    operator === 'contains' ? (title) => title.includes(wanted[0]!) : (title) => wanted.includes(title);
  return ({ catalogue: { title } }: Scan): Meets =>
    (dense) =>
      meets(folded(title[dense]!));
}

/** The catalogue knows its genres by number: their names are looked at once. */
function hasGenre(texts: readonly string[]) {
  const wanted = new Set(texts.map(folded));
  return ({ catalogue: { genres, genreOffsets, genreNumbers } }: Scan): Meets => {
    const isWanted = Uint8Array.from(genres, (name) => (wanted.has(folded(name)) ? 1 : 0));
    return (dense) => {
      for (let at = genreOffsets[dense]!; at < genreOffsets[dense + 1]!; at++) {
        if (isWanted[genreNumbers[at]!] === 1) return true;
      }
      return false;
    };
  };
}

function hasName(texts: readonly string[], namesOf: (item: Catalogue['item'][number]) => readonly string[]) {
  const wanted = new Set(texts.map(folded));
  return ({ catalogue: { item } }: Scan): Meets => {
    const known = new Map<string, boolean>();
    const isWanted = (name: string): boolean => wanted.has(folded(name));
    return (dense) => namesOf(item[dense]!).some((name) => remembered(known, name, isWanted));
  };
}

function compares(
  operator: Operator,
  values: readonly RangeValue[],
  numberOf: (catalogue: Catalogue, dense: number) => number,
) {
  return (scan: Scan): Meets => {
    const { catalogue, nowMs } = scan;
    const bounds = values.map(({ from, last, isRelative }) =>
      isRelative ? { from: from + nowMs, last: last + nowMs, isRelative } : { from, last, isRelative },
    );
    const isRelative = bounds.some((bound) => bound.isRelative);
    return (dense) => {
      const number = numberOf(catalogue, dense);
      if (isRelative) for (const bound of bounds) if (bound.isRelative) noteNextChange(scan, number, bound.from);
      return bounds.some(({ from, last }) => holds(operator, number, from, last));
    };
  };
}

/** An item's time and a bound that moves with now meet when the bound gets there: then, and right after, the answer may be another. */
function noteNextChange(scan: Scan, number: number, bound: number): void {
  if (number < bound || Number.isNaN(number)) return;
  scan.validUntilMs = Math.min(scan.validUntilMs, scan.nowMs + (number - bound));
}

/** Nothing compares with what an item does not have (NaN). */
function holds(operator: Operator, number: number, from: number, last: number): boolean {
  switch (operator) {
    case '<':
      return number < from;
    case '<=':
      return number <= last;
    case '>':
      return number > last;
    case '>=':
      return number >= from;
    default:
      return number >= from && number <= last;
  }
}

/** Names are the same in any case and however their accents are encoded. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/** Most names stand on many items: each is looked at once. */
function remembered(known: Map<string, boolean>, text: string, meets: (text: string) => boolean): boolean {
  const before = known.get(text);
  if (before !== undefined) return before;
  const answer = meets(text);
  known.set(text, answer);
  return answer;
}
