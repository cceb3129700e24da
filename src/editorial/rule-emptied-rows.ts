import type { Catalogue } from '../domain/catalogue.ts';
import type { Collection } from '../domain/collection.ts';
import type { Stored } from '../domain/ports/editorial-store.ts';
import { slugOf } from '../domain/slug.ts';

/** Rows that have titles and would have none without these items: of genres, and of collections that are enabled. */
export function emptiedRows(
  items: Int32Array,
  catalogue: Catalogue,
  collections: readonly Stored<Collection>[],
  itemsOf: (found: { readonly filter: string }) => Int32Array,
): readonly string[] {
  const taken = new Set(items);
  const { genres, genreOffsets, genreNumbers, titleOf, withdrawn } = catalogue;
  const [before, after] = [new Int32Array(genres.length), new Int32Array(genres.length)];
  for (let dense = 0; dense < catalogue.size; dense++) {
    if (titleOf[dense] !== dense || withdrawn[dense] !== 0) continue;
    for (let at = genreOffsets[dense]!; at < genreOffsets[dense + 1]!; at++) {
      before[genreNumbers[at]!]!++;
      if (!taken.has(dense)) after[genreNumbers[at]!]!++;
    }
  }
  const ofGenres = genres.filter((_, genre) => before[genre]! > 0 && after[genre] === 0);
  const ofCollections = collections.filter(({ value }) => {
    if (!value.enabled) return false;
    const held = value.filter === null ? namedBy(value, catalogue) : [...itemsOf({ filter: value.filter })];
    return held.length > 0 && held.every((dense) => taken.has(dense));
  });
  return [...ofGenres.map((genre) => `genre:${slugOf(genre)}`), ...ofCollections.map(({ id }) => `collection:${id}`)];
}

const namedBy = ({ itemIds }: Collection, { denseOfItemId, withdrawn }: Catalogue): number[] =>
  (itemIds ?? []).map((itemId) => denseOfItemId(itemId)).filter((dense) => dense >= 0 && withdrawn[dense] === 0);
