import type { Item } from '../../../clients/typescript/src/index.ts';

/** What tells an item from others of the same title: "Series · 2015 · Drama, Crime". */
export function itemFacts(item: Partial<Pick<Item, 'type' | 'genres' | 'releaseDate' | 'season' | 'episode'>>): string {
  const { type, genres = [], releaseDate, season, episode } = item;
  return [
    type && TYPE_NAMES[type],
    season != null && `season ${season}${episode == null ? '' : `, episode ${episode}`}`,
    releaseDate?.slice(0, 4),
    genres.slice(0, 2).join(', '),
  ]
    .filter((fact) => typeof fact === 'string' && fact !== '')
    .join(' · ');
}

export const TYPE_NAMES = { film: 'Film', series: 'Series', episode: 'Episode', live: 'Live', clip: 'Clip' } as const;
