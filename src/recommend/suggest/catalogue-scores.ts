import { hasBit } from '../../domain/catalogue.ts';
import { featureWidth } from '../../features/schema.ts';
import { createCandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { createRankerScore } from '../score.ts';

/** The ranker's scores of titles that may stand on a page, by dense index; NaN: not looked at. */
export type CatalogueScores = (context: PageContext) => Promise<Float32Array>;

/** The most used are looked at. */
const MOST_TITLES = 20_000;
/** Scored in one go: a page may be asked for meanwhile. */
const PIECE = 256;

/** `pause` lets others have their turn. */
export function createCatalogueScores(pause: () => Promise<unknown>): CatalogueScores {
  const candidates = createCandidateSet(PIECE);
  const score = createRankerScore();
  return async (context) => {
    const { catalogue, snapshot, open } = context;
    const scores = new Float32Array(catalogue.size).fill(Number.NaN);
    const titles = snapshot.lists.byUses.filter((dense) => hasBit(open, dense)).subarray(0, MOST_TITLES);
    for (let from = 0; from < titles.length; from += PIECE) {
      candidates.reset(catalogue.size, featureWidth);
      for (const dense of titles.subarray(from, from + PIECE)) candidates.propose(dense, 0);
      score(context, candidates);
      for (let at = 0; at < candidates.count; at++) scores[candidates.dense[at]!] = candidates.score[at]!;
      await pause();
    }
    return scores;
  };
}
