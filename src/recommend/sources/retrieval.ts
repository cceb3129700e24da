import { sourceNo } from '../../domain/page.ts';
import { innerProduct } from '../../features/inner-product.ts';
import { topByValue } from '../../features/top-by-value.ts';
import { userVector } from '../../features/user-vector.ts';
import type { PageContext } from '../page-context.ts';
import { isOpen, proposeTitle, type Source } from './source.ts';

/** Neighbours asked for, per title of reach: they are many rows' candidates, and the ranker's choice. */
const NEIGHBOURS_PER_REACH = 5;
/**
 * A graph has to be searched as much deeper as less of the catalogue is eligible, a scan of what is eligible is over the sooner: up to
 * eligible^2 = this x depth x catalogue they are even, measured from 10,000 to 200,000 rows (docs/performance.md).
 */
const SCAN_FACTOR = 10;

/** Titles whose vectors lie nearest to the user's: the vector is made from the ordered recent history. */
export function createRetrieval(): Source {
  let query = new Float32Array(0);
  const found = createFound();
  const source = sourceNo('retrieval');

  /** All that is open: by the index's own scan, or row by row. */
  function scan(context: PageContext): void {
    const { model, denseOfRow } = context.retrieval!;
    const { dimensions, targetVectors } = model;
    const products = context.snapshot.models!.model.index.scan?.(query) ?? null;
    const asked = products === null ? Float64Array.from(query) : null;
    for (let row = 0; row < denseOfRow.length; row++) {
      const dense = denseOfRow[row]!;
      if (!isOpen(context, dense)) continue;
      found.add(dense, products?.[row] ?? innerProduct(targetVectors, row * dimensions, asked!, dimensions));
    }
  }

  function searchGraph(context: PageContext, depth: number): void {
    const { denseOfRow } = context.retrieval!;
    const { rows, similarities } = context.snapshot.models!.model.index.search(
      query,
      Math.min(depth, denseOfRow.length),
    );
    for (let at = 0; at < rows.length; at++) {
      const dense = denseOfRow[rows[at]!]!;
      if (isOpen(context, dense)) found.add(dense, similarities[at]!);
    }
  }

  /** What came after the package is in no index. */
  function scanDelta(context: PageContext): void {
    const { delta, model } = context.retrieval!;
    if (delta === undefined || delta.denseOfRow.length === 0) return;
    const asked = Float64Array.from(query);
    for (let row = 0; row < delta.denseOfRow.length; row++) {
      const dense = delta.denseOfRow[row]!;
      if (!isOpen(context, dense)) continue;
      found.add(dense, innerProduct(delta.targetVectors, row * model.dimensions, asked, model.dimensions));
    }
  }

  return {
    name: 'retrieval',
    rungWithout: 'R4',
    propose(context, row, reach, candidates) {
      const { retrieval, history, catalogue, snapshot } = context;
      if (retrieval === null) return false;
      if (query.length !== retrieval.model.dimensions) query = new Float32Array(retrieval.model.dimensions);
      if (!userVector(history, retrieval, query)) return false;

      const wanted = reach * NEIGHBOURS_PER_REACH;
      found.clear(retrieval.denseOfRow.length + (retrieval.delta?.denseOfRow.length ?? 0));
      // What the user watched lies nearest of all and is left out afterwards.
      const depth = wanted + history.length;
      const looksAtAll = snapshot.models!.model.index.scan !== undefined;
      const eligibleCount = eligibleItems(context);
      if (looksAtAll || eligibleCount ** 2 <= SCAN_FACTOR * depth * catalogue.size) scan(context);
      else searchGraph(context, Math.ceil((depth * catalogue.size) / eligibleCount));
      scanDelta(context);
      const nearest = found.nearest(wanted + 1);
      for (let at = 0; at < nearest.length; at++) {
        if (at === wanted) return true;
        proposeTitle(context, row, nearest[at]!, source, candidates);
      }
      return false;
    },
  };
}

/** Of these the filter counts too: to what little it leaves a graph is no way. */
function eligibleItems({ matching, allowed, eligible }: PageContext): number {
  if (matching === null) return eligible.count;
  let count = 0;
  for (let word = 0; word < allowed.length; word++) {
    for (let bits = allowed[word]!; bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}

/** Titles with their similarities, in columns that are kept from page to page. */
function createFound() {
  let titles = new Int32Array(0);
  let similarities = new Float32Array(0);
  let count = 0;
  return {
    clear(most: number): void {
      count = 0;
      if (titles.length >= most) return;
      titles = new Int32Array(most);
      similarities = new Float32Array(most);
    },
    add(dense: number, similarity: number): void {
      titles[count] = dense;
      similarities[count++] = similarity;
    },
    /** Of equals the one that was added first. */
    nearest: (most: number): Int32Array => titles.subarray(0, topByValue(titles, similarities, count, most)),
  };
}
