import { type Source as SourceName, sourceNo } from '../../domain/page.ts';
import { similarContent } from './similar-content.ts';
import { proposeTitle, type Source } from './source.ts';

/**
 * What goes with the row's seed: what others watched after it; where that is too little, titles with near vectors; and for a
 * seed that the package does not know, titles with the same people and genres, so that one watched title is enough for a row.
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
      const { neighbourOffsets, neighbourRows, dimensions, sourceVectors } = retrieval.model;
      const end = neighbourOffsets[seedRow + 1]!;
      for (let n = neighbourOffsets[seedRow]!; n < end && proposed < reach; n++) {
        propose(retrieval.denseOfRow[neighbourRows[n]!]!);
      }
      if (proposed < request.items) {
        const seedVector = sourceVectors.subarray(seedRow * dimensions, (seedRow + 1) * dimensions);
        const depth = Math.min(2 * reach, retrieval.denseOfRow.length);
        const { rows } = snapshot.models!.model.index.search(seedVector, depth);
        for (let at = 0; at < rows.length && proposed < reach; at++) propose(retrieval.denseOfRow[rows[at]!]!);
      }
    }
    if (proposed < Math.min(reach, request.items)) {
      const similar = similarContent(context.snapshot, row.plan.seed);
      for (let at = 0; at < similar.length && proposed < reach; at++) propose(similar[at]!);
    }
    return proposed >= reach;
  },
});
