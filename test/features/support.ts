import type { Catalogue } from '../../src/domain/catalogue.ts';
import type { FeatureContext } from '../../src/features/feature-context.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { userInputsOf } from '../../src/features/user-inputs.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';

/** What features read of a user in this state, on a log in which nothing else happened. */
export function contextOf(
  catalogue: Catalogue,
  state: UserState = EMPTY_STATE,
  changes: Partial<FeatureContext> = {},
): FeatureContext {
  return {
    ...userInputsOf(state, catalogue),
    nowMs: 0,
    surface: 'tv',
    region: null,
    language: null,
    timeZone: 'UTC',
    catalogue,
    stats: createItemStatsColumns(catalogue).at(0),
    retrieval: null,
    ...changes,
  };
}
