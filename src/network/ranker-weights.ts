import { MarqueeError } from '../domain/errors.ts';

/**
 * A trained ranker, ready to serve: P(use) = sigmoid(skip . x + head . hidden(x) + bias), where `hidden` is a stack of dense relu
 * layers (none: a linear model). Standardisation and calibration are already folded in, so x is the raw feature row.
 */
export interface RankerWeights {
  /** Features a row. */
  readonly width: number;
  /** Of the features it was trained on; see Manifest. */
  readonly fingerprint: string;
  readonly hidden: readonly DenseLayer[];
  /** Last hidden layer -> logit; empty without hidden layers. */
  readonly head: Float32Array;
  /** Features -> logit, past the hidden layers: the net starts as, and can always fall back to, a linear blend. */
  readonly skip: Float32Array;
  readonly bias: number;
}

/** kernel: inputs x units, row by row. */
export interface DenseLayer {
  readonly units: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Throws MarqueeError 'data-check-failed' unless the shapes fit together and every number is finite. */
export function checkRankerWeights(weights: RankerWeights): void {
  let inputs = weights.width;
  for (const [depth, layer] of weights.hidden.entries()) {
    checkArray(`kernel of hidden layer ${depth}`, layer.kernel, inputs * layer.units);
    checkArray(`bias of hidden layer ${depth}`, layer.bias, layer.units);
    inputs = layer.units;
  }
  checkArray('head', weights.head, weights.hidden.length === 0 ? 0 : inputs);
  checkArray('skip', weights.skip, weights.width);
  checkArray('bias', Float32Array.of(weights.bias), 1);
}

function checkArray(name: string, values: Float32Array, length: number): void {
  if (values.length !== length) {
    throw new MarqueeError(
      'data-check-failed',
      `The ranker's ${name} has ${values.length} numbers instead of ${length}; train again.`,
    );
  }
  if (!values.every(Number.isFinite)) {
    throw new MarqueeError('data-check-failed', `The ranker's ${name} holds NaN or Infinity; train again.`);
  }
}
