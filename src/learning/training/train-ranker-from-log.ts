import { featureFingerprint } from '../../features/schema.ts';
import { type RankerFit, trainRanker } from '../../network/ranker-net.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type BesideTraining, examplesFromLog } from '../dataset/examples-from-log.ts';
import type { TrainedRetrieval } from '../retrieval/train-retrieval.ts';
import { plainRanker } from './plain-ranker.ts';
import { justRun } from './run-stage.ts';
import type { TrainingInput } from './training-input.ts';

/** With fewer examples than this a net would learn noise. */
const FEWEST_GROUPS = 50;

export interface TrainedRanker extends RankerFit {
  readonly dataset: Dataset | null;
}

/** The ranker, from examples that the retrieval model could not have known the answers of. A TF.js backend must be open. */
export async function trainRankerFor(
  input: TrainingInput & BesideTraining,
  retrieval: TrainedRetrieval,
): Promise<TrainedRanker> {
  const { seed, onStep, runStage = justRun } = input;
  const dataset = await runStage('examples', async () => {
    onStep?.('examples');
    return examplesFromLog(input, retrieval);
  });
  const fingerprint = featureFingerprint();
  if (dataset === null || dataset.training.ordered < FEWEST_GROUPS)
    return { weights: plainRanker(fingerprint), calibrationErrors: {}, epochs: 0, dataset };
  const fit = await runStage('ranker', ({ resume, onCheckpoint }) => {
    onStep?.('ranker');
    return trainRanker(dataset.training, {
      fingerprint,
      epochs: 12,
      batchGroups: 64,
      learningRate: 3e-3,
      hidden: [32],
      l2: 1e-5,
      seed,
      patience: 3,
      ...(dataset.validation && { validation: dataset.validation }),
      resume,
      onCheckpoint,
    });
  });
  return { ...fit, dataset };
}
