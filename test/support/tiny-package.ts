import type { Catalogue } from '../../src/domain/catalogue.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import type { ModelPackage, Ranker, RetrievalModel, VectorIndex } from '../../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES, HEADS } from '../../src/domain/objectives.ts';
import { emptyTower } from '../../src/features/content-tower.ts';
import { featureFingerprint, featureWidth } from '../../src/features/schema.ts';
import { sortByValue } from '../../src/features/sort-by-value.ts';

/** A package made by hand: random vectors, random neighbours, an index that looks at everything, a ranker that adds up features. */
export function tinyPackage(
  catalogue: Catalogue,
  { version = 'v-tiny', dimensions = 8, neighbours = 6, seed = 1, knownShare = 1 } = {},
): ModelPackage {
  const random = seededRandom(seed);
  const itemNo = catalogue.itemNo.filter((_, dense) => catalogue.titleOf[dense] === dense && random() < knownShare);
  const rows = itemNo.length;
  const vectors = () => Float32Array.from({ length: rows * dimensions }, () => random() - 0.5);
  const degree = Math.min(neighbours, rows);
  const retrieval: RetrievalModel = {
    dimensions,
    itemNo,
    sourceVectors: vectors(),
    targetVectors: vectors(),
    neighbourOffsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * degree),
    neighbourRows: Int32Array.from({ length: rows * degree }, () => Math.floor(random() * rows)),
    neighbourWeights: Float32Array.from({ length: rows * degree }, (_, at) => 1 / (1 + (at % degree))),
    neighbourBackWeights: new Float32Array(rows * degree),
    backShare: 0,
    historyHalfLife: 5,
    historyLength: 50,
  };
  const manifest = { version, fingerprint: featureFingerprint() } as ModelPackage['manifest'];
  return {
    version,
    manifest,
    retrieval,
    content: emptyTower(dimensions),
    index: everyRow(retrieval),
    ranker: sumRanker(seed),
  };
}

/** The exact index: the inner product with every row. */
function everyRow({ targetVectors, dimensions, itemNo }: RetrievalModel): VectorIndex {
  return {
    search(query, k) {
      const rows = Int32Array.from(itemNo.keys());
      const similarities = Float32Array.from(rows, (row) => {
        let sum = 10;
        for (let d = 0; d < dimensions; d++) sum += query[d]! * targetVectors[row * dimensions + d]!;
        return sum;
      });
      sortByValue(rows, similarities, rows.length);
      return { rows: rows.slice(0, k), similarities: similarities.sort().reverse().slice(0, k) };
    },
  };
}

/** A weighted sum of the features, squashed to 0..1. Throws once it is disposed, as real ones do. */
export function sumRanker(seed = 1): Ranker & { readonly disposed: boolean } {
  const random = seededRandom(seed);
  const weights = Float32Array.from({ length: featureWidth }, () => random() - 0.5);
  let disposed = false;
  return {
    width: featureWidth,
    fingerprint: featureFingerprint(),
    get disposed() {
      return disposed;
    },
    heads: ['play'],
    predict(features, count, heads) {
      const plays = new Float32Array(count);
      this.score(features, count, DEFAULT_OBJECTIVES, plays);
      for (let row = 0; row < count; row++) heads.set([0, plays[row]!, 0, 0, 0], row * HEADS.length);
    },
    score(features, count, _objectives, scores) {
      if (disposed) throw new Error('The ranker is disposed');
      for (let row = 0; row < count; row++) {
        let sum = 0;
        for (let f = 0; f < featureWidth; f++) sum += weights[f]! * features[row * featureWidth + f]!;
        scores[row] = 1 / (1 + Math.exp(-sum));
      }
    },
    dispose() {
      disposed = true;
    },
  };
}
