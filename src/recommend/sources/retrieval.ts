import { sourceNo } from '../../domain/page.ts';
import { innerProduct } from '../../features/inner-product.ts';
import { topByValue } from '../../features/top-by-value.ts';
import { userVector } from '../../features/user-vector.ts';
import type { PageContext } from '../page-context.ts';
import { isOpen, proposeTitle, type Source } from './source.ts';

/** Neighbours asked for, per title of reach: they are many rows' candidates, and the ranker's choice. */
const NEIGHBOURS_PER_REACH = 5;

/** Titles whose vectors lie nearest to the user's: the vector is made from the ordered recent history. */
export function createRetrieval(): Source {
  let query = new Float32Array(0);
  let rows = new Int32Array(0);
  let similarities = new Float32Array(0);
  const source = sourceNo('retrieval');

  /** The nearest of what is open, row by row: where few are eligible, cheaper than a search deep enough to find them. */
  function scan(context: PageContext, most: number): Int32Array {
    const { model, denseOfRow } = context.retrieval!;
    const { dimensions, targetVectors } = model;
    if (rows.length < denseOfRow.length) {
      rows = new Int32Array(denseOfRow.length);
      similarities = new Float32Array(denseOfRow.length);
    }
    const asked = Float64Array.from(query);
    let count = 0;
    for (let row = 0; row < denseOfRow.length; row++) {
      const dense = denseOfRow[row]!;
      if (!isOpen(context, dense)) continue;
      rows[count] = row;
      similarities[count++] = innerProduct(targetVectors, row * dimensions, asked, dimensions);
    }
    let least = 0;
    for (let at = 0; at < count; at++) least = Math.min(least, similarities[at]!);
    for (let at = 0; at < count; at++) similarities[at]! -= least;
    return rows.subarray(0, topByValue(rows, similarities, count, most));
  }

  return {
    name: 'retrieval',
    rungWithout: 'R4',
    propose(context, row, reach, candidates) {
      const { retrieval, history, eligible, snapshot } = context;
      if (retrieval === null) return false;
      if (query.length !== retrieval.model.dimensions) query = new Float32Array(retrieval.model.dimensions);
      if (!userVector(history, retrieval, query)) return false;

      const wanted = reach * NEIGHBOURS_PER_REACH;
      const known = retrieval.denseOfRow.length;
      // What the user watched lies nearest of all and is left out afterwards.
      const depth = Math.ceil(((wanted + history.length) * context.catalogue.size) / Math.max(1, eligible.count));
      const nearest =
        eligible.count <= 4 * wanted
          ? scan(context, wanted + 1)
          : snapshot.models!.model.index.search(query, Math.min(depth, known)).rows;
      let proposed = 0;
      for (let at = 0; at < nearest.length; at++) {
        if (proposed === wanted) return true;
        if (proposeTitle(context, row, retrieval.denseOfRow[nearest[at]!]!, source, candidates)) proposed++;
      }
      return false;
    },
  };
}
