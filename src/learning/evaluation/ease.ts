import type { History } from '../../features/history.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import type { Timelines } from '../log/timelines.ts';
import { invertMatrix } from './invert-matrix.ts';

/** A linear model of titles by titles: `weights` is size x size, row i what a history with title i says for each other. */
export interface EaseModel {
  /** Row -> dense index, the most used first. */
  readonly titles: Int32Array;
  /** Dense index -> row, -1 where left out. */
  readonly rowOf: Int32Array;
  readonly weights: Float32Array;
  /** Titles that were used and are not in the model. */
  readonly leftOut: number;
  /** The most users that any of those has; 0 where none is left out. */
  readonly leftOutUsers: number;
}

/** Titles in the model: the inverse takes two or three seconds of one core and some 300 MB. */
const MOST_TITLES = 4000;
/** The ridge, and how many titles back a title of the history counts half: as in the row to beat of the MovieLens table. */
const RIDGE = 100;
const HALF_LIFE = 5;
/** Titles further back than this weigh less than a thousandth. */
const HISTORY_LENGTH = 10 * HALF_LIFE;

/**
 * EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): B = I - P / diag(P), P the inverse of the titles'
 * Gram matrix with a ridge. Over the titles used by most users, at most `most`. A TF.js backend must be open.
 */
export function trainEase(timelines: Timelines, catalogueSize: number, most = MOST_TITLES): EaseModel {
  const users = new Float32Array(catalogueSize);
  for (const title of timelines.title) users[title]!++;
  const used = Int32Array.from(users.keys()).filter((dense) => users[dense]! > 0);
  sortByValue(
    used,
    Float32Array.from(used, (dense) => users[dense]!),
    used.length,
  );
  const titles = used.slice(0, most);
  const size = titles.length;
  const rowOf = new Int32Array(catalogueSize).fill(-1);
  for (let row = 0; row < size; row++) rowOf[titles[row]!] = row;

  const gram = new Float32Array(size * size);
  for (let user = 0; user < timelines.users; user++) {
    const rows = timelines.title
      .subarray(timelines.offsets[user], timelines.offsets[user + 1])
      .map((dense) => rowOf[dense]!)
      .filter((row) => row >= 0);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * size;
      for (let j = 0; j < rows.length; j++) gram[from + rows[j]!]!++;
    }
  }
  for (let row = 0; row < size; row++) gram[row * size + row]! += RIDGE;
  const { values } = invertMatrix({ values: gram, rows: size, columns: size });
  const diagonal = Float32Array.from(titles, (_, row) => values[row * size + row]!);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) values[i * size + j] = i === j ? 0 : -values[i * size + j]! / diagonal[j]!;
  }
  const leftOutUsers = used.length > size ? users[used[size]!]! : 0;
  return { titles, rowOf, weights: values, leftOut: used.length - size, leftOutUsers };
}

/** Scores the model's titles from a history weighed by recency; those left out keep what they have. */
export function createEaseScorer({ titles, rowOf, weights }: EaseModel) {
  const size = titles.length;
  const sums = new Float32Array(size);
  return function score(history: History, scores: Float32Array): void {
    sums.fill(0);
    for (let n = 0; n < Math.min(history.length, HISTORY_LENGTH); n++) {
      const row = rowOf[history.title[n]!]!;
      if (row < 0) continue;
      const weight = history.strength[n]! * 2 ** (-n / HALF_LIFE);
      const from = row * size;
      for (let j = 0; j < size; j++) sums[j]! += weight * weights[from + j]!;
    }
    for (let j = 0; j < size; j++) scores[titles[j]!] = sums[j]!;
  };
}
