import { hasBit } from '../../domain/catalogue.ts';
import { sourceNo } from '../../domain/page.ts';
import type { RankedLists } from '../../domain/ranked-lists.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool, noteRelevance } from '../row-draft.ts';
import type { Source } from './source.ts';

/**
 * Titles that the words of the request are about, the best class of match first (features/text/match-class.ts), of one class the most used
 * first. Whoever searches is shown what they watched, too. An episode stands for its series, behind titles that match as well.
 */
export function createSearch(): Source {
  const source = sourceNo('search');
  const matches = oncePer(matchesOf);
  const placesByUses = oncePer(placesOf);

  return {
    name: 'search',
    propose(context, row, reach, candidates) {
      const places = placesByUses(context.snapshot.lists, context.catalogue.size);
      const { titles, ranks, matchedBy } = matches(context, places);
      for (let at = 0; at < titles.length; at++) {
        if (at === reach) return true;
        const position = candidates.propose(titles[at]!, source);
        addToPool(row, position);
        noteRelevance(row, position, -ranks[at]!);
        if (matchedBy[at] !== titles[at]) row.because.set(position, matchedBy[at]!);
      }
      return false;
    },
  };
}

/** In the order of the row. */
interface SearchMatches {
  readonly titles: Int32Array;
  /** 0 best: classes, each with the episodes of its own behind it. */
  readonly ranks: Uint8Array;
  /** The title itself or one of its episodes. */
  readonly matchedBy: Int32Array;
}

function matchesOf(context: PageContext, places: Int32Array): SearchMatches {
  const { request, snapshot, catalogue, eligible } = context;
  const { titleOf, type } = catalogue;
  const { about } = request;
  // Of a series that is to come the series is announced, not its episodes; a match of a league is looked for before it begins.
  const mayBeNamed = (item: number): boolean =>
    hasBit(eligible.bits, item) && (type[item] === 'live' || !hasBit(eligible.upcoming, item));
  const query = about != null && 'query' in about ? about.query : '';
  const { keys, classes } = snapshot.texts.search(
    query,
    // The index may know items that came after this snapshot.
    (key) => key < catalogue.size && counts(context, titleOf[key]!) && (titleOf[key] === key || mayBeNamed(key)),
  );
  const rankOf = new Map<number, number>();
  const matchedBy = new Map<number, number>();
  for (let at = 0; at < keys.length; at++) {
    const title = titleOf[keys[at]!]!;
    const rank = 2 * classes[at]! + (title === keys[at] ? 0 : 1);
    const known = rankOf.get(title);
    const isBetter = known === undefined || rank < known || (rank === known && keys[at]! < matchedBy.get(title)!);
    if (!isBetter) continue;
    rankOf.set(title, rank);
    matchedBy.set(title, keys[at]!);
  }
  return inOrder(rankOf, matchedBy, places, snapshot.lists);
}

/** What was shown before counts on: else the pages of a chain would not choose among the same as one long page. */
const counts = ({ allowed, shown }: PageContext, title: number): boolean =>
  hasBit(allowed, title) || hasBit(shown, title);

/** Rank and place as one number, so that native sorting does. */
function inOrder(
  rankOf: ReadonlyMap<number, number>,
  matchedBy: ReadonlyMap<number, number>,
  places: Int32Array,
  { byUses }: RankedLists,
): SearchMatches {
  const all = byUses.length;
  const keys = new Float64Array(rankOf.size);
  let count = 0;
  for (const [title, rank] of rankOf) {
    const place = places[title]!;
    if (place >= 0) keys[count++] = rank * all + place;
  }
  const sorted = keys.subarray(0, count).sort();
  const titles = Int32Array.from(sorted, (key) => byUses[key % all]!);
  return {
    titles,
    ranks: Uint8Array.from(sorted, (key) => Math.floor(key / all)),
    matchedBy: titles.map((title) => matchedBy.get(title)!),
  };
}

/** dense -> place in byUses, -1: it is no title there. */
function placesOf({ byUses }: RankedLists, size: number): Int32Array {
  const places = new Int32Array(size).fill(-1);
  for (let place = 0; place < byUses.length; place++) places[byUses[place]!] = place;
  return places;
}

/** Computed again only for another key. A row that runs dry asks again on one page; lists last for many. */
function oncePer<Key extends object, With, Out>(
  compute: (key: Key, given: With) => Out,
): (key: Key, given: With) => Out {
  const kept = new WeakMap<Key, { readonly out: Out }>();
  return (key, given) => {
    const known = kept.get(key) ?? { out: compute(key, given) };
    kept.set(key, known);
    return known.out;
  };
}
