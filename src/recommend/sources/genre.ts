import { sourceNo } from '../../domain/page.ts';
import { addToPool } from '../row-draft.ts';
import { plannedSource } from './planned.ts';
import { listSource, type Source } from './source.ts';

const mostUsed = listSource('genre', ({ snapshot: { lists } }, { plan }) =>
  lists.genreTitles.subarray(lists.genreOffsets[plan.genre], lists.genreOffsets[plan.genre + 1]),
);

const ofBoth = plannedSource('genre', ({ open }) => open);

/** Titles of the row's genre: first those that were proposed for the user's taste, then the most used. */
export const genre: Source = {
  name: 'genre',
  propose(context, row, reach, candidates) {
    // A row of two genres was planned with its titles.
    if (row.plan.titles !== null) return ofBoth.propose(context, row, reach, candidates);
    const { genreOffsets, genreNumbers } = context.catalogue;
    for (let position = 0; position < candidates.count; position++) {
      if (candidates.source[position]! > LAST_PERSONAL_SOURCE) continue;
      const dense = candidates.dense[position]!;
      for (let g = genreOffsets[dense]!; g < genreOffsets[dense + 1]!; g++) {
        if (genreNumbers[g] === row.plan.genre) addToPool(row, position);
      }
    }
    return mostUsed.propose(context, row, reach, candidates);
  },
};

/** retrieval and cooccurrence come first in SOURCES. */
const LAST_PERSONAL_SOURCE = sourceNo('cooccurrence');
