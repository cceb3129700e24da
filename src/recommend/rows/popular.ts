import type { PageContext } from '../page-context.ts';
import type { PlannedRow, RowFamily } from './row-family.ts';

/** Plays from a region that make a row of it: by fewer its order would be a few viewers' evening. */
const LEAST_PLAYS = 100;
/** Titles played there. */
const LEAST_TITLES = 4;

/**
 * `popular`: what is used most everywhere; evidence: anything was. `popular:<region>`: what is played most in the region of the request;
 * evidence: enough plays from there. Nobody gets the row of a region they are not in.
 */
export const popular: RowFamily = {
  name: 'popular',
  kind: 'popular',
  plan: (context, most) =>
    [context.region === null ? null : popularIn(context, context.region), popularAnywhere(context)]
      .filter((row) => row !== null)
      .slice(0, most),
  planOne(context, key) {
    if (key === '') return popularAnywhere(context);
    return key === context.region ? popularIn(context, key) : null;
  },
  canBe: ({ stats }, key) => key === '' || stats.regions.has(key),
};

const popularAnywhere = ({ snapshot: { lists } }: PageContext): PlannedRow | null =>
  lists.usedCount === 0 ? null : { key: '', title: 'Popular', sources: ['popular'] };

function popularIn({ snapshot: { stats, lists } }: PageContext, region: string): PlannedRow | null {
  const plays = stats.regions.get(region);
  if (plays === undefined || plays.total < LEAST_PLAYS || lists.popularIn(region).length < LEAST_TITLES) return null;
  return {
    key: region,
    title: `Popular in ${region}`,
    titleKey: 'row.popular-here',
    titleParams: { region },
    sources: ['popular-here'],
    titles: lists.popularIn(region),
    minimum: LEAST_TITLES,
  };
}
