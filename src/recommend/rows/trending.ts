import { singleRow } from './row-family.ts';

/** What is used most of late. Evidence: anything is. */
export const trending = singleRow('trending', 'trending', ({ snapshot }) =>
  snapshot.lists.byTrend.length === 0 ? null : { title: 'Trending now', sources: ['trending'] },
);
