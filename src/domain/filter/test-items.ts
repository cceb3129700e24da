import type { Catalogue, Names } from '../catalogue.ts';
import { folded } from '../folded.ts';
import type { Item } from '../item.ts';
import { languageNo } from '../language.ts';
import { FIELDS, type Field } from './fields.ts';
import type { RangeValue, Test } from './filter-tree.ts';
import { holds, type Operator } from './operators.ts';

/** One evaluation. `validUntilMs` falls to the first moment at which time alone would change an answer. */
export interface Scan {
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  validUntilMs: number;
  /** Titles as they are compared, by dense index, as far as somebody has asked. */
  readonly titles: string[];
}

/** A test laid on a catalogue. */
export interface Laid {
  /** Whether an item, by its dense index, meets it. */
  readonly meets: (dense: number) => boolean;
  /** Where they are known beforehand: dense indices among which are all that do. */
  readonly among?: readonly number[];
}

type Lay = (scan: Scan) => Laid;

/** A test whose operator is none of `!=` and `not in`, which are made of the others. */
export function bindTest({ field: name, operator, values }: Test): Lay {
  const field: Field = FIELDS[name];
  const texts = values.map(({ text }) => text);
  switch (field.kind) {
    case 'one-of':
      return isOneOf(texts, ({ type }, dense) => type[dense]!);
    case 'ranked':
      return comparesRank(
        operator,
        texts.map((text) => field.words.indexOf(text)),
      );
    case 'id':
      return name === 'itemId' ? isItem(texts) : isOneOf(texts, ({ item }, dense) => field.idOf(item[dense]!));
    case 'language':
      return speaks(texts);
    case 'title':
      return titleMeets(operator, texts);
    case 'genre':
      return hasGenre(texts);
    case 'names':
      return hasName(texts, field.indexOf, field.namesOf);
    case 'year':
    case 'time':
    case 'number':
      return compares(operator, values as readonly RangeValue[], field.numberOf);
  }
}

function isOneOf(texts: readonly string[], textOf: (catalogue: Catalogue, dense: number) => string | null): Lay {
  const wanted = new Set<string | null>(texts);
  return ({ catalogue }) => ({ meets: (dense) => wanted.has(textOf(catalogue, dense)) });
}

function isItem(itemIds: readonly string[]): Lay {
  return ({ catalogue }) => ({ among: itemIds.map((id) => catalogue.denseOfItemId(id)), meets: () => true });
}

function comparesRank(operator: Operator, ranks: readonly number[]): Lay {
  const meetsRank = [0, 1, 2].map((rank) => ranks.some((wanted) => holds(operator, rank, wanted, wanted)));
  return ({ catalogue: { maturity } }) => ({ meets: (dense) => meetsRank[maturity[dense]!] ?? false });
}

/** A tag and what is narrower: `pt` is met by pt and pt-BR, `pt-BR` by pt-BR alone (basic filtering of RFC 4647). */
function speaks(ranges: readonly string[]): Lay {
  const wanted = ranges.map((range) => ({ range, no: languageNo(range) }));
  return ({ catalogue: { item, language } }) => ({
    meets(dense) {
      const spoken = language[dense]!;
      return wanted.some(
        ({ range, no }) => no === spoken && `${item[dense]!.language}-`.toLowerCase().startsWith(`${range}-`),
      );
    },
  });
}

function titleMeets(operator: Operator, texts: readonly string[]): Lay {
  const wanted = texts.map(folded);
  const isMet: (title: string) => boolean =
    operator === 'contains' ? (title) => title.includes(wanted[0]!) : (title) => wanted.includes(title);
  return ({ catalogue: { title }, titles }) => ({
    meets(dense) {
      titles[dense] ??= folded(title[dense]!);
      return isMet(titles[dense]);
    },
  });
}

/** The catalogue knows its genres by number: their names are looked at once. */
function hasGenre(texts: readonly string[]): Lay {
  const wanted = new Set(texts.map(folded));
  return ({ catalogue: { genres, genreOffsets, genreNumbers } }) => {
    const isWanted = Uint8Array.from(genres, (name) => (wanted.has(folded(name)) ? 1 : 0));
    return {
      meets(dense) {
        for (let at = genreOffsets[dense]!; at < genreOffsets[dense + 1]!; at++) {
          if (isWanted[genreNumbers[at]!] === 1) return true;
        }
        return false;
      },
    };
  };
}

/** By the index of names: of most names few items have them, and no other is looked at. */
function hasName(
  texts: readonly string[],
  indexOf: (catalogue: Catalogue) => Names,
  namesOf: (item: Item) => readonly string[],
): Lay {
  return ({ catalogue }) => {
    const index = indexOf(catalogue);
    const numbers = texts.flatMap((text) => index.alike(text));
    const names = numbers.map((number) => index.nameOf(number));
    return {
      among: numbers.flatMap((number) => index.itemsOf(number)),
      meets: (dense) => namesOf(catalogue.item[dense]!).some((name) => names.includes(name)),
    };
  };
}

function compares(
  operator: Operator,
  values: readonly RangeValue[],
  numberOf: (catalogue: Catalogue, dense: number) => number,
): Lay {
  return (scan) => {
    const { catalogue, nowMs } = scan;
    const bounds = values.map(({ from, last, isRelative }) =>
      isRelative ? { from: from + nowMs, last: last + nowMs, isRelative } : { from, last, isRelative },
    );
    const isRelative = bounds.some((bound) => bound.isRelative);
    return {
      meets(dense) {
        const number = numberOf(catalogue, dense);
        if (isRelative) for (const bound of bounds) if (bound.isRelative) noteNextChange(scan, number, bound.from);
        return bounds.some(({ from, last }) => holds(operator, number, from, last));
      },
    };
  };
}

/** An item's time and a bound that moves with now meet when the bound gets there: then, and right after, the answer may be another. */
function noteNextChange(scan: Scan, number: number, bound: number): void {
  if (number < bound || Number.isNaN(number)) return;
  scan.validUntilMs = Math.min(scan.validUntilMs, scan.nowMs + (number - bound));
}
