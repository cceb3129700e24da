import { MarqueeError } from '../domain/errors.ts';

/**
 * What another policy would have earned, from the log of one that left something to chance: one entry a logged choice, in columns of one
 * length. `weight`: P(this choice by the target) / P(this choice by the logging policy).
 */
export interface LoggedChoices {
  readonly reward: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  /** By a reward model, where there is one. */
  readonly model?: {
    /** The reward it foretells of what was chosen. */
    readonly ofChosen: ArrayLike<number>;
    /** The mean of what it foretells of the target's choices at this place. */
    readonly ofTarget: ArrayLike<number>;
  };
}

/** A mean reward a choice; null where nothing can be said. */
export interface Estimate {
  readonly estimate: number | null;
  /** By the normal limit: estimate +- 1.96 standard errors. null of fewer than two choices. */
  readonly ci95: readonly [number, number] | null;
}

export interface OffPolicyEstimates {
  readonly rows: number;
  /** Mean of weight x reward (Horvitz and Thompson 1952): without bias, the more spread the rarer the target's choices were made. */
  readonly ips: Estimate;
  /** The same over the mean weight (Hajek; Swaminathan and Joachims 2015): a small bias for much less spread. */
  readonly snips: Estimate;
  /** IPS with weights of at most `clip` (Ionides 2008): too low by what is cut off. */
  readonly clipped: Estimate & { readonly clip: number };
  /** Reward model, corrected by the weighted errors it makes (Dudik, Langford and Li 2011): without bias if either is right. */
  readonly dr?: Estimate;
  /** (sum w)^2 / sum w^2 (Kish 1965): how many choices of the target's own would say as much. */
  readonly ess: number;
  readonly meanWeight: number;
  readonly maxWeight: number;
}

/** Of the standard normal distribution, 97.5 %. */
const Z95 = 1.959963984540054;

/**
 * All estimates of one target. `clip`: absent, the square root of the number of rows times the mean weight, which makes the bias vanish
 * with the rows and keeps the spread finite (Ionides, "Truncated importance sampling", 2008). The interval of SNIPS is by the delta
 * method (Owen, "Monte Carlo theory, methods and examples", 2013, 9.2). Rows count as independent of each other. Throws 'bad-argument'
 * on uneven columns, none at all, and weights or rewards that are no finite numbers, weights from 0.
 */
export function offPolicy(choices: LoggedChoices, clip?: number): OffPolicyEstimates {
  const { reward, weight, model } = choices;
  const rows = reward.length;
  checkChoices(choices);
  let sum = 0;
  let squares = 0;
  let earned = 0;
  let maxWeight = 0;
  for (let row = 0; row < rows; row++) {
    const w = weight[row]!;
    sum += w;
    squares += w * w;
    earned += w * reward[row]!;
    if (w > maxWeight) maxWeight = w;
  }
  const meanWeight = sum / rows;
  const cut = clip ?? Math.sqrt(rows) * meanWeight;
  const snips = sum === 0 ? null : earned / sum;
  let spread = 0;
  for (let row = 0; row < rows && snips !== null; row++) spread += (weight[row]! * (reward[row]! - snips)) ** 2;
  return {
    rows,
    ips: meanOf(rows, (row) => weight[row]! * reward[row]!),
    snips: { estimate: snips, ci95: snips === null ? null : interval(rows, snips, Math.sqrt(spread) / sum) },
    clipped: { ...meanOf(rows, (row) => Math.min(weight[row]!, cut) * reward[row]!), clip: cut },
    ...(model && {
      dr: meanOf(rows, (row) => model.ofTarget[row]! + weight[row]! * (reward[row]! - model.ofChosen[row]!)),
    }),
    ess: squares === 0 ? 0 : (sum * sum) / squares,
    meanWeight,
    maxWeight,
  };
}

function meanOf(rows: number, value: (row: number) => number): Estimate {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += value(row);
  const estimate = sum / rows;
  let squares = 0;
  for (let row = 0; row < rows; row++) squares += (value(row) - estimate) ** 2;
  return { estimate, ci95: interval(rows, estimate, Math.sqrt(squares) / rows) };
}

/** `error`: the standard error without the correction for having estimated the mean from the same rows. */
function interval(rows: number, estimate: number, error: number): readonly [number, number] | null {
  if (rows < 2) return null;
  const reach = Z95 * error * Math.sqrt(rows / (rows - 1));
  return [estimate - reach, estimate + reach];
}

function checkChoices({ reward, weight, model }: LoggedChoices): void {
  const columns = [reward, weight, ...(model ? [model.ofChosen, model.ofTarget] : [])];
  if (reward.length === 0) throw new MarqueeError('bad-argument', 'There must be one logged choice at least.');
  if (columns.some((column) => column.length !== reward.length)) {
    throw new MarqueeError('bad-argument', 'All columns of the logged choices must be of one length.');
  }
  for (const column of columns) {
    for (let row = 0; row < column.length; row++) {
      if (Number.isFinite(column[row]!) && (column !== weight || column[row]! >= 0)) continue;
      throw new MarqueeError('bad-argument', 'Rewards and weights must be finite numbers, and no weight below 0.');
    }
  }
}
