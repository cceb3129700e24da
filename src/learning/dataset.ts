import type { Catalogue } from '../domain/catalogue.ts';
import { type Random, seededRandom } from '../domain/clock.ts';
import type { VectorIndex } from '../domain/model-package.ts';
import { HEADS } from '../domain/objectives.ts';
import type { AlignedRetrieval, FeatureContext } from '../features/feature-context.ts';
import { featureWidth, writeFeatures } from '../features/schema.ts';
import { sortByValue } from '../features/sort-by-value.ts';
import { hiddenTitles, watchedTitles } from '../features/title-sets.ts';
import { userInputsOf } from '../features/user-inputs.ts';
import type { RankerExamples } from '../network/ranker-net.ts';
import { createCandidateDraw } from './draw-candidates.ts';
import type { EventTable } from './event-table.ts';
import type { LoggedPages } from './logged-pages.ts';
import { chooseMoments, type Moment } from './moments.ts';
import { createReplay } from './replay.ts';
import type { Timelines } from './timelines.ts';

export interface DatasetInput {
  readonly table: EventTable;
  readonly timelines: Timelines;
  readonly catalogue: Catalogue;
  readonly pages: LoggedPages;
  readonly seed: number;
  readonly mostGroups: number;
  /** The model an example of this user may see: one whose vectors were made without the user. */
  modelFor(user: number): { readonly retrieval: AlignedRetrieval; readonly index: VectorIndex };
  /** Takes out of that model's counts what the user did from a place of the timelines on; putBack undoes it. */
  readonly ownCounts: { takeOut(first: number, at: number, last: number): void; putBack(): void };
}

export interface Dataset {
  readonly training: RankerExamples;
  /** Groups of other users; null when there are too few to set some aside. */
  readonly validation: RankerExamples | null;
  /** Moments looked at; the rest had no candidate set that held the answer. */
  readonly moments: number;
}

/** Candidates a group: the answer and what stood beside it. */
const GROUP_SIZE = 64;
/** Of the page that showed the answer, in page order: what was passed over before it, and a few that were in view with it. */
const SHOWN_BEFORE = 20;
const SHOWN_AFTER = 10;
const SET_ASIDE = 0.1;
const FEWEST_SET_ASIDE = 30;

/**
 * Ranker examples from a log, oldest first: the candidates a page would have had just before a title was first used, with the
 * features of that moment and nothing later (the log is replayed by the merge that serves). Only where the candidates held the
 * answer: the ranker's job is to order what the sources bring. null when there is not one such moment.
 */
export function buildDataset(input: DatasetInput): Dataset | null {
  const { table, timelines, catalogue, pages, seed } = input;
  const random = seededRandom(seed);
  const moments = chooseMoments(table, timelines, pages, input.mostGroups, random);
  const replay = createReplay(table, catalogue);
  const popularity = createPopularOrder(catalogue);
  const group = createGroupWriter(input, random);
  const training = createExamples(moments.length);
  const validation = createExamples(moments.length);
  const asideSeed = Math.floor(random() * 2 ** 32);

  for (const moment of moments) {
    replay.advanceTo(moment.before);
    const state = replay.stateOf(moment.user);
    const stats = replay.statsAt(moment.nowMs);
    const closed = union(watchedTitles(state, catalogue).watched, hiddenTitles(state, catalogue), catalogue.size);
    const { retrieval, index } = input.modelFor(moment.user);
    const context: FeatureContext = {
      ...userInputsOf(state, catalogue),
      nowMs: moment.nowMs,
      surface: 'tv',
      region: null,
      timeZone: 'UTC',
      catalogue,
      stats,
      retrieval,
    };
    input.ownCounts.takeOut(moment.first, moment.at, moment.last);
    try {
      const aside = seededRandom(asideSeed ^ Math.imul(moment.user + 1, 0x9e3779b1))() < SET_ASIDE;
      group(moment, context, index, popularity(stats.uses), closed, aside ? validation : training);
    } finally {
      input.ownCounts.putBack();
    }
  }
  if (validation.groups() >= FEWEST_SET_ASIDE && training.groups() > 0) {
    return { training: training.finish(), validation: validation.finish(), moments: moments.length };
  }
  const all = training.groups() > 0 ? training : validation;
  return all.groups() === 0 ? null : { training: all.finish(), validation: null, moments: moments.length };
}

