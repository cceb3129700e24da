import type { SearchedFields } from '../../domain/ports/text-index.ts';
import { foldText, isUnspaced, wordsToIndex } from './fold-text.ts';

/** What of an item is searched. */
export interface ItemWords {
  /** Folded. */
  readonly title: string;
  readonly titleWords: readonly string[];
  /** Of people, genres and tags. */
  readonly moreWords: readonly string[];
  /** Neighbouring words of the title as one. */
  readonly titlePairs: readonly string[];
}

/** Title words of which pairs are made: who leaves out a space does so at the beginning. */
const MOST_PAIRED = 6;

export function itemWords({ title, cast, directors, genres, tags }: SearchedFields): ItemWords {
  const folded = foldText(title);
  const titleWords = wordsToIndex(folded);
  const more = new Set<string>();
  for (const name of [...cast, ...directors, ...genres, ...tags]) {
    for (const word of wordsToIndex(foldText(name))) more.add(word);
  }
  const paired = titleWords.some(isUnspaced) ? [] : titleWords.slice(0, MOST_PAIRED);
  return {
    title: folded,
    titleWords: [...new Set(titleWords)],
    moreWords: [...more],
    titlePairs: paired.slice(1).map((word, at) => paired[at]! + word),
  };
}
