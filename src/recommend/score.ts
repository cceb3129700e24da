import { MarqueeError } from '../domain/errors.ts';
import { featureFingerprint, featureWidth, writeFeatures } from '../features/schema.ts';
import type { CandidateSet } from './candidate-set.ts';
import type { PageContext } from './page-context.ts';

/** Positions by which a score without a ranker falls to a half. */
const HALF_SCORE_AT = 50;

/** Scores the candidates that no earlier call for the same page scored. Throws when the ranker has no answer. */
export type Scorer = (context: PageContext, candidates: CandidateSet) => void;

/** The package's ranker over the features of each candidate, in one batch. */
export function createRankerScore(): Scorer {
  const fingerprint = featureFingerprint();
  return (context, candidates) => {
    const { objectives, models } = context.snapshot;
    const { ranker, version } = models!.model;
    if (ranker.fingerprint !== fingerprint || ranker.width !== featureWidth) {
      throw new MarqueeError(
        'data-check-failed',
        `The ranker of ${version} was trained on other features: train anew.`,
      );
    }
    const { count, scoredCount, dense, features, score } = candidates;
    if (count === scoredCount) return;
    const batch = features.subarray(scoredCount * featureWidth, count * featureWidth);
    writeFeatures(context, dense.subarray(scoredCount, count), count - scoredCount, batch);
    ranker.score(batch, count - scoredCount, objectives, score.subarray(scoredCount, count));
    candidates.scoredCount = count;
  };
}

/** Where there is no ranker: the order of the proposals, which came from the most trusted source first. */
export const scoreByOrder: Scorer = (_context, candidates) => {
  for (let position = 0; position < candidates.count; position++) {
    candidates.score[position] = HALF_SCORE_AT / (HALF_SCORE_AT + position);
  }
};
