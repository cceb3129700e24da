import { seededRandom } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Head } from '../domain/objectives.ts';
import { calibrate } from './calibrate-heads.ts';
import { foldRanker } from './fold-ranker.ts';
import { headDataOf, learnedHeads, withPlayOutcomes } from './head-data.ts';
import { checkRankerExamples, type RankerExamples } from './ranker-examples.ts';
import { createRankerTrainer } from './ranker-trainer.ts';
import type { RankerTraining } from './ranker-training.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';
import { encodeCheckpoint, identityOf, restoreCheckpoint } from './training-checkpoint.ts';

export interface RankerFit {
  readonly weights: RankerWeights;
  /**
   * Expected calibration error of each learned head, 15 bins of equal weight, on halves of the validation examples that the calibration
   * was not fitted to. Empty without validation examples.
   */
  readonly calibrationErrors: Readonly<Partial<Record<Head, number>>>;
  /** Epochs trained, those after the best one included. */
  readonly epochs: number;
}

/**
 * Learns what becomes of candidates that are shown: one net with a head for each of HEADS that the examples know enough of, whose order
 * by `play` puts the positives of each group first (see createRankerLoss). Adam, standardised features, position bias as a training-only
 * input (see PositionBias). The best epoch by validation loss is kept, calibrated to probabilities among the candidates that the examples
 * were drawn from (their draw weights undo the drawing) and folded into plain weights. Heads that were not learned are constants.
 * One seed gives the same bits on one backend. Throws MarqueeError 'data-check-failed' for examples that cannot be learned from,
 * a checkpoint of another training, or when the weights run away.
 */
export async function trainRanker(given: RankerExamples, training: RankerTraining): Promise<RankerFit> {
  checkRankerExamples(given);
  if (training.validation) checkRankerExamples(training.validation);
  const examples = withPlayOutcomes(given);
  const validation = training.validation && withPlayOutcomes(training.validation);
  const { onEpoch, onCheckpoint, resume, validation: _, ...settings } = training;
  const identity = onCheckpoint || resume ? identityOf(settings, [given, training.validation]) : '';
  const all = headDataOf(examples);
  const heads = learnedHeads(all);
  const trainer = createRankerTrainer(examples, heads, training);
  const { progress } = trainer;
  try {
    if (resume) restoreCheckpoint(resume, identity, progress);
    while (progress.epochs < training.epochs && progress.worseEpochs < training.patience) {
      const loss = await trainer.epoch(seededRandom(training.seed + 1 + progress.epochs));
      if (!Number.isFinite(loss)) {
        throw new MarqueeError('data-check-failed', 'The ranker diverged in training: lower the learning rate.');
      }
      const quality = validation ? trainer.judge(validation) : null;
      onEpoch?.({
        epoch: progress.epochs,
        loss,
        validationLoss: quality?.loss ?? null,
        validationNdcg10: quality?.ndcg10 ?? null,
      });
      trainer.keepIfBest(quality?.loss ?? null);
      progress.epochs++;
      await onCheckpoint?.(encodeCheckpoint(identity, progress));
    }
    trainer.takeBest();
    const judged = validation ?? examples;
    const { calibrations, errors } = calibrate(judged, heads, trainer.logitsOf(judged));
    const weights = foldRanker(trainer.raw(), trainer.standardisation, heads, calibrations, all, training.fingerprint);
    checkRankerWeights(weights);
    return { weights, calibrationErrors: validation ? errors : {}, epochs: progress.epochs };
  } finally {
    trainer.dispose();
  }
}
