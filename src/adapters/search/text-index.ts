import MiniSearch, { type Query, type SearchOptions, type SearchResult } from 'minisearch';
import { NO_MATCHES, type SearchedFields, type TextIndex, type TextMatches } from '../../domain/ports/text-index.ts';
import { itemWords } from '../../features/text/item-words.ts';
import {
  classOfSome,
  classWithoutTypos,
  classWithTypos,
  ENOUGH_MATCHES,
  type ItemWord,
  isShort,
  MATCH_CLASS,
  NO_MATCH,
  swapsOf,
  type TextQuery,
  textQuery,
  typosAllowed,
} from '../../features/text/match-class.ts';

type ClassOf = typeof classWithoutTypos;
type Field = 'title' | 'more' | 'pairs' | 'initial';

/**
 * An inverted index over a radix tree of the words. It finds what may match; what a match is worth says features/text/match-class.ts,
 * by words alone: scores by rarity, as in documents, would order titles by how odd they are called.
 */
export function createTextIndex(): TextIndex {
  const index = new MiniSearch<IndexedItem>({
    fields: ['title', 'more', 'pairs', 'initial'] satisfies Field[],
    // The words come folded and taken apart.
    tokenize: (words) => words.split(' '),
    processTerm: (word) => word || null,
  });
  /** By key, as indexed: what is taken out has to be known exactly. Items are the catalogue's own. */
  const items = new Map<number, { readonly item: SearchedFields; readonly title: string }>();

  function remove(key: number): void {
    const known = items.get(key);
    if (known === undefined) return;
    index.remove(indexedItem(key, known.item));
    items.delete(key);
  }

  /** Results of one question to the index with their classes. `classOf` null: one word, and no typos. */
  function find(query: TextQuery, ask: Question, classOf: ClassOf | null, admits: (key: number) => boolean): Found {
    const found: Found = new Map();
    for (const { id, match } of index.search(ask.query, { ...ask.options, filter: ({ id }) => admits(id) })) {
      const { title } = items.get(id)!;
      const matchClass = classOf === null ? classOfOneWord(query, title, match) : classOf(query, title, wordsOf(match));
      if (matchClass !== NO_MATCH) found.set(id, matchClass);
    }
    return found;
  }

  return {
    put(key, item) {
      remove(key);
      const indexed = indexedItem(key, item);
      index.add(indexed);
      items.set(key, { item, title: indexed.folded });
    },
    remove,
    search(asked, admits) {
      const query = textQuery(asked);
      if (query === null) return NO_MATCHES;
      let found = find(query, withoutTypos(query), query.words.length > 1 ? classWithoutTypos : null, admits);
      if (found.size < ENOUGH_MATCHES) {
        const better = found;
        found = find(query, withTypos(query), classWithTypos, admits);
        for (const [key, matchClass] of better) found.set(key, matchClass);
      }
      if (found.size === 0) found = find(query, someWords(query), classOfSome, admits);
      return columnsOf(found);
    },
  };
}

/** Key -> class. */
type Found = Map<number, number>;

interface IndexedItem extends Readonly<Record<Field, string>> {
  readonly id: number;
  readonly folded: string;
}

function indexedItem(id: number, item: SearchedFields): IndexedItem {
  const { title, titleWords, moreWords, titlePairs } = itemWords(item);
  return {
    id,
    folded: title,
    title: titleWords.join(' '),
    more: moreWords.join(' '),
    pairs: titlePairs.join(' '),
    initial: title.slice(0, 1),
  };
}

interface Question {
  readonly query: Query;
  readonly options: SearchOptions;
}

const ALL_PLACES: readonly Field[] = ['title', 'more'];
const ALSO_PAIRS: readonly Field[] = ['title', 'more', 'pairs'];

function withoutTypos({ words, endsInInitial }: TextQuery): Question {
  const last = words.at(-1)!;
  if (!endsInInitial && !isShort(last)) {
    return { query: words.join(' '), options: { ...AND, fields: [...ALL_PLACES], prefix: isLast } };
  }
  if (!endsInInitial) {
    const begun: Query = { queries: [last], fields: ['title'], prefix: true };
    const whole: Query = { queries: words.slice(0, -1), ...AND };
    const either: Query = { combineWith: 'OR', queries: [begun, last] };
    return {
      query: { ...AND, queries: words.length > 1 ? [whole, either] : [either] },
      options: { fields: [...ALL_PLACES] },
    };
  }
  // The letter alone is asked of titles that begin with it; beside other words it only sifts what these find.
  if (words.length === 1) return { query: words[0]!, options: { ...AND, fields: ['initial', 'title'] } };
  return { query: words.slice(0, -1).join(' '), options: { ...AND, fields: [...ALL_PLACES] } };
}

function withTypos(query: TextQuery): Question {
  const asOne = query.joined === null ? [] : [{ queries: [query.joined], fields: ['title'] }];
  return { query: { combineWith: 'OR', queries: [{ ...AND, ...looseWords(query) }, ...asOne] }, options: {} };
}

const someWords = (query: TextQuery): Question => ({ query: { combineWith: 'OR', ...looseWords(query) }, options: {} });

/** Each word with what it may be meant as. */
function looseWords({ words, endsInInitial }: TextQuery) {
  const sought = endsInInitial ? words.slice(0, -1) : words;
  const loose = sought.map((word, at): Query => {
    const prefix = !endsInInitial && at === sought.length - 1;
    const meant = { queries: [word], prefix, fuzzy: typosAllowed(word) };
    return { combineWith: 'OR', fields: [...ALSO_PAIRS], queries: [meant, ...swapsOf(word)] };
  });
  return { queries: loose };
}

const AND = { combineWith: 'AND' } as const;
const isLast = (_word: string, at: number, words: string[]): boolean => at === words.length - 1;

function wordsOf(match: SearchResult['match']): ItemWord[] {
  const words: ItemWord[] = [];
  for (const word in match) {
    for (const field of match[word]!) {
      if (field === 'pairs') words.push({ word, place: 'pair' });
      else if (field !== 'initial') words.push({ word, place: field as 'title' | 'more' });
    }
  }
  return words;
}

/** classWithoutTypos for what the index has found by the one word already: half a catalogue may have it, and nothing is to be compared. */
function classOfOneWord({ text }: TextQuery, title: string, match: SearchResult['match']): number {
  if (title.startsWith(text)) return title.length === text.length ? MATCH_CLASS.exact : MATCH_CLASS.prefix;
  for (const word in match) if (match[word]!.some((field) => field !== 'more')) return MATCH_CLASS.titleWords;
  return MATCH_CLASS.words;
}

function columnsOf(found: Found): TextMatches {
  return { keys: Int32Array.from(found.keys()), classes: Uint8Array.from(found.values()) };
}
