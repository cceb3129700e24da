import type { Catalogue } from '../domain/catalogue.ts';

/** What the order of a series' episodes is read from. `nextEpisode` and `episodeCount` are written. */
type EpisodeColumns = Pick<
  Catalogue,
  'titleOf' | 'type' | 'withdrawn' | 'season' | 'episode' | 'nextEpisode' | 'episodeCount'
>;

/**
 * Sets nextEpisode of all items of the given series, and how many episodes each has: the next one is the episode that comes after, by season and number; withdrawn ones are
 * passed over, as if they were not there. An episode without a number comes nowhere. One pass over the catalogue, whatever
 * the number of series.
 */
export function linkEpisodes(columns: EpisodeColumns, series: ReadonlySet<number>): void {
  const { titleOf, type, withdrawn, season, episode, nextEpisode, episodeCount } = columns;
  const episodesOf = new Map<number, number[]>();
  for (let dense = 0; dense < titleOf.length; dense++) {
    if (!series.has(titleOf[dense]!)) continue;
    nextEpisode[dense] = -1;
    episodeCount[dense] = 0;
    if (titleOf[dense] === dense || type[dense] !== 'episode' || episode[dense]! < 0) continue;
    const others = episodesOf.get(titleOf[dense]!);
    if (others === undefined) episodesOf.set(titleOf[dense]!, [dense]);
    else others.push(dense);
  }
  const compare = (a: number, b: number): number => season[a]! - season[b]! || episode[a]! - episode[b]!;
  for (const [title, episodes] of episodesOf) {
    episodes.sort((a, b) => compare(a, b) || a - b);
    // From the end: what comes next is the nearest one behind that is there and is not the same episode once more.
    let next = -1;
    for (let at = episodes.length - 1, same = at; at >= 0; at = same) {
      while (same >= 0 && compare(episodes[same]!, episodes[at]!) === 0) nextEpisode[episodes[same--]!] = next;
      const present = episodes.slice(same + 1, at + 1).find((dense) => withdrawn[dense] === 0);
      if (present === undefined) continue;
      next = present;
      episodeCount[title]!++;
    }
  }
}
