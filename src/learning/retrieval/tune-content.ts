import { innerProduct } from '../../features/inner-product.ts';
import { HIDDEN_SHARE, innerWorld, vectorBefore } from './content-questions.ts';
import type { ContentRows } from './content-rows.ts';
import { type CountParameters, neighbourColumns } from './count-model.ts';
import { learnedVectors } from './item-vectors.ts';
import { type ContentParameters, DEFAULT_CONTENT_PARAMETERS, fitTower, predictRow } from './train-content.ts';
import { countTransitions, type RowTimelines } from './transitions.ts';

export interface TuneContentInput {
  readonly timelines: RowTimelines;
  readonly content: ContentRows;
  readonly counts: CountParameters;
  readonly mostCounted: number;
  readonly mostNeighbours: number;
  readonly dimensions: number;
  readonly seed: number;
}

/**
 * Chooses the content parameters on the training log itself. A tenth of the titles is hidden from the counts, each user's last title
 * taken away, vectors and tower made from what is left. Then those last titles are asked for, and uses of the hidden titles, and ranked
 * among all rows: by the mean of 1 / log2(rank + 2), which looks at the whole list. The ridge and the scale are those by which
 * the hidden titles gain most while the known ones lose no more than PRICE; then the blend that gains most over all. Deterministic.
 */
