import type { RankerExamples } from './ranker-examples.ts';

/** How a ranker is trained. */
export interface RankerTraining {
  /** Of the features in the examples; the weights carry it. */
  readonly fingerprint: string;
  readonly epochs: number;
  readonly batchGroups: number;
  readonly learningRate: number;
  /** Units of each hidden layer, e.g. [32, 16]. */
  readonly hidden: readonly number[];
  /** Weight of the squared kernels in the loss. */
  readonly l2: number;
  readonly seed: number;
  /** Stop after this many epochs without a better validation loss. */
  readonly patience: number;
  /** Without it: no early stopping, and calibration on the training examples. */
  readonly validation?: RankerExamples;
  /** No hidden layers whatever `hidden` says. */
  readonly linear?: boolean;
  /** Positions are taken as if nobody knew them. For comparison. */
  readonly ignorePositions?: boolean;
  readonly onEpoch?: (epoch: EpochReport) => void;
  /** Given all that a killed training needs to go on to the same bits, after each epoch; waited for. */
  readonly onCheckpoint?: (checkpoint: Uint8Array) => void | Promise<void>;
  /** The last checkpoint of a training with the same examples and settings on the same backend. */
  readonly resume?: Uint8Array | null;
}

export interface EpochReport {
  /** From 0. */
  readonly epoch: number;
  /** Mean of a group, nats: see createRankerLoss. */
  readonly loss: number;
  readonly validationLoss: number | null;
  readonly validationNdcg10: number | null;
}
