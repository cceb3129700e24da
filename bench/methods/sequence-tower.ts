import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { RowTimelines } from '../../src/learning/retrieval/transitions.ts';

export interface SequenceTower {
  /** Adds one pass over all timelines. */
  epoch(): void;
  /** Scores of all rows for a history, the newest first. */
  scores(history: readonly number[]): Float64Array;
}

const HISTORY = 20;
const NEGATIVES = 64;
const RATE = 0.1;
const SHRINK = 1e-5;

/**
 * A small sequential two-tower model: the user vector is the sum of the source vectors of the newest titles, each place of the history with
 * a learned weight; the target side has a vector and a bias a title. Sampled softmax with negatives drawn by use, corrected for how
 * likely each was drawn (Bengio and Senecal 2008); AdaGrad with one rate a row (Duchi et al. 2011).
 */
export function createSequenceTower(timelines: RowTimelines, dimensions: number, seed: number): SequenceTower {
  const random = seededRandom(seed);
  const { used, users, offsets, row } = timelines;
  const small = (): Float32Array =>
    Float32Array.from({ length: used * dimensions }, () => (random() - 0.5) / Math.sqrt(dimensions));
  const [source, target] = [small(), small()];
  const bias = new Float32Array(used);
  const [sourceSquares, targetSquares] = [new Float32Array(used).fill(1e-3), new Float32Array(used).fill(1e-3)];
  const placeWeights = Float64Array.from({ length: HISTORY }, (_, n) => 2 ** (-n / 3));
  const placeSquares = new Float64Array(HISTORY).fill(1);
  const counts = new Float64Array(used);
  for (const one of row) counts[one]!++;
  const logDrawn = Float64Array.from(counts, (count) => Math.log((count * NEGATIVES) / row.length));

  const user = new Float64Array(dimensions);
  const userSlope = new Float64Array(dimensions);
  const asked = new Int32Array(NEGATIVES + 1);
  const chances = new Float64Array(NEGATIVES + 1);

  function learn(first: number, at: number): void {
    const depth = Math.min(HISTORY, at - first);
    user.fill(0);
    for (let n = 0; n < depth; n++) {
      const from = row[at - 1 - n]! * dimensions;
      for (let d = 0; d < dimensions; d++) user[d]! += placeWeights[n]! * source[from + d]!;
    }
    asked[0] = row[at]!;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= NEGATIVES; i++) {
      if (i > 0) asked[i] = row[Math.floor(random() * row.length)]!;
      const isAnswer = i > 0 && asked[i] === asked[0];
      const from = asked[i]! * dimensions;
      let logit = bias[asked[i]!]! - logDrawn[asked[i]!]!;
      for (let d = 0; d < dimensions; d++) logit += user[d]! * target[from + d]!;
      chances[i] = isAnswer ? Number.NEGATIVE_INFINITY : logit;
      greatest = Math.max(greatest, chances[i]!);
    }
    let sum = 0;
    for (let i = 0; i <= NEGATIVES; i++) sum += chances[i] = Math.exp(chances[i]! - greatest);
    userSlope.fill(0);
    for (let i = 0; i <= NEGATIVES; i++) {
      const slope = chances[i]! / sum - (i === 0 ? 1 : 0);
      if (slope === 0) continue;
      const title = asked[i]!;
      const from = title * dimensions;
      let squares = slope * slope;
      for (let d = 0; d < dimensions; d++) {
        userSlope[d]! += slope * target[from + d]!;
        squares += (slope * user[d]!) ** 2;
      }
      targetSquares[title]! += squares / dimensions;
      const rate = RATE / Math.sqrt(targetSquares[title]!);
      bias[title]! -= rate * slope;
      for (let d = 0; d < dimensions; d++) target[from + d]! -= rate * (slope * user[d]! + SHRINK * target[from + d]!);
    }
    for (let n = 0; n < depth; n++) {
      const title = row[at - 1 - n]!;
      const from = title * dimensions;
      let [squares, place] = [0, 0];
      for (let d = 0; d < dimensions; d++) {
        const slope = placeWeights[n]! * userSlope[d]!;
        squares += slope * slope;
        place += userSlope[d]! * source[from + d]!;
      }
      sourceSquares[title]! += squares / dimensions;
      const rate = RATE / Math.sqrt(sourceSquares[title]!);
      for (let d = 0; d < dimensions; d++) {
        source[from + d]! -= rate * (placeWeights[n]! * userSlope[d]! + SHRINK * source[from + d]!);
      }
      placeSquares[n]! += place * place;
      placeWeights[n]! -= (0.01 * place) / Math.sqrt(placeSquares[n]!);
    }
  }

  return {
    epoch() {
      for (const one of shuffled(users, random)) {
        for (let at = offsets[one]! + 1; at < offsets[one + 1]!; at++) learn(offsets[one]!, at);
      }
    },
    scores(history) {
      user.fill(0);
      for (let n = 0; n < Math.min(HISTORY, history.length); n++) {
        const from = history[n]! * dimensions;
        for (let d = 0; d < dimensions; d++) user[d]! += placeWeights[n]! * source[from + d]!;
      }
      return Float64Array.from({ length: used }, (_, title) => {
        let sum = bias[title]!;
        for (let d = 0; d < dimensions; d++) sum += user[d]! * target[title * dimensions + d]!;
        return sum;
      });
    },
  };
}

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
