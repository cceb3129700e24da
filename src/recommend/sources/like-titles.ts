import type { AlignedPackage } from '../../domain/model-package.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { innerProduct } from '../../features/inner-product.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import { topByValue } from '../../features/top-by-value.ts';
import { seedProducts, seedVector } from './seed-products.ts';
import { similarContent } from './similar-content.ts';

/** Titles that go with a seed, the likest first, whoever asks: who may be shown which is not asked here. */
export interface LikeTitles {
  /** Dense indices of titles, without the seed. */
  readonly titles: Int32Array;
  /** Descending, above 0. */
  readonly likeness: Float32Array;
}

/**
 * What each voice counts, and how fast it fades: the sum over the lists of weight / (offset + place) orders the titles (reciprocal
 * rank fusion, Cormack, Clarke and Büttcher 2009), since counts, products and shares have no scale in common. Measured:
 * docs/quality.md.
 */
export interface Blend {
  /** Places by which a first place's voice falls to a half. */
  readonly offset: number;
  /** Titles of each list at most. */
  readonly depth: number;
  /** What others watched close to the seed. */
  readonly cooccurrence: number;
  /** Near vectors, those of titles that came after the package among them. */
  readonly vectors: number;
  /** Shared people and genres. */
  readonly content: number;
}

/** For rows that answer a question about one title. */
export const SIMILAR_BLEND: Blend = { offset: 10, depth: 200, cooccurrence: 1, vectors: 1, content: 0.25 };
/** For rows that the ranker orders, many a page: looking at content would cost more than the rest of the page. */
export const SEEDED_BLEND: Blend = { offset: 10, depth: 100, cooccurrence: 1, vectors: 1, content: 0 };

/** Seeds whose titles are kept, a KB or two each: what is watched most is in it on any catalogue. */
const MOST_KEPT = 4000;

/** Keeps what it found for a seed as long as the parts of the snapshot that it was found in are the same. */
export function createLikeTitles(blend: Blend): (snapshot: Snapshot, seed: number) => LikeTitles {
  let kept = new Map<number, LikeTitles>();
  let of: Pick<Snapshot, 'catalogue' | 'models' | 'lists'> | null = null;

  return (snapshot, seed) => {
    const { catalogue, models, lists } = snapshot;
    // Content alone follows the item stats, which are new every some seconds: it says which titles are looked at.
    const isSame = of?.catalogue === catalogue && of.models === models && (of.lists === lists || blend.content === 0);
    if (!isSame) {
      kept = new Map();
      of = { catalogue, models, lists };
    }
    const known = kept.get(seed);
    if (known !== undefined) return known;
    const found = blended(snapshot, seed, blend);
    kept.set(seed, found);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return found;
  };
}

function blended(snapshot: Snapshot, seed: number, blend: Blend): LikeTitles {
  const { catalogue, models } = snapshot;
  const titlesOf = (dense: Int32Array): Int32Array => titlesIn(dense, catalogue.titleOf, seed);
  const cooccurrence = models === null ? NOTHING : titlesOf(neighboursOf(models, seed, blend.depth));
  const vectors = models === null ? NOTHING : titlesOf(nearestOf(models, seed, blend.depth));
  const hasContent = blend.content > 0 || vectors.length === 0;
  const content = hasContent ? similarContent(snapshot, seed).subarray(0, blend.depth) : NOTHING;
  return fused(
    [
      [cooccurrence, blend.cooccurrence],
      [vectors, blend.vectors],
      [content, blend.content || 1],
    ],
    blend.offset,
  );
}

/** Titles beyond the likest, of those that count, the nearest first; then those alike by content alone. */
export function titlesBeyond(snapshot: Snapshot, seed: number, counts: (dense: number) => boolean): Int32Array {
  const near: number[] = [];
  const products: number[] = [];
  if (snapshot.models !== null) {
    seedProducts(snapshot.models, seed, (dense, product) => {
      if (!counts(dense)) return;
      near.push(dense);
      products.push(product);
    });
  }
  const titles = Int32Array.from(near);
  sortByValue(titles, Float32Array.from(products), titles.length);
  const content = similarContent(snapshot, seed).filter(counts);
  return titlesIn(Int32Array.from([...titles, ...content]), snapshot.catalogue.titleOf, seed);
}

const NOTHING = new Int32Array(0);

/** The heaviest first. */
function neighboursOf({ model, rowOfDense, denseOfRow }: AlignedPackage, seed: number, depth: number): Int32Array {
  const { neighbourOffsets, neighbourRows } = model.retrieval;
  const row = rowOfDense[seed] ?? -1;
  if (row < 0) return NOTHING;
  const rows = neighbourRows.subarray(neighbourOffsets[row], neighbourOffsets[row + 1]).subarray(0, depth);
  return rows.map((neighbour) => denseOfRow[neighbour]!);
}

/** By the index, and, as it does not know them, one by one those that came after it. */
function nearestOf(models: AlignedPackage, seed: number, depth: number): Int32Array {
  const vector = seedVector(models, seed);
  if (vector === null) return NOTHING;
  const { denseOfRow, delta, model } = models;
  const { dimensions, targetVectors } = model.retrieval;
  const query = Float64Array.from(vector);
  const { rows } = model.index.search(vector, Math.min(depth, denseOfRow.length));
  const near = rows.map((row) => denseOfRow[row]!);
  const titles = Int32Array.from([...near, ...delta.denseOfRow]);
  const products = new Float32Array(titles.length);
  for (let at = 0; at < rows.length; at++) {
    products[at] = innerProduct(targetVectors, rows[at]! * dimensions, query, dimensions);
  }
  for (let row = 0; row < delta.denseOfRow.length; row++) {
    products[rows.length + row] = innerProduct(delta.targetVectors, row * dimensions, query, dimensions);
  }
  return titles.subarray(0, topByValue(titles, products, titles.length, depth));
}

/** Their titles, each once, without the seed and without what is not in the catalogue. */
function titlesIn(dense: Int32Array, titleOf: Int32Array, seed: number): Int32Array {
  const titles = new Set<number>();
  for (const item of dense) if (item >= 0) titles.add(titleOf[item]!);
  titles.delete(seed);
  return Int32Array.from(titles);
}

function fused(lists: readonly (readonly [titles: Int32Array, weight: number])[], offset: number): LikeTitles {
  const values = new Map<number, number>();
  for (const [titles, weight] of lists) {
    for (let at = 0; at < titles.length; at++) {
      values.set(titles[at]!, (values.get(titles[at]!) ?? 0) + weight / (offset + at));
    }
  }
  const titles = Int32Array.from(values.keys());
  const likeness = Float32Array.from(values.values());
  sortByValue(titles, likeness, titles.length);
  return { titles, likeness: likeness.sort().reverse() };
}
