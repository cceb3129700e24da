import { seededRandom } from '../../../src/domain/clock.ts';

/** rows x dimensions about `clusters` centres; norms spread over a factor of about `e^(4 x normSpread)`. */
export function clusteredVectors(
  rows: number,
  dimensions: number,
  options: { seed: number; clusters?: number; normSpread?: number },
): Float32Array {
  const random = seededRandom(options.seed);
  const bell = (): number => random() + random() + random() + random() - 2;
  // The centres depend on the number of clusters alone, so that queries of another seed are about the same ones.
  const clusters = options.clusters ?? 20;
  const centreRandom = seededRandom(clusters);
  const centres = Float32Array.from({ length: clusters * dimensions }, () => centreRandom() * 2 - 1);
  const vectors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const centre = Math.floor(random() * clusters);
    const norm = Math.exp(bell() * (options.normSpread ?? 0));
    for (let i = 0; i < dimensions; i++)
      vectors[row * dimensions + i] = norm * (centres[centre * dimensions + i]! + bell());
  }
  return vectors;
}
