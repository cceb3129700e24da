import { hasBit } from '../../domain/catalogue.ts';
import { sourceNo } from '../../domain/page.ts';
import { addToPool } from '../row-draft.ts';
import type { Source } from './source.ts';

/** What the user began and did not finish, the latest first. That it can be gone on with is seen to (go-on.ts); its title has to be allowed too. */
export const continueWatching: Source = {
  name: 'continue-watching',
  propose({ unfinished, allowed }, row, _reach, candidates) {
    for (let entry = 0; entry < unfinished.length; entry++) {
      const title = unfinished.title[entry]!;
      if (!hasBit(allowed, title)) continue;
      addToPool(row, candidates.propose(title, sourceNo('continue-watching')));
    }
    return false;
  },
};