export function tuneContent(input: TuneContentInput): ContentParameters {
  const { timelines, content, counts, dimensions, seed } = input;
  const rows = timelines.titles.length;
  const most = Math.round(Math.min(MOST_QUESTIONS, Math.max(FEWEST_QUESTIONS, MOST_PRODUCTS / Math.max(1, rows)) / 2));
  const world = innerWorld(timelines, most, seed);
  if (Math.min(world.known.length, world.unseen.length) < FEWEST_QUESTIONS) return DEFAULT_CONTENT_PARAMETERS;
  const transitions = countTransitions(world.timelines, counts.window, input.mostCounted);
  const { popularity } = transitions;
  const columns = neighbourColumns(transitions, counts, input.mostNeighbours);
  const learned = learnedVectors({ columns, used: timelines.used, parameters: counts, dimensions, seed });
  const towerOf = (contentRidge: number) => {
    const parameters = { contentRidge, contentScale: 1, contentEvents: 0 };
    return fitTower(content, learned, popularity.subarray(0, timelines.used), parameters);
  };

  const hiddenRows = Int32Array.from(world.hidden.keys()).filter((row) => world.hidden[row] === 1);
  const asked = questions();
  let best = {
    ...DEFAULT_CONTENT_PARAMETERS,
    gain: Number.NEGATIVE_INFINITY,
    weights: new Float32Array(0) as Float32Array,
  };
  for (const contentRidge of RIDGES) {
    const { targetWeights } = towerOf(contentRidge);
    const products = productsWith(hiddenRows, targetWeights);
    const alone = gains(asked.scores, products, 0);
    for (const contentScale of SCALES) {
      const { known, unseen } = gains(asked.scores, products, contentScale);
      if (known < (1 - PRICE) * alone.known) break;
      if (unseen > best.gain) best = { ...best, contentRidge, contentScale, gain: unseen, weights: targetWeights };
    }
  }
  const { contentRidge, contentScale } = best;
  if (best.gain === Number.NEGATIVE_INFINITY) return { ...DEFAULT_CONTENT_PARAMETERS, contentScale: SCALES[0] };

  const learnedRows = Int32Array.from(popularity.keys()).filter((row) => popularity[row]! > 0);
  const ofLearned = productsWith(learnedRows, best.weights);
  const ofHidden = productsWith(hiddenRows, best.weights);
  const scores = new Float32Array(asked.scores.length);
  let contentEvents = 0;
  let bestGain = Number.NEGATIVE_INFINITY;
  for (const events of BLENDS) {
    scores.set(asked.scores);
    for (let q = 0; q < asked.count; q++) {
      for (let i = 0; i < learnedRows.length; i++) {
        const at = q * rows + learnedRows[i]!;
        const share = popularity[learnedRows[i]!]! / (popularity[learnedRows[i]!]! + events);
        scores[at] = share * scores[at]! + (1 - share) * contentScale * ofLearned[q * learnedRows.length + i]!;
      }
    }
    const { known, unseen } = gains(scores, ofHidden, contentScale);
    const gain = (1 - HIDDEN_SHARE) * known + HIDDEN_SHARE * unseen;
    if (gain > bestGain) [bestGain, contentEvents] = [gain, events];
  }
  return { contentRidge, contentScale, contentEvents };

  /** User vectors of all questions that have one (the known first), and what the learned vectors score for them, question by row. */
  function questions() {
    const places = [...world.known, ...world.unseen];
    const users = new Float64Array(places.length * dimensions);
    const answers: number[] = [];
    const askedPlaces: number[] = [];
    let known = 0;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      const user = users.subarray(answers.length * dimensions, (answers.length + 1) * dimensions);
      if (!vectorBefore(timelines, world, learned, counts.historyHalfLife, at, user)) continue;
      if (i < world.known.length) known++;
      answers.push(timelines.row[at]!);
      askedPlaces.push(at);
    }
    const products = new Float32Array(answers.length * rows);
    for (let q = 0; q < answers.length; q++) {
      const user = users.subarray(q * dimensions, (q + 1) * dimensions);
      for (let row = 0; row < rows; row++) {
        products[q * rows + row] = innerProduct(learned.targetVectors, row * dimensions, user, dimensions);
      }
    }
    return { count: answers.length, known, answers, places: askedPlaces, users, scores: products };
  }

  /** What weights of the tower score for some rows, question by row. */
  function productsWith(some: Int32Array, targetWeights: Float32Array): Float32Array {
    const predicted = new Float32Array(dimensions);
    const products = new Float32Array(asked.count * some.length);
    for (let i = 0; i < some.length; i++) {
      predictRow(content, some[i]!, targetWeights, predicted);
      for (let q = 0; q < asked.count; q++) {
        const user = asked.users.subarray(q * dimensions, (q + 1) * dimensions);
        products[q * some.length + i] = innerProduct(predicted, 0, user, dimensions);
      }
    }
    return products;
  }

  /** Mean gain of the known and of the hidden answers. Scale 0: without the hidden rows. */
  function gains(scores: Float32Array, hiddenProducts: Float32Array, scale: number): { known: number; unseen: number } {
    let [known, unseen] = [0, 0];
    const all = new Float32Array(rows);
    for (let q = 0; q < asked.count; q++) {
      all.set(scores.subarray(q * rows, (q + 1) * rows));
      for (let i = 0; i < hiddenRows.length; i++) {
        const product = hiddenProducts[q * hiddenRows.length + i]!;
        all[hiddenRows[i]!] = scale === 0 ? Number.NEGATIVE_INFINITY : scale * product;
      }
      // What else the user watched is no answer to this question, and no rival.
      const answer = asked.answers[q]!;
      const score = all[answer]!;
      const user = world.userOf[asked.places[q]!]!;
      for (let at = timelines.offsets[user]!; at < timelines.offsets[user + 1]!; at++) {
        all[timelines.row[at]!] = Number.NEGATIVE_INFINITY;
      }
      let ahead = 0;
      for (let row = 0; row < rows; row++) if (all[row]! >= score && all[row]! > Number.NEGATIVE_INFINITY) ahead++;
      if (q < asked.known) known += 1 / Math.log2(ahead + 2);
      else unseen += 1 / Math.log2(ahead + 2);
    }
    return { known: known / Math.max(1, asked.known), unseen: unseen / Math.max(1, asked.count - asked.known) };
  }
}

const RIDGES = [1, 4] as const;
const SCALES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4] as const;
const BLENDS = [0, 0.5, 1, 2] as const;
/** What the titles that are known may lose of their gain to a tenth of the catalogue being new. */
const PRICE = 0.02;
const FEWEST_QUESTIONS = 50;
const MOST_QUESTIONS = 3000;
/** Questions x rows: about a second each time that all are scored. */
const MOST_PRODUCTS = 10_000_000;
