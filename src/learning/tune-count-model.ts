import { seededRandom } from '../domain/clock.ts';
import { type CountParameters, DEFAULT_COUNT_PARAMETERS, HISTORY_LENGTH } from './count-model.ts';
import type { RowTimelines, Transitions } from './transitions.ts';

export interface TunedCounts {
  readonly parameters: CountParameters;
  /** Of the chosen parameters over the held-out titles; NaN when there were too few to choose by. */
  readonly ndcg10: number;
}

/**
 * Chooses the parameters on the training log itself, by NDCG@10 over some of each user's last titles, each predicted from the
 * titles before it. A user's own later titles are taken out of the counts while that user is asked, so no count knows its
 * answer. One parameter at a time (coordinate descent, at most two rounds): a few dozen evaluations. Deterministic for a seed.
 */
export function tuneCountModel(timelines: RowTimelines, counts: Transitions, seed: number): TunedCounts {
  const questions = sampleQuestions(timelines, seed);
  let best = DEFAULT_COUNT_PARAMETERS;
  if (questions.length < FEWEST_QUESTIONS) return { parameters: best, ndcg10: Number.NaN };
  let bestNdcg = ndcgOf(timelines, counts, questions, best);
  for (let round = 0; round < 2; round++) {
    const start = best;
    for (const [name, ladder] of LADDERS) {
      const before = best;
      for (const value of ladder) {
        if (value === before[name]) continue;
        const parameters = { ...before, [name]: value };
        const ndcg = ndcgOf(timelines, counts, questions, parameters);
        if (ndcg > bestNdcg) {
          best = parameters;
          bestNdcg = ndcg;
        }
      }
    }
    if (best === start) break;
  }
  return { parameters: best, ndcg10: bestNdcg };
}

const LADDERS: readonly (readonly [keyof CountParameters, readonly number[]])[] = [
  ['historyHalfLife', [1, 2, 3, 5, 8, 16]],
  ['targetPower', [0, 0.1, 0.2, 0.3, 0.45]],
  ['sourcePower', [0.25, 0.5, 0.75]],
  ['backShare', [0, 0.25, 0.5, 1]],
];
const MOST_QUESTIONS = 1500;
const MOST_A_USER = 8;
const FEWEST_QUESTIONS = 50;

/** A place in the timelines whose title is asked for, and the first place of its timeline. */
interface Question {
  readonly first: number;
  readonly at: number;
  readonly last: number;
}

function sampleQuestions({ users, offsets }: RowTimelines, seed: number): Question[] {
  const random = seededRandom(seed);
  const questions: Question[] = [];
  // As close to the end of the timelines as the number of users allows: that is where the next page stands.
  const aUser = Math.max(1, Math.min(MOST_A_USER, Math.ceil(MOST_QUESTIONS / Math.max(1, users))));
  for (let user = 0; user < users; user++) {
    const first = offsets[user]!;
    const last = offsets[user + 1]!;
    for (let at = Math.max(first + 1, last - aUser); at < last; at++) questions.push({ first, at, last });
  }
  for (let i = 0; i < Math.min(MOST_QUESTIONS, questions.length); i++) {
    const j = i + Math.floor(random() * (questions.length - i));
    [questions[i], questions[j]] = [questions[j]!, questions[i]!];
  }
  return questions.slice(0, MOST_QUESTIONS);
}

function ndcgOf(
  timelines: RowTimelines,
  counts: Transitions,
  questions: readonly Question[],
  parameters: CountParameters,
): number {
  const { row, strength } = timelines;
  const { offsets, rows, after, before, popularity, window } = counts;
  const { historyHalfLife, backShare } = parameters;
  const targetFactor = popularity.map((uses) => uses ** -parameters.targetPower);
  const sourceFactor = popularity.map((uses) => uses ** -parameters.sourcePower);
  const scores = new Float64Array(popularity.length);
  const touched = new Int32Array(popularity.length);
  const known = new Uint8Array(popularity.length);
  const depth = Math.min(HISTORY_LENGTH, Math.ceil(historyHalfLife * 7));
  let gained = 0;
  for (const { first, at, last } of questions) {
    let count = 0;
    const oldest = Math.max(first, at - depth);
    for (let past = at - 1; past >= oldest; past--) {
      const source = row[past]!;
      const weight = strength[past]! * 2 ** (-(at - 1 - past) / historyHalfLife) * sourceFactor[source]!;
      for (let i = offsets[source]!; i < offsets[source + 1]!; i++) {
        const target = rows[i]!;
        if (scores[target] === 0) touched[count++] = target;
        scores[target]! += weight * (after[i]! + backShare * before[i]!);
      }
      const ownUntil = Math.min(last, past + window + 1);
      for (let own = at; own < ownUntil; own++) {
        scores[row[own]!]! -= (weight * strength[own]!) / (own - past);
      }
    }
    for (let past = first; past < at; past++) known[row[past]!] = 1;
    const answer = row[at]!;
    // What is left of a score after taking the user's own counts out may be rounding alone.
    const own = scores[answer]! * Math.max(1, popularity[answer]! - 1) ** -parameters.targetPower;
    let ahead = own > 1e-6 ? 0 : Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const target = touched[i]!;
      if (target !== answer && known[target] === 0 && scores[target]! * targetFactor[target]! >= own) ahead++;
    }
    if (ahead < 10) gained += 1 / Math.log2(ahead + 2);
    for (let i = 0; i < count; i++) scores[touched[i]!] = 0;
    for (let past = first; past < at; past++) known[row[past]!] = 0;
  }
  return gained / questions.length;
}
