import type { Catalogue } from '../domain/catalogue.ts';

/** What the order of a series' episodes is read from. `nextEpisode`, `otherCut` and `episodeCount` are written. */
type EpisodeColumns = Pick<
  Catalogue,
  'titleOf' | 'type' | 'withdrawn' | 'season' | 'episode' | 'nextEpisode' | 'otherCut' | 'episodeCount'
>;

/** Season of what stands beside the story: making-ofs, Christmas episodes, recaps. */
const SPECIALS = 0;

/**
 * Sets nextEpisode and otherCut of all items of the given series, and how many episodes each has: the next one is the episode that comes after, by
 * season and number; withdrawn ones are passed over, as if they were not there. An episode without a number comes nowhere. Nobody is
 * sent to a special (season 0); after one the series begins, unless the series has nothing else: then season 0 is a season as any
 * other. One pass over the catalogue, whatever the number of series.
 */
export function linkEpisodes(columns: EpisodeColumns, series: ReadonlySet<number>): void {
  const { titleOf, type, season, episode, nextEpisode, otherCut, episodeCount } = columns;
  const regularOf = new Map<number, number[]>();
  const specialsOf = new Map<number, number[]>();
  for (let dense = 0; dense < titleOf.length; dense++) {
    if (!series.has(titleOf[dense]!)) continue;
    nextEpisode[dense] = -1;
    otherCut[dense] = -1;
    episodeCount[dense] = 0;
    if (titleOf[dense] === dense || type[dense] !== 'episode') continue;
    const isSpecial = season[dense] === SPECIALS;
    if (!isSpecial && episode[dense]! < 0) continue;
    const episodesOf = isSpecial ? specialsOf : regularOf;
    const others = episodesOf.get(titleOf[dense]!);
    if (others === undefined) episodesOf.set(titleOf[dense]!, [dense]);
    else others.push(dense);
  }
  for (const title of series) {
    const specials = specialsOf.get(title) ?? [];
    const regular = linkInOrder(columns, regularOf.get(title) ?? []);
    const aside = linkInOrder(
      columns,
      specials.filter((dense) => episode[dense]! >= 0),
    );
    if (regular.first >= 0) for (const dense of specials) nextEpisode[dense] = regular.first;
    const count = regular.count + aside.count;
    if (count > 0) episodeCount[title] = count;
  }
}

/** Whether an item is a special of a series that has more than specials. */
export function isSpecial({ season, nextEpisode }: Pick<Catalogue, 'season' | 'nextEpisode'>, dense: number): boolean {
  const next = nextEpisode[dense]!;
  return season[dense] === SPECIALS && next >= 0 && season[next] !== SPECIALS;
}

/** Links numbered episodes; the first of them that is there (-1: none), and how many are. */
function linkInOrder(columns: EpisodeColumns, episodes: number[]) {
  const { withdrawn, season, episode, nextEpisode, otherCut } = columns;
  const compare = (a: number, b: number): number => season[a]! - season[b]! || episode[a]! - episode[b]!;
  episodes.sort((a, b) => compare(a, b) || a - b);
  // From the end: what comes next is the nearest one behind that is there and is not the same episode once more.
  let next = -1;
  let count = 0;
  for (let at = episodes.length - 1, same = at; at >= 0; at = same) {
    while (same >= 0 && compare(episodes[same]!, episodes[at]!) === 0) nextEpisode[episodes[same--]!] = next;
    const cuts = episodes.slice(same + 1, at + 1);
    if (cuts.length > 1) for (const [no, dense] of cuts.entries()) otherCut[dense] = cuts[(no + 1) % cuts.length]!;
    const present = cuts.find((dense) => withdrawn[dense] === 0);
    if (present === undefined) continue;
    next = present;
    count++;
  }
  return { first: next, count };
}
