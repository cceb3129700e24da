import { hasBit } from '../../domain/catalogue.ts';
import { type Source as SourceName, sourceNo } from '../../domain/page.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool } from '../row-draft.ts';
import type { Source } from './source.ts';

/**
 * A source that walks the titles its row was planned with, which are the row's evidence. From `open` where the row is of what is new to
 * the user, from `allowed` where it is of the user's own.
 */
export const plannedSource = (name: SourceName, from: (context: PageContext) => Uint32Array): Source => ({
  name,
  propose(context, row, reach, candidates) {
    const { titles } = row.plan;
    const bits = from(context);
    let proposed = 0;
    for (let at = 0; at < (titles?.length ?? 0); at++) {
      if (!hasBit(bits, titles![at]!)) continue;
      if (proposed++ === reach) return true;
      addToPool(row, candidates.propose(titles![at]!, sourceNo(name)));
    }
    return false;
  },
});
