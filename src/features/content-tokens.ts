import type { Item } from '../domain/item.ts';

/**
 * What an item's content says, as hashes (whole numbers below 2^52) of tokens, each once: genres, tags, people, language, type,
 * maturity, the release year and the stretches of years around it, the words of title and description, and which of these are
 * missing. Equal texts are equal tokens whatever their case and accents.
 */
export function contentTokens(item: Item): Set<number> {
  const tokens = new Set<number>();
  const add = (field: string, text: string): void => void tokens.add(hashOf(`${field}:${text}`));
  for (const genre of item.genres) add('genre', plain(genre));
  for (const tag of item.tags) add('tag', plain(tag));
  for (const name of item.cast) add('cast', plain(name));
  for (const name of item.directors) add('director', plain(name));
  for (const word of wordsOf(item.title)) add('title', word);
  for (const word of wordsOf(item.description)) add('text', word);
  if (item.language !== null) add('language', plain(item.language));
  if (item.releaseDate !== null) {
    const year = Number(item.releaseDate.slice(0, 4));
    // Two lattices of five years, half a step apart: neighbours in time share at least one of them.
    add('year', String(year));
    add('years', String(Math.floor(year / 5)));
    add('between', String(Math.floor(year / 5 + 0.5)));
    add('decade', String(Math.floor(year / 10)));
  }
  add('type', item.type);
  add('maturity', item.maturity);
  const missing = [item.tags, item.cast, item.directors, item.description].map((value) => (value.length === 0 ? 0 : 1));
  for (let i = 0; i < missing.length; i++) add('has', `${i}${missing[i]}`);
  return tokens;
}

/** Letters and digits, two or more together, each word once. A text without spaces is one word. */
function wordsOf(text: string): Set<string> {
  return new Set(plain(text).match(/[\p{L}\p{N}]{2,}/gu) ?? []);
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Two 32-bit FNV-1a hashes (Fowler, Noll and Vo) of the UTF-16 code units, from different starts, as one number of 52 bits. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x01000193) ^ (high >>> 15);
  }
  return (high & 0xfffff) * 2 ** 32 + (low >>> 0);
}
