import { MarqueeError } from '../domain/errors.ts';
import { EVENT_TYPES, type EventType } from '../domain/event.ts';
import { plainName } from './foreign-values.ts';

/** What a word of another system means here. value: the opinion of a `rate`; null where the source's own number counts. */
export interface EventMeaning {
  readonly type: EventType;
  readonly value: number | null;
}

/** By plainName of the other system's word. */
export type EventMap = ReadonlyMap<string, EventMeaning>;

/** What the usual words mean when nothing else is said. Words that could mean two things ("view", "share") are not here. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  click: ['click', 'read', 'open', 'detail'],
  play: ['play', 'watch', 'listen', 'purchase', 'buy'],
  progress: ['progress'],
  complete: ['complete', 'finish'],
  'rate:1': ['like', 'star', 'love', 'favorite', 'favourite', 'upvote', 'thumbsup'],
  'rate:-1': ['dislike', 'downvote', 'thumbsdown'],
  rate: ['rate', 'rating'],
  'list-add': ['listadd', 'watchlist', 'wishlist', 'bookmark', 'save'],
  'list-remove': ['listremove'],
  hide: ['hide', 'notinterested'],
  unhide: ['unhide'],
  dismiss: ['dismiss'],
};

/**
 * The usual words, and over them a person's own: "type=event" each, event being one of ours but viewed (which names served
 * slots), or "rate:V" with an opinion V from -1 to 1. Throws 'bad-argument'.
 */
export function createEventMap(mappings: readonly string[]): EventMap {
  const map = new Map<string, EventMeaning>();
  for (const [meaning, words] of Object.entries(USUAL)) {
    for (const word of words) map.set(word, parseMeaning(meaning)!);
  }
  for (const mapping of mappings) {
    const at = mapping.indexOf('=');
    const word = plainName(mapping.slice(0, at));
    const meaning = parseMeaning(mapping.slice(at + 1));
    if (at < 1 || word === '' || meaning === null) {
      throw new MarqueeError('bad-argument', `--map takes TYPE=EVENT, as --map share=click; EVENT is ${MEANINGS}.`);
    }
    map.set(word, meaning);
  }
  return map;
}

/** The part of an event body that a word and its number say, or the sentence that says how to map the word. */
export function translateEvent(
  word: string,
  number: number | null,
  map: EventMap,
): { readonly type: EventType; readonly value?: number; readonly portion?: number } | string {
  const meaning = map.get(plainName(word));
  if (meaning === undefined) {
    // What is no plain word may be a person's name in the wrong column.
    const shown = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(word) ? word : 'TYPE';
    return `Say what this type means: --map ${shown}=EVENT, where EVENT is ${MEANINGS}.`;
  }
  const { type, value } = meaning;
  if (type === 'complete') return { type, portion: 1 };
  if (type === 'progress') {
    if (number === null || !(number >= 0 && number <= 1))
      return 'The value of a progress must be a portion from 0 to 1.';
    return { type, portion: number };
  }
  if (type !== 'rate') return { type };
  if (value !== null) return { type, value };
  if (number === null || !(number > 0 && number <= 5)) {
    return 'The value of a rating must be stars, above 0 and at most 5; say --map TYPE=rate:1 for an opinion without stars.';
  }
  return { type, value: opinionOfStars(number) };
}

/** Opinion of n stars out of 5, -1..1: three are neither good nor bad. */
export const opinionOfStars = (stars: number): number => Math.max(-1, (stars - 3) / 2);

const MEANINGS = `${EVENT_TYPES.filter((type) => type !== 'viewed').join(', ')} or rate:V (an opinion from -1 to 1)`;

function parseMeaning(text: string): EventMeaning | null {
  const [name, opinion, ...more] = text.split(':');
  const type = EVENT_TYPES.find((candidate) => candidate === name && candidate !== 'viewed');
  if (type === undefined || more.length > 0) return null;
  if (opinion === undefined) return { type, value: null };
  const value = opinion.trim() === '' ? Number.NaN : Number(opinion);
  return type === 'rate' && value >= -1 && value <= 1 ? { type, value } : null;
}
