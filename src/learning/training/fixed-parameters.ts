import { PAGES_SHARE } from '../dataset/dataset.ts';
import { FOLDS, MOST_GROUPS } from '../dataset/examples-from-log.ts';
import { NEWCOMER_SHARE } from '../dataset/moments.ts';
import { HIDDEN_SHARE } from '../retrieval/content-questions.ts';
import { HISTORY_LENGTH } from '../retrieval/count-model.ts';
import { LENGTH_POWER, VECTOR_DAMPING } from '../retrieval/item-vectors.ts';
import { USES_OF_HALF_WEIGHT } from '../retrieval/train-content.ts';
import { INDEX_PARAMETERS, MOST_NEIGHBOURS, WINDOW } from '../retrieval/train-retrieval.ts';

/** What decides the result beside data and seed, and is not chosen on the data. For the manifest and the version. */
export const FIXED_PARAMETERS: Readonly<Record<string, number>> = {
  window: WINDOW,
  mostNeighbours: MOST_NEIGHBOURS,
  historyLength: HISTORY_LENGTH,
  vectorDamping: VECTOR_DAMPING,
  lengthPower: LENGTH_POWER,
  contentHiddenShare: HIDDEN_SHARE,
  contentUsesOfHalfWeight: USES_OF_HALF_WEIGHT,
  folds: FOLDS,
  mostGroups: MOST_GROUPS,
  newcomerShare: NEWCOMER_SHARE,
  pagesShare: PAGES_SHARE,
  hnswLinks: INDEX_PARAMETERS.m,
  hnswEfConstruction: INDEX_PARAMETERS.efConstruction,
};
