import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../domain/objectives.ts';

/**
 * golden.json: a few feature rows and the scores this ranker gives them, so that whoever loads the package on another machine or
 * backend can see that it computes the same. features: count x width.
 */
export function encodeGolden(ranker: Ranker, features: Float32Array, count: number): Uint8Array {
  const scores = new Float32Array(count);
  ranker.score(features, count, DEFAULT_OBJECTIVES, scores);
  const rows = Array.from({ length: count }, (_, row) => [
    ...features.subarray(row * ranker.width, (row + 1) * ranker.width),
  ]);
  return new TextEncoder().encode(`${JSON.stringify({ features: rows, scores: [...scores] })}\n`);
}

/** What another backend may differ by: more than float32 noise, less than anything that moves a page. */
const TOLERANCE = 1e-4;

/** Throws MarqueeError 'data-check-failed' unless the ranker gives the golden rows their golden scores. */
export function checkGolden(ranker: Ranker, golden: Uint8Array): void {
  const { features, scores } = parse(golden);
  if (features.length === 0 || features.length !== scores.length) refuse('golden.json has no golden rows');
  if (features.some((row) => row.length !== ranker.width)) refuse('golden.json is about another width of features');
  const again = new Float32Array(scores.length);
  ranker.score(Float32Array.from(features.flat()), scores.length, DEFAULT_OBJECTIVES, again);
  for (const [row, score] of scores.entries()) {
    const difference = Math.abs(again[row]! - score);
    if (!(difference <= TOLERANCE)) refuse(`golden row ${row} scores ${again[row]} instead of ${score}`);
  }
}

function parse(golden: Uint8Array): { features: number[][]; scores: number[] } {
  try {
    const { features, scores } = JSON.parse(new TextDecoder().decode(golden));
    const numbers = (values: unknown): boolean => Array.isArray(values) && values.every(Number.isFinite);
    if (!Array.isArray(features) || !features.every(numbers) || !numbers(scores))
      throw new TypeError('unexpected fields');
    return { features, scores };
  } catch (cause) {
    return refuse('golden.json cannot be read', cause);
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The ranker fails its self-test: ${reason}.`, { cause });
}
