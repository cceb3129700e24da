import { neighbourRowOf } from './cooccurrence.ts';
import type { AlignedRetrieval, FeatureContext, FeatureGroup } from './feature-context.ts';
import { rowOf } from './user-vector.ts';

/**
 * How strongly the candidate is watched after (4 numbers) and before (3) what the user watched: by the newest title alone, by
 * the newest few, by a longer stretch, and by all that count alike. Logarithms, so that a linear blend is a product of powers.
 */
export const cooccurrenceFeatures: FeatureGroup = {
  name: 'cooccurrence',
  width: 7,
  columns: ['after-newest', 'after-recent', 'after-long', 'after-all', 'before-newest', 'before-recent', 'before-all'],
  version: 1,
  write(context, candidates, count, out, stride, offset) {
    const sums = new Float32Array(count * WIDTH);
    if (context.retrieval !== null) addUp(context, context.retrieval, candidates, count, sums);
    for (let c = 0, sum = 0; c < count; c++) {
      const from = c * stride + offset;
      // Most pairs of titles were never watched together, and a logarithm costs more than all the rest of it.
      for (let f = from; f < from + WIDTH; f++, sum++)
        out[f] = sums[sum] === 0 ? LOG_FLOOR : Math.log(FLOOR + sums[sum]!);
    }
  },
};

const WIDTH = 7;
/** Beside weights of which the heaviest are about 1: what "next to nothing" is. */
const FLOOR = 1e-3;
const LOG_FLOOR = Math.log(FLOOR);
/** In titles of history. */
const LONG_HALF_LIFE = 8;
const BACK_HALF_LIFE = 3;

/** Adds to `sums`, seven a candidate, side by side: they stay in the processor's nearest cache, the feature matrix would not. */
function addUp(
  { history }: FeatureContext,
  retrieval: AlignedRetrieval,
  candidates: Int32Array,
  count: number,
  sums: Float32Array,
): void {
  const { neighbourOffsets, neighbourRows, neighbourWeights, neighbourBackWeights } = retrieval.model;
  const { itemNo, historyHalfLife, historyLength } = retrieval.model;
  // Where the sums of each package row begin, from 1: a new column is all 0, which says that the row is none of the candidates'.
  const placeOfRow = new Uint32Array(itemNo.length);
  for (let c = 0; c < count; c++) {
    const row = rowOf(retrieval, candidates[c]!);
    if (row >= 0) placeOfRow[row] = c * WIDTH + 1;
  }
  let known = 0;
  for (let at = 0; at < history.length && known < historyLength; at++) {
    const row = neighbourRowOf(retrieval, history.title[at]!);
    if (row < 0) continue;
    const alike = history.strength[at]!;
    const short = alike * 2 ** (-known / historyHalfLife);
    const long = alike * 2 ** (-known / LONG_HALF_LIFE);
    const back = alike * 2 ** (-known / BACK_HALF_LIFE);
    const isNewest = known === 0;
    known++;
    const until = neighbourOffsets[row + 1]!;
    for (let i = neighbourOffsets[row]!; i < until; i++) {
      const from1 = placeOfRow[neighbourRows[i]!]!;
      if (from1 === 0) continue;
      const place = from1 - 1;
      const after = neighbourWeights[i]!;
      const before = neighbourBackWeights[i]!;
      sums[place + 1]! += short * after;
      sums[place + 2]! += long * after;
      sums[place + 3]! += alike * after;
      sums[place + 5]! += back * before;
      sums[place + 6]! += alike * before;
      if (!isNewest) continue;
      sums[place]! += alike * after;
      sums[place + 4]! += alike * before;
    }
  }
}
