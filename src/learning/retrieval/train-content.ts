import type { ContentTower } from '../../domain/model-package.ts';
import type { ContentRows } from './content-rows.ts';
import type { Factors } from './factorise.ts';
import { ridge } from './ridge.ts';

export interface ContentParameters {
  /** Of the ridge regression from tokens to vectors. */
  readonly contentRidge: number;
  /** Times what the regression says of a target vector: it errs towards 0, and titles without events would stand behind all others. */
  readonly contentScale: number;
  /** Events that what content says of a title weighs as much as. */
  readonly contentEvents: number;
}

/** Where there is too little to choose by. */
export const DEFAULT_CONTENT_PARAMETERS: ContentParameters = { contentRidge: 2, contentScale: 1.5, contentEvents: 0.5 };

/** A title's vector counts uses / (uses + this) when the tower is fitted. */
export const USES_OF_HALF_WEIGHT = 10;
/** The most used are learned from; more would take longer and say little new. */
export const MOST_LEARNED = 20_000;

/**
 * The tower: ridge regression from the tokens of rows with uses to their vectors, source and target side at once. `uses`: by row, as
 * the vectors know them. The scale is in its weights.
 */
export function fitTower(
  content: ContentRows,
  vectors: Factors,
  uses: Float64Array,
  parameters: ContentParameters,
): ContentTower {
  const { dimensions, sourceVectors, targetVectors } = vectors;
  const rows = Math.min(uses.length, MOST_LEARNED);
  const outputs = 2 * dimensions;
  const targets = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const from = row * dimensions;
    targets.set(sourceVectors.subarray(from, from + dimensions), row * outputs);
    targets.set(targetVectors.subarray(from, from + dimensions), row * outputs + dimensions);
  }
  const weights = Float64Array.from({ length: rows }, (_, row) => uses[row]! / (uses[row]! + USES_OF_HALF_WEIGHT));
  const solution = ridge(content, weights, targets, outputs, parameters.contentRidge);
  const sourceWeights = new Float32Array(content.width * dimensions);
  const targetWeights = new Float32Array(content.width * dimensions);
  for (let token = 0; token < content.width; token++) {
    for (let d = 0; d < dimensions; d++) {
      sourceWeights[token * dimensions + d] = solution[token * outputs + d]!;
      targetWeights[token * dimensions + d] = solution[token * outputs + dimensions + d]! * parameters.contentScale;
    }
  }
  return { dimensions, tokens: content.tokens, sourceWeights, targetWeights };
}

/**
 * (uses x learned + contentEvents x content) / (uses + contentEvents), in place, for each row: the fewer events a title has, the more
 * its content says; all of it where it has none. `uses` may end early: the rows behind it have none.
 */
export function blendContent(
  content: ContentRows,
  tower: ContentTower,
  vectors: Factors,
  uses: Float64Array,
  contentEvents: number,
): void {
  const { dimensions } = tower;
  const predicted = new Float32Array(dimensions);
  const rows = content.offsets.length - 1;
  for (let row = 0; row < rows; row++) {
    if (content.offsets[row] === content.offsets[row + 1]) continue;
    const events = uses[row] ?? 0;
    if (events > 0 && contentEvents === 0) continue;
    const learnedShare = events === 0 ? 0 : events / (events + contentEvents);
    for (const [column, weights] of [
      [vectors.sourceVectors, tower.sourceWeights],
      [vectors.targetVectors, tower.targetWeights],
    ] as const) {
      predictRow(content, row, weights, predicted);
      for (let d = 0; d < dimensions; d++) {
        const at = row * dimensions + d;
        column[at] = learnedShare * column[at]! + (1 - learnedShare) * predicted[d]!;
      }
    }
  }
}

/** What weights (tokens x dimensions) say of a row. */
export function predictRow(content: ContentRows, row: number, weights: Float32Array, out: Float32Array): void {
  const dimensions = out.length;
  const value = content.values[row]!;
  out.fill(0);
  for (let at = content.offsets[row]!; at < content.offsets[row + 1]!; at++) {
    const from = content.columns[at]! * dimensions;
    for (let d = 0; d < dimensions; d++) out[d]! += value * weights[from + d]!;
  }
}
