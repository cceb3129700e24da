import { editDistance } from '../../domain/edit-distance.ts';
import { foldText, isUnspaced, wordsToFind } from './fold-text.ts';

/** How well an item matches: those of one class are equals, a lower number is better. */
export const MATCH_CLASS = {
  /** The title is what was asked for. */
  exact: 0,
  /** The title begins with it. */
  prefix: 1,
  /** All words stand in the title; the last one may be the beginning of a word. */
  titleWords: 2,
  /** All words stand somewhere: title, people, genres, tags. */
  words: 3,
  /** All words stand somewhere if letters are changed, added or left out: this + how many. */
  typo: 4,
  /** Of some words nothing is found: this + how many. */
  someWords: 32,
} as const;
export const NO_MATCH = 255;

/** Matches without typos below which typos are looked for too, so that a slip of the finger finds something and clutters nothing. */
export const ENOUGH_MATCHES = 20;
/** Words that count; what a person types has fewer. */
const MOST_WORDS = 8;
/** Share of the letters that the words that are found must have, where not all are: "the" alone is no answer. */
const LEAST_FOUND = 0.4;

export interface TextQuery {
  /** Folded. */
  readonly text: string;
  /** Each once. */
  readonly words: readonly string[];
  /** The words as one, where a space may have slipped in; null: they are one, or too many. */
  readonly joined: string | null;
  /** The last word is one letter: it stands for title words that begin with it, as half the catalogue has some word that does. */
  readonly endsInInitial: boolean;
  /** Of each word the edits to words it was compared with: half a catalogue may share a word. */
  readonly edits: readonly Map<string, number>[];
}

/** null: nothing to look for in it. */
export function textQuery(query: string): TextQuery | null {
  const text = foldText(query);
  const words = wordsToFind(text).slice(0, MOST_WORDS);
  if (words.length === 0) return null;
  const last = words.at(-1)!;
  return {
    text,
    words,
    joined: words.length > 1 && words.length <= 3 && !words.some(isUnspaced) ? words.join('') : null,
    endsInInitial: last.length === 1 && !isUnspaced(last),
    edits: words.map(() => new Map()),
  };
}

/** A word of an item that may be what a query's word means. */
export interface ItemWord {
  readonly word: string;
  /** 'pair': two neighbours of the title written as one, where a space may have been left out. */
  readonly place: 'title' | 'more' | 'pair';
}

/** Letters that may be wrong in a word: none in the shortest and in numbers, one from three letters, two from six. */
export const typosAllowed = (word: string): number =>
  word.length < 3 || ONLY_DIGITS.test(word) ? 0 : word.length < 6 ? 1 : 2;
const ONLY_DIGITS = /^\p{N}+$/u;

/** Two letters begin so many names and tags that they say nothing of them: as a beginning they are looked for in titles alone. */
export const isShort = (word: string): boolean => word.length < 3 && !isUnspaced(word);

/** A word with two neighbouring letters in the other's place, the commonest slip: counts as one letter. Once for every two that differ. */
export function swapsOf(word: string): string[] {
  if (typosAllowed(word) === 0) return [];
  const swaps: string[] = [];
  for (let at = 0; at + 1 < word.length; at++) {
    if (word[at] === word[at + 1]) continue;
    swaps.push(word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2));
  }
  return swaps;
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at + 1 < a.length && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** The class of an item that has all words without a typo; NO_MATCH for others. `words`: at least those that match. */
export function classWithoutTypos(query: TextQuery, title: string, words: readonly ItemWord[]): number {
  const missing = query.words.findIndex((_, at) => !isMet(query, at, title, words, false));
  if (missing >= 0) return NO_MATCH;
  if (title === query.text) return MATCH_CLASS.exact;
  if (title.startsWith(query.text)) return MATCH_CLASS.prefix;
  const isInTitle = query.words.every((_, at) => isMet(query, at, title, words, true));
  return isInTitle ? MATCH_CLASS.titleWords : MATCH_CLASS.words;
}

/** The class of an item that has all words, give or take the allowed letters. */
export function classWithTypos(query: TextQuery, title: string, words: readonly ItemWord[]): number {
  let edits = 0;
  for (let at = 0; at < query.words.length; at++) edits += editsOf(query, at, title, words);
  const joinedEdits = words.some(({ word, place }) => place === 'title' && word === query.joined)
    ? query.words.length - 1
    : Number.POSITIVE_INFINITY;
  const fewest = Math.min(edits, joinedEdits);
  return fewest === Number.POSITIVE_INFINITY ? NO_MATCH : MATCH_CLASS.typo + fewest;
}

/** The class of an item that has some of the words, with typos or without. */
export function classOfSome(query: TextQuery, title: string, words: readonly ItemWord[]): number {
  let missing = 0;
  let letters = 0;
  let found = 0;
  for (const [at, word] of query.words.entries()) {
    const isThere = editsOf(query, at, title, words) !== Number.POSITIVE_INFINITY;
    if (!isThere) missing++;
    // One letter is found in half the catalogue: it speaks neither for nor against.
    if (at === query.words.length - 1 && query.endsInInitial) continue;
    letters += word.length;
    if (isThere) found += word.length;
  }
  return found === 0 || found < LEAST_FOUND * letters ? NO_MATCH : MATCH_CLASS.someWords + missing;
}

/** Whether the query's word at a place is among the words as it is, or begins one if it is the last. */
function isMet(query: TextQuery, at: number, title: string, words: readonly ItemWord[], inTitle: boolean): boolean {
  const sought = query.words[at]!;
  const isLast = at === query.words.length - 1;
  if (isLast && query.endsInInitial) return isInitialMet(query, title, sought);
  for (const { word, place } of words) {
    if (place === 'pair' || (inTitle && place !== 'title')) continue;
    if (word === sought) return true;
    if (isLast && word.startsWith(sought) && (place === 'title' || !isShort(sought))) return true;
  }
  return false;
}

/** Beside other words any title word may begin with the letter; alone it is the title's first, or a word itself. */
const isInitialMet = ({ words }: TextQuery, title: string, letter: string): boolean =>
  words.length > 1
    ? ` ${title}`.includes(` ${letter}`)
    : title.startsWith(letter) || ` ${title} `.includes(` ${letter} `);

function editsOf(query: TextQuery, at: number, title: string, words: readonly ItemWord[]): number {
  if (isMet(query, at, title, words, false)) return 0;
  const sought = query.words[at]!;
  const isLast = at === query.words.length - 1;
  if (isLast && query.endsInInitial) return Number.POSITIVE_INFINITY;
  const limit = typosAllowed(sought);
  let fewest = Number.POSITIVE_INFINITY;
  for (const { word, place } of words) {
    if (place === 'pair') {
      if (word === sought || (isLast && word.startsWith(sought))) return 1;
      continue;
    }
    if (limit === 0 || Math.abs(word.length - sought.length) > limit) continue;
    const known = query.edits[at]!;
    const edits = known.get(word) ?? (isSwapped(word, sought) ? 1 : editDistance(word, sought, limit));
    known.set(word, edits);
    if (edits <= limit && edits < fewest) fewest = edits;
  }
  return fewest;
}
