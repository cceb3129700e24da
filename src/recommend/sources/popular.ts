import { listSource } from './source.ts';

/** The most used titles. As the last source of a personal row it is the reserve, and goes on to titles nobody used yet. */
export const popular = listSource('popular', ({ snapshot: { lists } }, row) =>
  row.plan.kind === 'popular' ? lists.byUses.subarray(0, lists.usedCount) : lists.byUses,
);
