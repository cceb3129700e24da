import { seededRandom } from '../../src/domain/clock.ts';
import type { RowTimelines } from '../../src/learning/retrieval/transitions.ts';

/** Weight of a use beside the weight 1 of everything that was not used, and the ridge. */
const USE_WEIGHT = 10;
const RIDGE = 5;
const HALF_LIFE = 5;

/**
 * Matrix factorisation of uses by alternating least squares (Hu, Koren and Volinsky 2008). Scores fold the history in as a new user would
 * be, its uses weighing less the older they are: the vector of a user who is all the past alike knows no order.
 */
export function trainImplicitAls(timelines: RowTimelines, dimensions: number, epochs: number, seed: number) {
  const random = seededRandom(seed);
  const { used, users, offsets, row } = timelines;
  const titlesOf = Array.from({ length: users }, (_, user) => [...row.subarray(offsets[user], offsets[user + 1])]);
  const usersOf = Array.from({ length: used }, (): number[] => []);
  for (let user = 0; user < users; user++) for (const title of titlesOf[user]!) usersOf[title]!.push(user);
  const ofUsers = new Float64Array(users * dimensions);
  const ofTitles = Float64Array.from({ length: used * dimensions }, () => (random() - 0.5) / dimensions);
  for (let epoch = 0; epoch < epochs; epoch++) {
    solveAll(ofUsers, ofTitles, titlesOf, dimensions);
    solveAll(ofTitles, ofUsers, usersOf, dimensions);
  }
  const gram = gramOf(ofTitles, dimensions);
  return {
    scores(history: readonly number[]): Float64Array {
      const weights = history.map((_, n) => USE_WEIGHT * 2 ** (-n / HALF_LIFE));
      const user = solve(gram, ofTitles, history, weights, dimensions);
      return Float64Array.from({ length: used }, (_, title) => dot(ofTitles, title * dimensions, user));
    },
  };
}

function solveAll(side: Float64Array, other: Float64Array, links: readonly number[][], dimensions: number): void {
  const gram = gramOf(other, dimensions);
  links.forEach((list, one) => {
    const weights = list.map(() => USE_WEIGHT);
    side.set(solve(gram, other, list, weights, dimensions), one * dimensions);
  });
}

/** (G + sum of w x x' + ridge)^-1 sum of (1 + w) x, by Cholesky. */
function solve(
  gram: Float64Array,
  vectors: Float64Array,
  list: readonly number[],
  weights: readonly number[],
  dimensions: number,
): Float64Array {
  const matrix = gram.slice();
  const right = new Float64Array(dimensions);
  list.forEach((one, n) => {
    const from = one * dimensions;
    for (let i = 0; i < dimensions; i++) {
      const weighted = weights[n]! * vectors[from + i]!;
      right[i]! += (1 + weights[n]!) * vectors[from + i]!;
      for (let j = 0; j <= i; j++) matrix[i * dimensions + j]! += weighted * vectors[from + j]!;
    }
  });
  for (let i = 0; i < dimensions; i++) matrix[i * dimensions + i]! += RIDGE;
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * dimensions + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * dimensions + k]! * matrix[j * dimensions + k]!;
      matrix[i * dimensions + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * dimensions + j]!;
    }
  }
  for (let i = 0; i < dimensions; i++) {
    for (let k = 0; k < i; k++) right[i]! -= matrix[i * dimensions + k]! * right[k]!;
    right[i]! /= matrix[i * dimensions + i]!;
  }
  for (let i = dimensions - 1; i >= 0; i--) {
    for (let k = i + 1; k < dimensions; k++) right[i]! -= matrix[k * dimensions + i]! * right[k]!;
    right[i]! /= matrix[i * dimensions + i]!;
  }
  return right;
}

function gramOf(vectors: Float64Array, dimensions: number): Float64Array {
  const gram = new Float64Array(dimensions * dimensions);
  for (let from = 0; from < vectors.length; from += dimensions) {
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++) gram[i * dimensions + j]! += vectors[from + i]! * vectors[from + j]!;
    }
  }
  return gram;
}

function dot(vectors: Float64Array, from: number, user: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < user.length; d++) sum += vectors[from + d]! * user[d]!;
  return sum;
}
