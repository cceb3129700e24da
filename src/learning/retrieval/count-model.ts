import type { Transitions } from './transitions.ts';

/**
 * What turns counts into scores. Over a history whose n-th newest title is i (from 0):
 * score(j) = sum over i of strength x 2^(-n / historyHalfLife) x (after(i, j) + backShare x before(i, j))
 *            / (popularity(j)^targetPower x popularity(i)^sourcePower)
 */
export interface CountParameters {
  /** Titles on each side of a title that count as watched with it. */
  readonly window: number;
  readonly targetPower: number;
  readonly sourcePower: number;
  readonly historyHalfLife: number;
  readonly backShare: number;
}

/** Titles of the history that count; the rest could not change the order. */
export const HISTORY_LENGTH = 60;

/** Where the search starts, and what stands when there is too little to search with. */
export const DEFAULT_COUNT_PARAMETERS: CountParameters = {
  window: 10,
  targetPower: 0.2,
  sourcePower: 0.5,
  historyHalfLife: 3,
  backShare: 0.25,
};

/** The neighbour columns of a RetrievalModel. */
export interface NeighbourColumns {
  readonly neighbourOffsets: Int32Array;
  readonly neighbourRows: Int32Array;
  readonly neighbourWeights: Float32Array;
  readonly neighbourBackWeights: Float32Array;
  /** What one count of (source, target) weighs: scale x sourceFactor x targetFactor. */
  readonly sourceFactor: Float64Array;
  readonly targetFactor: Float64Array;
}

/** Normalised, scaled so that the mean heaviest weight is 1, heaviest first, at most `most` a row. */
export function neighbourColumns(counts: Transitions, parameters: CountParameters, most: number): NeighbourColumns {
  const { offsets, rows, after, before, popularity } = counts;
  const size = popularity.length;
  const targetFactor = popularity.map((uses) => Math.max(1, uses) ** -parameters.targetPower);
  const sourceFactor = popularity.map((uses) => Math.max(1, uses) ** -parameters.sourcePower);
  const scale = 1 / meanHeaviest(counts, sourceFactor, targetFactor);
  for (let row = 0; row < size; row++) sourceFactor[row]! *= scale;

  const neighbourOffsets = new Int32Array(size + 1);
  for (let row = 0; row < size; row++) {
    neighbourOffsets[row + 1] = neighbourOffsets[row]! + Math.min(most, offsets[row + 1]! - offsets[row]!);
  }
  const kept = neighbourOffsets[size]!;
  const neighbourRows = new Int32Array(kept);
  const neighbourWeights = new Float32Array(kept);
  const neighbourBackWeights = new Float32Array(kept);
  const combined = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const order = new Int32Array(offsets[row + 1]! - offsets[row]!);
    for (let i = 0; i < order.length; i++) {
      const at = offsets[row]! + i;
      order[i] = at;
      combined[rows[at]!] = (after[at]! + parameters.backShare * before[at]!) * targetFactor[rows[at]!]!;
    }
    order.sort((a, b) => combined[rows[b]!]! - combined[rows[a]!]! || a - b);
    for (let to = neighbourOffsets[row]!, i = 0; to < neighbourOffsets[row + 1]!; to++, i++) {
      const at = order[i]!;
      const factor = sourceFactor[row]! * targetFactor[rows[at]!]!;
      neighbourRows[to] = rows[at]!;
      neighbourWeights[to] = after[at]! * factor;
      neighbourBackWeights[to] = before[at]! * factor;
    }
  }
  return { neighbourOffsets, neighbourRows, neighbourWeights, neighbourBackWeights, sourceFactor, targetFactor };
}

/** 1 where nothing follows anything. */
function meanHeaviest(counts: Transitions, sourceFactor: Float64Array, targetFactor: Float64Array): number {
  const { offsets, rows, after } = counts;
  let sum = 0;
  let sources = 0;
  for (let row = 0; row < sourceFactor.length; row++) {
    let heaviest = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const weight = after[at]! * targetFactor[rows[at]!]!;
      if (weight > heaviest) heaviest = weight;
    }
    if (heaviest > 0) {
      sum += heaviest * sourceFactor[row]!;
      sources++;
    }
  }
  return sources === 0 ? 1 : sum / sources;
}
