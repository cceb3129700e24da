import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { HEADS } from '../domain/objectives.ts';

/**
 * golden.json: a few feature rows and what this ranker says of them, head by head, so that whoever loads the package on another machine
 * or backend can see that it computes the same. features: count x width.
 */
export function encodeGolden(ranker: Ranker, features: Float32Array, count: number): Uint8Array {
  const heads = new Float32Array(count * HEADS.length);
  ranker.predict(features, count, heads);
  const rows = (values: Float32Array, width: number): number[][] =>
    Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
  const golden = { features: rows(features, ranker.width), heads: HEADS, predictions: rows(heads, HEADS.length) };
  return new TextEncoder().encode(`${JSON.stringify(golden)}\n`);
}

/** What another backend may differ by: more than float32 noise, less than anything that moves a page. */
const TOLERANCE = 1e-4;

/** Throws MarqueeError 'data-check-failed' unless the ranker says of the golden rows what it said, of every head. */
export function checkGolden(ranker: Ranker, golden: Uint8Array): void {
  const { features, predictions } = parse(golden);
  if (features.length === 0 || features.length !== predictions.length) refuse('golden.json has no golden rows');
  if (features.some((row) => row.length !== ranker.width)) refuse('golden.json is about another width of features');
  if (predictions.some((row) => row.length !== HEADS.length)) refuse('golden.json is about other heads');
  const again = new Float32Array(features.length * HEADS.length);
  ranker.predict(Float32Array.from(features.flat()), features.length, again);
  for (const [row, heads] of predictions.entries()) {
    for (const [column, prediction] of heads.entries()) {
      const now = again[row * HEADS.length + column]!;
      const difference = Math.abs(now - prediction);
      if (!(difference <= TOLERANCE)) refuse(`golden row ${row} has ${HEADS[column]} ${now} instead of ${prediction}`);
    }
  }
}

function parse(golden: Uint8Array): { features: number[][]; predictions: number[][] } {
  try {
    const { features, heads, predictions } = JSON.parse(new TextDecoder().decode(golden));
    const rows = (values: unknown): boolean =>
      Array.isArray(values) && values.every((row) => Array.isArray(row) && row.every(Number.isFinite));
    if (!rows(features) || !rows(predictions) || String(heads) !== HEADS.join()) {
      throw new TypeError('unexpected fields');
    }
    return { features, predictions };
  } catch (cause) {
    return refuse('golden.json cannot be read', cause);
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The ranker fails its self-test: ${reason}.`, { cause });
}
