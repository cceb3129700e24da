import type { Catalogue } from '../domain/catalogue.ts';
import { type History, historyOf } from './history.ts';
import { type SeriesProgress, seriesProgressOf } from './series-progress.ts';
import { type Sightings, sightingsOf } from './sightings.ts';
import { type Unfinished, unfinishedTitles } from './unfinished.ts';
import type { UserState } from './user-state.ts';

/** All that features read of a user, made from the state alone: in serving, in training and wherever they are computed again. */
export interface UserInputs {
  readonly history: History;
  readonly sightings: Sightings;
  readonly series: SeriesProgress;
}

/** `unfinished`: where it is at hand already. */
export function userInputsOf(
  state: UserState,
  catalogue: Catalogue,
  unfinished: Unfinished = unfinishedTitles(state, catalogue),
): UserInputs {
  return {
    history: historyOf(state, catalogue),
    sightings: sightingsOf(state, catalogue),
    series: seriesProgressOf(state, unfinished, catalogue),
  };
}
