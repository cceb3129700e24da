import { MarqueeError } from '../domain/errors.ts';
import { HEADS, type Head } from '../domain/objectives.ts';

/**
 * A trained ranker, ready to serve. For each head of HEADS: sigmoid(skip . x + head . hidden(x) + bias), where `hidden` is a stack of
 * dense relu layers that all heads share (none: a linear model). Standardisation and calibration are already folded in, so x is the
 * raw feature row.
 */
export interface RankerWeights {
  /** Features a row. */
  readonly width: number;
  /** Of the features it was trained on; see Manifest. */
  readonly fingerprint: string;
  /** What was learned, in the order of HEADS. The columns of the other heads are 0, and their bias is the logit of a constant. */
  readonly heads: readonly Head[];
  readonly hidden: readonly DenseLayer[];
  /** Units of the last hidden layer x HEADS.length, row by row; empty without hidden layers. */
  readonly head: Float32Array;
  /** width x HEADS.length, row by row: past the hidden layers, so that the net can always fall back to a linear blend. */
  readonly skip: Float32Array;
  /** HEADS.length. */
  readonly bias: Float32Array;
}

/** kernel: inputs x units, row by row. */
export interface DenseLayer {
  readonly units: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Throws MarqueeError 'data-check-failed' unless the shapes fit together and every number is finite. */
export function checkRankerWeights(weights: RankerWeights): void {
  const { heads, head, skip } = weights;
  if (heads.length === 0 || heads.join() !== HEADS.filter((name) => heads.includes(name)).join()) {
    refuse(`heads are "${heads.join()}" instead of some of "${HEADS.join()}" in this order`);
  }
  let inputs = weights.width;
  for (const [depth, layer] of weights.hidden.entries()) {
    checkArray(`kernel of hidden layer ${depth}`, layer.kernel, inputs * layer.units);
    checkArray(`bias of hidden layer ${depth}`, layer.bias, layer.units);
    inputs = layer.units;
  }
  checkArray('head', head, weights.hidden.length === 0 ? 0 : inputs * HEADS.length);
  checkArray('skip', skip, weights.width * HEADS.length);
  checkArray('bias', weights.bias, HEADS.length);
  for (const [column, name] of HEADS.entries()) {
    if (heads.includes(name)) continue;
    const constant = (values: Float32Array): boolean =>
      values.every((value, at) => at % HEADS.length !== column || value === 0);
    if (!constant(head) || !constant(skip)) refuse(`head "${name}" is not listed as learned and is not a constant`);
  }
}

function checkArray(name: string, values: Float32Array, length: number): void {
  if (values.length !== length) refuse(`${name} has ${values.length} numbers instead of ${length}`);
  if (!values.every(Number.isFinite)) refuse(`${name} holds NaN or Infinity`);
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The ranker's ${reason}; train again.`);
}
