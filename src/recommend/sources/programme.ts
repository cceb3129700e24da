import { hasBit } from '../../domain/catalogue.ts';
import { type Source as SourceName, sourceNo } from '../../domain/page.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool } from '../row-draft.ts';
import type { Source } from './source.ts';

/** What is on now, of the items the row was planned with. What the user saw to its end is over for them; a channel never is. */
export const liveNow = programmeSource('live-now', ({ catalogue, allowed, watched }, dense, title) => {
  const isSeen = title === dense && hasBit(watched, dense) && catalogue.endsAtMs[dense]! < Number.POSITIVE_INFINITY;
  return hasBit(allowed, dense) && !isSeen;
});

/** What is announced, of the items the row was planned with. */
export const startingSoon = programmeSource('starting-soon', ({ announced }, dense) => hasBit(announced, dense));

/** Proposes items, not titles: a series may have several to come. Those of one title are taken once, as everywhere. */
function programmeSource(
  name: SourceName,
  may: (context: PageContext, dense: number, title: number) => boolean,
): Source {
  const source = sourceNo(name);
  return {
    name,
    propose(context, row, reach, candidates) {
      let proposed = 0;
      for (const dense of row.plan.titles ?? NONE) {
        const title = context.catalogue.titleOf[dense]!;
        // The title without the request's filter: it is the item that is asked for.
        if (!hasBit(context.permitted, title) || !may(context, dense, title)) continue;
        if (proposed++ === reach) return true;
        addToPool(row, candidates.propose(dense, source));
      }
      return false;
    },
  };
}

const NONE = new Int32Array(0);
