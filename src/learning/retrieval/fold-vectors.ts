import type { ContentRows } from './content-rows.ts';
import { neighbourColumns } from './count-model.ts';
import type { Factors } from './factorise.ts';
import { itemVectors } from './item-vectors.ts';
import { MOST_COUNTED, MOST_NEIGHBOURS, type RetrievalParameters, WINDOW } from './train-retrieval.ts';
import { countTransitions, keepUsers, type RowTimelines } from './transitions.ts';

export interface FoldInput {
  readonly rowTimelines: RowTimelines;
  readonly content: ContentRows;
  readonly parameters: RetrievalParameters;
  readonly dimensions: number;
  readonly fold: number;
  readonly folds: number;
  readonly seed: number;
}

/** Vectors as the users of a fold may see them: made from all other users. */
export function foldVectors(input: FoldInput): Factors {
  const { rowTimelines, content, parameters, dimensions, fold, folds, seed } = input;
  const others = keepUsers(rowTimelines, (user) => user % folds !== fold);
  const counts = countTransitions(others, WINDOW, MOST_COUNTED);
  const columns = neighbourColumns(counts, parameters, MOST_NEIGHBOURS);
  const { popularity } = counts;
  const { used } = rowTimelines;
  return itemVectors({ columns, popularity, used, content, parameters, dimensions, seed }).vectors;
}
