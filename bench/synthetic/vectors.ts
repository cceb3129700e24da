import { type Random, seededRandom } from '../../src/domain/clock.ts';

/**
 * Made-up target vectors (rows x dimensions) and user vectors (queries x dimensions, of length 1) with what makes real ones hard for a
 * graph: a spectrum that falls by a power, clusters, lengths that differ, and a share of rows that are known by their content alone and
 * lie close together, as titles with the same few genres do.
 */
export function syntheticVectors(options: {
  rows: number;
  dimensions: number;
  queries: number;
  contentOnlyShare: number;
  seed: number;
}): { targets: Float32Array; queries: Float32Array } {
  const { rows, dimensions, contentOnlyShare, seed } = options;
  const random = seededRandom(seed);
  const spectrum = Float64Array.from({ length: dimensions }, (_, d) => (d + 1) ** -0.35);
  const clusters = Math.max(8, Math.round(Math.sqrt(rows)));
  const centres = Float64Array.from(
    { length: clusters * dimensions },
    (_, at) => spectrum[at % dimensions]! * gaussian(random),
  );
  const targets = new Float32Array(rows * dimensions);
  const learned = Math.round(rows * (1 - contentOnlyShare));
  for (let row = 0; row < rows; row++) {
    const known = row < learned;
    const centre = Math.floor(random() * clusters) * dimensions;
    // The most used come first and are the longest; what only content speaks for is short, and much like its neighbours.
    const length = known ? (1 + 8 * (row / rows)) ** -0.3 : 0.5;
    const spread = known ? 0.8 : 0.05;
    let squares = 0;
    for (let d = 0; d < dimensions; d++) {
      const value = centres[centre + d]! + spread * spectrum[d]! * gaussian(random);
      targets[row * dimensions + d] = value;
      squares += value * value;
    }
    const scale = length / Math.sqrt(squares);
    for (let d = 0; d < dimensions; d++) targets[row * dimensions + d]! *= scale;
  }
  const queries = new Float32Array(options.queries * dimensions);
  for (let query = 0; query < options.queries; query++) {
    addHistory(queries.subarray(query * dimensions, (query + 1) * dimensions), targets, learned, random);
  }
  return { targets, queries };
}

const HISTORY = 10;
const HALF_LIFE = 3;

/** A user who watched a few titles, the more used the likelier, the newest counting most. */
function addHistory(query: Float32Array, targets: Float32Array, learned: number, random: Random): void {
  const dimensions = query.length;
  for (let n = 0; n < HISTORY; n++) {
    const row = Math.floor(learned * random() ** 2);
    for (let d = 0; d < dimensions; d++) query[d]! += 2 ** (-n / HALF_LIFE) * targets[row * dimensions + d]!;
  }
  let squares = 0;
  for (const value of query) squares += value * value;
  for (let d = 0; d < dimensions; d++) query[d]! /= Math.sqrt(squares);
}

/** Box-Muller. */
const gaussian = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
