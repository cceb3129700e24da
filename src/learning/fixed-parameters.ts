import { HISTORY_LENGTH } from './count-model.ts';
import { NEWCOMER_SHARE } from './moments.ts';
import { FOLDS, MOST_GROUPS } from './train-ranker-from-log.ts';
import { INDEX_PARAMETERS, LENGTH_POWER, MOST_NEIGHBOURS, VECTOR_DAMPING, WINDOW } from './train-retrieval.ts';

/** What decides the result beside data and seed, and is not chosen on the data. For the manifest and the version. */
export const FIXED_PARAMETERS: Readonly<Record<string, number>> = {
  window: WINDOW,
  mostNeighbours: MOST_NEIGHBOURS,
  historyLength: HISTORY_LENGTH,
  vectorDamping: VECTOR_DAMPING,
  lengthPower: LENGTH_POWER,
  folds: FOLDS,
  mostGroups: MOST_GROUPS,
  newcomerShare: NEWCOMER_SHARE,
  hnswLinks: INDEX_PARAMETERS.m,
  hnswEfConstruction: INDEX_PARAMETERS.efConstruction,
};
