import { hasBit } from '../../domain/catalogue.ts';
import { sourceNo } from '../../domain/page.ts';
import { addToPool } from '../row-draft.ts';
import type { Source } from './source.ts';

/** What the user began and did not finish, the latest first, if both the title and what to go on with may still be shown. */
export const continueWatching: Source = {
  name: 'continue-watching',
  propose({ unfinished, allowed, eligible }, row, _reach, candidates) {
    for (let entry = 0; entry < unfinished.length; entry++) {
      const title = unfinished.title[entry]!;
      if (!hasBit(allowed, title) || !hasBit(eligible.bits, unfinished.item[entry]!)) continue;
      addToPool(row, candidates.propose(title, sourceNo('continue-watching')));
    }
    return false;
  },
};
