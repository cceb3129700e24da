import { type Source as SourceName, sourceNo } from '../../domain/page.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import { deltaRowOf, rowOf } from '../../features/user-vector.ts';
import { similarContent } from './similar-content.ts';
import { proposeTitle, type Source } from './source.ts';

/**
 * What goes with the row's seed: what others watched after it; where that is too little, titles with near vectors, which a title that
 * came after the package has by its content; and where there is no vector either, titles with the same people and genres, so
 * that one watched title is enough for a row.
 */
export const seededSource = (name: SourceName): Source => ({
  name,
  propose(context, row, reach, candidates) {
    const source = sourceNo(name);
    const { retrieval, snapshot, request, catalogue } = context;
    const seedRow = retrieval?.rowOfDense[row.plan.seed] ?? -1;
    let proposed = 0;
    const propose = (dense: number): void => {
      // A series with episodes left is new to the user, but it is no neighbour of itself.
      if (dense >= 0 && catalogue.titleOf[dense] === row.plan.seed) return;
      if (proposeTitle(context, row, dense, source, candidates)) proposed++;
    };

    if (retrieval !== null && seedRow >= 0) {
      const { neighbourOffsets, neighbourRows } = retrieval.model;
      const end = neighbourOffsets[seedRow + 1]!;
      for (let n = neighbourOffsets[seedRow]!; n < end && proposed < reach; n++) {
        propose(retrieval.denseOfRow[neighbourRows[n]!]!);
      }
    }
    const seedVector = retrieval === null || proposed >= request.items ? null : vectorOf(retrieval, row.plan.seed);
    if (seedVector !== null) {
      const depth = Math.min(2 * reach, retrieval!.denseOfRow.length);
      const { rows } = snapshot.models!.model.index.search(seedVector, depth);
      for (let at = 0; at < rows.length && proposed < reach; at++) propose(retrieval!.denseOfRow[rows[at]!]!);
    }
    if (proposed < Math.min(reach, request.items)) {
      const similar = similarContent(context.snapshot, row.plan.seed);
      for (let at = 0; at < similar.length && proposed < reach; at++) propose(similar[at]!);
    }
    return proposed >= reach;
  },
});

/** What the seed says about the next title, by the package or beside it; null: nothing. */
function vectorOf(retrieval: AlignedRetrieval, seed: number): Float32Array | null {
  const { dimensions, sourceVectors } = retrieval.model;
  const row = rowOf(retrieval, seed);
  if (row >= 0) return sourceVectors.subarray(row * dimensions, (row + 1) * dimensions);
  const deltaRow = deltaRowOf(retrieval, seed);
  return deltaRow < 0
    ? null
    : retrieval.delta!.sourceVectors.subarray(deltaRow * dimensions, (deltaRow + 1) * dimensions);
}
