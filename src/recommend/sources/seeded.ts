import { hasBit } from '../../domain/catalogue.ts';
import { type Source as SourceName, sourceNo } from '../../domain/page.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool, noteRelevance } from '../row-draft.ts';
import { type Blend, createLikeTitles, titlesBeyond } from './like-titles.ts';
import type { Source } from './source.ts';

/**
 * What goes with the row's seed and is new to the user: what others watched around it, near vectors and, as the blend says or where there
 * are no vectors, titles with the same people and genres, so that one watched title is enough for a row. Where too few of the likest
 * may be shown, the nearest that may.
 */
export function seededSource(name: SourceName, blend: Blend): Source {
  const likeTitles = createLikeTitles(blend);
  const source = sourceNo(name);
  return {
    name,
    propose(context, row, reach, candidates) {
      const { snapshot } = context;
      const { seed } = row.plan;
      let proposed = 0;
      const counts = (title: number): boolean => countsIn(context, title);
      const propose = (title: number, likeness: number): void => {
        const position = candidates.propose(title, source);
        addToPool(row, position);
        noteRelevance(row, position, likeness);
        proposed++;
      };

      const { titles, likeness } = likeTitles(snapshot, seed);
      for (let at = 0; at < titles.length; at++) {
        if (!counts(titles[at]!)) continue;
        if (proposed === reach) return true;
        propose(titles[at]!, likeness[at]!);
      }
      if (proposed === reach) return true;
      const known = new Set(titles);
      const beyond = titlesBeyond(snapshot, seed, counts);
      for (let at = 0; at < beyond.length; at++) {
        if (known.has(beyond[at]!) || !counts(beyond[at]!)) continue;
        if (proposed === reach) return true;
        // Less like than the likest, and ever less.
        propose(beyond[at]!, (likeness.at(-1) ?? 1) / (2 + at));
      }
      return false;
    },
  };
}

/**
 * Where the row is all that its chain of pages shows, what was shown before counts on: the pages choose among the same as one long page
 * would. The page leaves it out.
 */
const countsIn = ({ open, shown, request }: PageContext, title: number): boolean =>
  hasBit(open, title) || (request.about != null && hasBit(shown, title));
