import type { HierarchicalNSW } from 'hnswlib-node';
import type { VectorIndex } from '../../domain/model-package.ts';
import { innerProduct } from '../../features/inner-product.ts';
import { isFiniteVector } from './exact-index.ts';

/** hnswlib's recall falls off when it keeps no more candidates in view than it is asked for. */
const VIEW_PER_RESULT = 1.5;
/** Results that efSearch was chosen for (chooseEfSearch); a deeper search needs as much more in view to find the same share. */
const CHOSEN_FOR = 100;

/**
 * A VectorIndex over a graph of vectors. The graph only proposes rows; similarities are computed from
 * `vectors` (rows x dimensions, kept), and the answer is in their exact order. Several may share one graph.
 */
export function createGraphSearch(
  graph: HierarchicalNSW,
  vectors: Float32Array,
  dimensions: number,
  efSearch: number,
): VectorIndex {
  const rows = dimensions === 0 ? 0 : vectors.length / dimensions;
  // hnswlib takes plain arrays only.
  const given = new Array<number>(dimensions).fill(0);
  const asked = new Float64Array(dimensions);
  return {
    search(query, k) {
      const wanted = Math.max(0, Math.min(k, rows));
      if (wanted === 0 || !isFiniteVector(query)) return { rows: new Int32Array(0), similarities: new Float32Array(0) };
      asked.set(query);
      const scale = 1 / (Math.sqrt(innerProduct(query, 0, asked, dimensions)) || 1);
      for (let i = 0; i < dimensions; i++) given[i] = query[i]! * scale;
      const viewPerResult = Math.max(VIEW_PER_RESULT, efSearch / CHOSEN_FOR);
      graph.setEf(Math.max(efSearch, Math.ceil(viewPerResult * wanted)));
      const found = new Int32Array(graph.searchKnn(given, wanted).neighbors);
      const similarities = new Float32Array(found.length);
      for (let at = 0; at < found.length; at++) {
        similarities[at] = innerProduct(vectors, found[at]! * dimensions, asked, dimensions);
      }
      sortBySimilarity(found, similarities);
      return { rows: found, similarities };
    },
  };
}

/** Best first, then lower row. Insertion: the graph's order is right but for rounding, so hardly anything moves. */
function sortBySimilarity(rows: Int32Array, similarities: Float32Array): void {
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    const similarity = similarities[i]!;
    let at = i;
    while (
      at > 0 &&
      (similarities[at - 1]! < similarity || (similarities[at - 1] === similarity && rows[at - 1]! > row))
    ) {
      rows[at] = rows[at - 1]!;
      similarities[at] = similarities[at - 1]!;
      at--;
    }
    rows[at] = row;
    similarities[at] = similarity;
  }
}
