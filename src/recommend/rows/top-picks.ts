import { singleRow } from './row-family.ts';

/** What suits the user best. Needs no evidence: without a history it claims no more than to be picked, and is not "for you". */
export const topPicks = singleRow('top-picks', 'personal', ({ history }) => ({
  title: history.length > 0 ? 'Top picks for you' : 'Top picks',
  sources: ['retrieval', 'cooccurrence'],
  reserve: 'popular',
  order: 'score',
}));
