import { type CountParameters, neighbourColumns } from './count-model.ts';
import type { Factors } from './factorise.ts';
import { MOST_COUNTED, MOST_NEIGHBOURS, vectorsOf, WINDOW } from './train-retrieval.ts';
import { countTransitions, keepUsers, type RowTimelines } from './transitions.ts';

export interface FoldInput {
  readonly rowTimelines: RowTimelines;
  readonly parameters: CountParameters;
  readonly dimensions: number;
  readonly fold: number;
  readonly folds: number;
  readonly seed: number;
}

/** Vectors as the users of a fold may see them: made from all other users. */
export function foldVectors({ rowTimelines, parameters, dimensions, fold, folds, seed }: FoldInput): Factors {
  const others = keepUsers(rowTimelines, (user) => user % folds !== fold);
  const columns = neighbourColumns(countTransitions(others, WINDOW, MOST_COUNTED), parameters, MOST_NEIGHBOURS);
  return vectorsOf(columns, parameters.backShare, dimensions, seed);
}
