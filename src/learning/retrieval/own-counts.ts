import type { RetrievalModel } from '../../domain/model-package.ts';
import type { CountParameters, NeighbourColumns } from './count-model.ts';
import type { RowTimelines } from './transitions.ts';

/**
 * Takes what one user did after a moment out of the counts, so that no example is asked what its own answer taught: each
 * (title watched before, title watched after) of the user's own loses its share of the weight. `before` needs nothing: it counts
 * pairs whose other title came first, and that one is history. A row that was cut loses a neighbour that would no longer
 * have made the cut. Counts of other users stay (cross-fitting with each user as a fold of its own).
 */
export function createOwnCounts(
  model: RetrievalModel,
  columns: NeighbourColumns,
  timelines: RowTimelines,
  parameters: CountParameters,
  most: number,
): { takeOut(first: number, at: number, last: number): void; putBack(): void } {
  const { neighbourOffsets, neighbourRows, neighbourWeights, neighbourBackWeights, backShare } = model;
  const { sourceFactor, targetFactor } = columns;
  const { row, strength } = timelines;
  const places: number[] = [];
  const weights: number[] = [];
  const backWeights: number[] = [];

  function reduce(source: number, target: number, count: number): void {
    const from = neighbourOffsets[source]!;
    const until = neighbourOffsets[source + 1]!;
    const place = neighbourRows.subarray(from, until).indexOf(target);
    if (place < 0) return;
    const at = from + place;
    places.push(at);
    weights.push(neighbourWeights[at]!);
    backWeights.push(neighbourBackWeights[at]!);
    const heavier = neighbourWeights[at]!;
    const left = heavier - count * sourceFactor[source]! * targetFactor[target]!;
    // Of a difference of nearly equal floats only rounding is left.
    neighbourWeights[at] = left > 1e-5 * heavier ? left : 0;
    const wasCut = until - from === most;
    const least = neighbourWeights[until - 1]! + backShare * neighbourBackWeights[until - 1]!;
    if (wasCut && neighbourWeights[at]! + backShare * neighbourBackWeights[at]! < least) {
      neighbourWeights[at] = neighbourBackWeights[at] = 0;
    }
  }

  return {
    /** Of the timeline [first, last), everything from place `at` on. */
    takeOut(first, at, last) {
      for (let past = Math.max(first, at - parameters.window); past < at; past++) {
        for (let later = at; later < Math.min(last, past + parameters.window + 1); later++) {
          reduce(row[past]!, row[later]!, strength[later]! / (later - past));
        }
      }
    },
    putBack() {
      for (let i = places.length - 1; i >= 0; i--) {
        neighbourWeights[places[i]!] = weights[i]!;
        neighbourBackWeights[places[i]!] = backWeights[i]!;
      }
      places.length = weights.length = backWeights.length = 0;
    },
  };
}
