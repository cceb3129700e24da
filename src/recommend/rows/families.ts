import { becauseYouWatched } from './because-you-watched.ts';
import { collection } from './collection.ts';
import { continueWatching } from './continue-watching.ts';
import { genre } from './genre.ts';
import { leavingSoon } from './leaving-soon.ts';
import { liveNow } from './live-now.ts';
import { moreFrom } from './more-from.ts';
import { myList } from './my-list.ts';
import { newReleases } from './new-releases.ts';
import { popular } from './popular.ts';
import type { RowFamily } from './row-family.ts';
import { startingSoon } from './starting-soon.ts';
import { topPicks } from './top-picks.ts';
import { trending } from './trending.ts';
import { watchAgain } from './watch-again.ts';

/** The families of rows that are made here, by what their ids begin with. */
export const FAMILIES: ReadonlyMap<string, RowFamily> = new Map(
  [
    continueWatching,
    topPicks,
    myList,
    becauseYouWatched,
    trending,
    newReleases,
    popular,
    genre,
    moreFrom,
    leavingSoon,
    liveNow,
    startingSoon,
    watchAgain,
    collection,
  ].map((family) => [family.name, family]),
);
