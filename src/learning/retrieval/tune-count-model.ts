import { seededRandom } from '../../domain/clock.ts';
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
  const search = descend();
  let step = search.next();
  while (!step.done) step = search.next(ndcgOfCandidates({ timelines, counts, seed, candidates: step.value }));
  return step.value;
}

/** The same, to the bit, with the candidates of a step divided between `beside` (see divide) and this thread. */
export async function tuneCountModelBeside(
  timelines: RowTimelines,
  counts: Transitions,
  seed: number,
  beside: {
    readonly threads: number;
    ask(candidates: readonly CountParameters[]): Promise<Float64Array>;
  },
): Promise<TunedCounts> {
  const search = descend();
  let step = search.next();
  while (!step.done) {
    const [own, ...others] = divide(step.value, beside.threads + 1);
    const asked = others.map((part) => (part.length === 0 ? new Float64Array(0) : beside.ask(part)));
    const found = new Map<CountParameters, number>();
    const keep = (part: readonly CountParameters[], ndcg: Float64Array): void =>
      part.forEach((candidate, i) => void found.set(candidate, ndcg[i]!));
    keep(own!, ndcgOfCandidates({ timelines, counts, seed, candidates: own! }));
    for (const [i, ndcg] of (await Promise.all(asked)).entries()) keep(others[i]!, ndcg);
    step = search.next(Float64Array.from(step.value, (candidate) => found.get(candidate)!));
  }
  return step.value;
}

export interface CandidateInput {
  readonly timelines: RowTimelines;
  readonly counts: Transitions;
  readonly seed: number;
  readonly candidates: readonly CountParameters[];
}

/** NDCG@10 of each candidate; NaN where there is too little to ask about. */
export function ndcgOfCandidates({ timelines, counts, seed, candidates }: CandidateInput): Float64Array {
  const questions = sampleQuestions(timelines, seed);
  if (questions.length < FEWEST_QUESTIONS) return new Float64Array(candidates.length).fill(Number.NaN);
  return Float64Array.from(candidates, (parameters) => ndcgOf(timelines, counts, questions, parameters));
}

/** The descent: yields the candidates of a step that were not asked before, and is told what each is worth. */
function* descend(): Generator<readonly CountParameters[], TunedCounts, Float64Array> {
  const worth = new Map<string, number>();
  const keyOf = (candidate: CountParameters): string => JSON.stringify(candidate);
  function* worthOf(candidates: readonly CountParameters[]): Generator<readonly CountParameters[], void, Float64Array> {
    const asked = candidates.filter((candidate) => !worth.has(keyOf(candidate)));
    if (asked.length === 0) return;
    const told = yield asked;
    for (const [i, candidate] of asked.entries()) worth.set(keyOf(candidate), told[i]!);
  }
  let best = DEFAULT_COUNT_PARAMETERS;
  yield* worthOf([best]);
  let ndcg10 = worth.get(keyOf(best))!;
  if (Number.isNaN(ndcg10)) return { parameters: best, ndcg10 };
  for (let round = 0; round < 2; round++) {
    const start = best;
    for (const [name, ladder] of LADDERS) {
      const candidates = ladder.filter((value) => value !== best[name]).map((value) => ({ ...best, [name]: value }));
      yield* worthOf(candidates);
      for (const candidate of candidates) {
        const ndcg = worth.get(keyOf(candidate))!;
        if (ndcg > ndcg10) [best, ndcg10] = [candidate, ndcg];
      }
    }
    if (best === start) break;
  }
  return { parameters: best, ndcg10 };
}

/** In parts of about equal work: a candidate that looks further back takes longer. The costliest first, to the part with the least. */
function divide(candidates: readonly CountParameters[], parts: number): CountParameters[][] {
  const divided = Array.from({ length: parts }, () => ({ work: 0, of: [] as CountParameters[] }));
  const work = ({ historyHalfLife }: CountParameters): number => depthOf(historyHalfLife);
  for (const candidate of candidates.toSorted((a, b) => work(b) - work(a))) {
    const least = divided.reduce((a, b) => (b.work < a.work ? b : a));
    least.of.push(candidate);
    least.work += work(candidate);
  }
  return divided.map(({ of }) => of);
}

/** Titles of the history that are worth a look. */
const depthOf = (historyHalfLife: number): number => Math.min(HISTORY_LENGTH, Math.ceil(historyHalfLife * 7));

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
  const depth = depthOf(historyHalfLife);
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