function createGroupWriter({ timelines, catalogue, pages, modelFor }: DatasetInput, random: Random) {
  const rows = modelFor(0).retrieval.denseOfRow.length;
  const draw = createCandidateDraw(catalogue.size, rows);
  const chosen = new Int32Array(GROUP_SIZE);
  const ahead = new Uint8Array(catalogue.size);

  return (
    moment: Moment,
    context: FeatureContext,
    index: VectorIndex,
    popular: Int32Array,
    closed: Uint32Array,
    examples: ReturnType<typeof createExamples>,
  ): void => {
    const answer = timelines.title[moment.at]!;
    const shown = pages.titlesOf(moment.decision);
    const candidates = draw(context.history, context.retrieval!, index, popular, closed);
    if (!candidates.includes(answer) && !shown.includes(answer)) return;
    // What the user came to later is no evidence against itself.
    for (let at = moment.at; at < moment.last; at++) ahead[timelines.title[at]!] = 1;
    let count = 0;
    chosen[count++] = answer;
    // Seen beside the answer and passed over: the best negatives there are.
    const place = shown.indexOf(answer);
    const beside =
      place < 0 ? shown.subarray(0, 0) : shown.subarray(Math.max(0, place - SHOWN_BEFORE), place + SHOWN_AFTER);
    for (const title of beside) if (ahead[title] === 0) chosen[count++] = title;
    for (let left = candidates.length, i = 0; i < candidates.length && count < GROUP_SIZE; i++, left--) {
      const j = i + Math.floor(random() * left);
      const candidate = candidates[j]!;
      candidates[j] = candidates[i]!;
      if (ahead[candidate] === 0 && !beside.includes(candidate)) chosen[count++] = candidate;
    }
    for (let at = moment.at; at < moment.last; at++) ahead[timelines.title[at]!] = 0;
    if (count > 1) examples.add(context, chosen, count, moment.weight);
  };
}

/** A growing RankerExamples whose groups have their answer first. */
function createExamples(most: number) {
  let features = new Float32Array(Math.min(64, Math.max(1, most)) * GROUP_SIZE * featureWidth);
  const counts: number[] = [];
  const weights: number[] = [];
  return {
    groups: () => counts.length,
    add(context: FeatureContext, candidates: Int32Array, count: number, weight: number) {
      const at = counts.length * GROUP_SIZE * featureWidth;
      if (at + GROUP_SIZE * featureWidth > features.length) {
        const wider = new Float32Array(features.length * 2);
        wider.set(features);
        features = wider;
      }
      writeFeatures(context, candidates, count, features.subarray(at, at + GROUP_SIZE * featureWidth));
      counts.push(count);
      weights.push(weight);
    },
    finish(): RankerExamples {
      const groups = counts.length;
      const labels = new Float32Array(groups * GROUP_SIZE).fill(-1);
      for (let g = 0; g < groups; g++) {
        labels.fill(0, g * GROUP_SIZE, g * GROUP_SIZE + counts[g]!);
        labels[g * GROUP_SIZE] = 1;
      }
      const places = groups * GROUP_SIZE;
      const outcomes = new Float32Array(HEADS.length * places).fill(Number.NaN);
      outcomes.set(
        labels.map((label) => (label < 0 ? Number.NaN : label)),
        HEADS.indexOf('play') * places,
      );
      return {
        outcomes,
        drawWeights: new Float32Array(places).fill(1),
        shownRow: new Int16Array(places).fill(-1),
        shownPosition: new Int16Array(places).fill(-1),
        features: features.slice(0, groups * GROUP_SIZE * featureWidth),
        groups,
        groupSize: GROUP_SIZE,
        width: featureWidth,
        labels,
        groupWeights: Float32Array.from(weights),
      };
    },
  };
}

/** Titles by uses, the most used first; made anew only when uses grew by a hundredth. */
function createPopularOrder(catalogue: Catalogue): (uses: Float32Array) => Int32Array {
  let order = new Int32Array(0);
  let counted = -1;
  return (uses) => {
    let total = 0;
    for (let dense = 0; dense < uses.length; dense++) total += uses[dense]!;
    if (counted >= 0 && total < counted * 1.01 + 10) return order;
    counted = total;
    const titles = Int32Array.from({ length: catalogue.size }, (_, dense) => dense).filter((d) => uses[d]! > 0);
    const values = Float32Array.from(titles, (dense) => uses[dense]!);
    sortByValue(titles, values, titles.length);
    order = titles;
    return order;
  };
}

function union(a: Uint32Array, b: Uint32Array, size: number): Uint32Array {
  const both = new Uint32Array((size + 31) >>> 5);
  for (let word = 0; word < both.length; word++) both[word] = (a[word] ?? 0) | (b[word] ?? 0);
  return both;
}
