import { sortByValue } from '../../features/sort-by-value.ts';
import type { PageContext } from '../page-context.ts';
import { singleRow } from './row-family.ts';

/**
 * What is on at this moment: live items that have begun and are not over, and others that both begin and end. Who has a taste gets them
 * in the order of that taste; else what is used most of late comes first, of equals what began first. Evidence: something is on.
 */
export const liveNow = singleRow('live-now', 'live-now', (context) => {
  const titles = onNow(context);
  if (titles.length === 0) return null;
  const order = context.history.length > 0 ? 'score' : 'proposed';
  return { title: 'Live now', sources: ['live-now'], order, titles };
});

/** Items, not titles: of a league the match that is on. */
function onNow({ eligible, stats, catalogue }: PageContext): Int32Array {
  const items = eligible.running.slice();
  const trend = Float32Array.from(items, (dense) => stats.trend[catalogue.titleOf[dense]!]!);
  sortByValue(items, trend, items.length);
  return items;
}
