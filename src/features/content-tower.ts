import type { Item } from '../domain/item.ts';
import type { ContentTower } from '../domain/model-package.ts';
import { contentTokens } from './content-tokens.ts';

/**
 * Where an item would stand among the vectors of a package, by its content alone: the mean over the tokens that the tower knows, times
 * the root of their number, as the tower was fitted. Writes `dimensions` floats each. False, and all 0: it knows none of them.
 */
export function contentVectors(tower: ContentTower, item: Item, source: Float32Array, target: Float32Array): boolean {
  const { dimensions, sourceWeights, targetWeights } = tower;
  const known = knownTokens(tower.tokens, item);
  const value = tokenValue(known.length);
  source.fill(0);
  target.fill(0);
  for (const token of known) {
    const from = token * dimensions;
    for (let d = 0; d < dimensions; d++) {
      source[d]! += value * sourceWeights[from + d]!;
      target[d]! += value * targetWeights[from + d]!;
    }
  }
  return known.length > 0;
}

/** What each of an item's known tokens counts: rows of tokens have length 1. */
export const tokenValue = (known: number): number => (known === 0 ? 0 : 1 / Math.sqrt(known));

/** Places of an item's tokens in a vocabulary (ascending hashes), ascending; those that are not in it are left out. */
export function knownTokens(vocabulary: Float64Array, item: Item): number[] {
  const known: number[] = [];
  for (const token of contentTokens(item)) {
    const place = placeOf(vocabulary, token);
    if (place >= 0) known.push(place);
  }
  return known.sort((a, b) => a - b);
}

/** Of a model that has none: it gives nothing a vector. */
export const emptyTower = (dimensions: number): ContentTower => ({
  dimensions,
  tokens: new Float64Array(0),
  sourceWeights: new Float32Array(0),
  targetWeights: new Float32Array(0),
});

function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
