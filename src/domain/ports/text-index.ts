import type { Item } from '../item.ts';

/** Finds items by words of what they are called, who is in them and what they are about. Keys are dense indices. */
export interface TextIndex {
  /** Adds an item's text, or puts it in the place of what was there by that key. */
  put(key: number, item: SearchedFields): void;
  remove(key: number): void;
  /** Items that match and that `admits` lets through, each once, in no order. */
  search(query: string, admits: (key: number) => boolean): TextMatches;
}

export type SearchedFields = Pick<Item, 'title' | 'cast' | 'directors' | 'genres' | 'tags'>;

export interface TextMatches {
  readonly keys: Int32Array;
  /** How well each matches, 0 best: see features/text/match-class.ts. */
  readonly classes: Uint8Array;
}

export const NO_MATCHES: TextMatches = { keys: new Int32Array(0), classes: new Uint8Array(0) };

/** The index as pages see it. */
export interface Texts extends Pick<TextIndex, 'search'> {
  /** null: all of the catalogue is in it; else resolves when it is. */
  pending(): Promise<void> | null;
}

/** Of nothing. */
export const NO_TEXTS: Texts = { search: () => NO_MATCHES, pending: () => null };
