import type { Catalogue } from '../../domain/catalogue.ts';
import { type Random, seededRandom } from '../../domain/clock.ts';
import type { VectorIndex } from '../../domain/model-package.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import { hiddenTitles, watchedTitles } from '../../features/title-sets.ts';
import { userInputsOf } from '../../features/user-inputs.ts';
import type { EventTable } from '../log/event-table.ts';
import type { LoggedPages } from '../log/logged-pages.ts';
import { createArrivalReplay, createReplay } from '../log/replay.ts';
import type { Timelines } from '../log/timelines.ts';
import { createExamplesBuilder, createGroup, type DatasetExamples, type ExamplesBuilder } from './examples-builder.ts';
import { chooseMoments } from './moments.ts';
import { createPageGroups } from './page-groups.ts';
import { createSampledGroups } from './sampled-groups.ts';

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
  readonly training: DatasetExamples;
  /** Groups of other users; null when there are too few to set some aside. */
  readonly validation: DatasetExamples | null;
  /** Pages and moments looked at; of the moments not all had a candidate set that held the answer. */
  readonly moments: number;
}

const SET_ASIDE = 0.1;
/** Of the groups, at most. */
export const PAGES_SHARE = 0.5;
const FEWEST_SET_ASIDE = 30;

/**
 * Ranker examples from a log, with the features of each moment and nothing later (the log is replayed by the merge that serves). First
 * the pages that were looked at: what was seen, and what came of it. Then, as far as there is room, moments at which a title was used: it
 * among candidates that a page would have had just before. Pages tell chances and what was passed over, of the little that earlier models
 * chose to show; moments tell it from all else that the sources bring. null when nothing was wanted at all.
 */
export function buildDataset(input: DatasetInput): Dataset | null {
  const random = seededRandom(input.seed);
  const examples = createExamplesBuilder();
  const asideSeed = Math.floor(random() * 2 ** 32);
  /** All examples of a user are on one side. */
  const isAside: IsAside = (user) => seededRandom(asideSeed ^ Math.imul(user + 1, 0x9e3779b1))() < SET_ASIDE;

  const pages = addPages(input, examples, isAside, random);
  const moments = pages + addMoments(input, input.mostGroups - pages, examples, isAside, random);
  if (examples.ordered(true) >= FEWEST_SET_ASIDE && examples.ordered(false) > 0) {
    return { training: examples.finish(false), validation: examples.finish(true), moments };
  }
  const training = examples.finish(null);
  return training.ordered === 0 ? null : { training, validation: null, moments };
}

type IsAside = (user: number) => boolean;

/** Returns how many. */
function addPages(input: DatasetInput, examples: ExamplesBuilder, isAside: IsAside, random: Random): number {
  const { table, catalogue, pages, timelines } = input;
  const groups = createPageGroups(table, pages);
  const chosen = groups.choose(Math.ceil(input.mostGroups * PAGES_SHARE), random);
  const replay = createArrivalReplay(table, catalogue, pages);
  const group = createGroup();
  for (const page of chosen) {
    const nowMs = pages.servedAtMs[page]!;
    const user = pages.user[page]!;
    replay.advanceToTime(nowMs);
    const inputs = userInputsOf(replay.stateOf(user), catalogue);
    const { retrieval } = input.modelFor(user);
    groups.write(page, group, random);
    const [first, last] = [timelines.offsets[user] ?? 0, timelines.offsets[user + 1] ?? 0];
    let at = first;
    // The first title that the page could not know of, whatever else came late.
    while (at < last && table.knownAtMs[timelines.event[at]!]! < nowMs) at++;
    input.ownCounts.takeOut(first, at, last);
    try {
      const context = { ...inputs, ...pages.request[page]!, nowMs, catalogue, stats: replay.statsAt(nowMs), retrieval };
      examples.add(context, group, isAside(user));
    } finally {
      input.ownCounts.putBack();
    }
  }
  return chosen.length;
}

/** Returns how many were looked at. */
function addMoments(
  input: DatasetInput,
  most: number,
  examples: ExamplesBuilder,
  isAside: IsAside,
  random: Random,
): number {
  const { table, catalogue, pages, timelines } = input;
  const moments = most > 0 ? chooseMoments(table, timelines, most, random) : [];
  if (moments.length === 0) return 0;
  const asItHappened = createReplay(table, catalogue, pages);
  const asItArrived = createArrivalReplay(table, catalogue, pages);
  const popularity = createPopularOrder(catalogue);
  const rows = input.modelFor(0).retrieval.denseOfRow.length;
  const groups = createSampledGroups(table, timelines, catalogue, rows);
  const group = createGroup();
  const request = { surface: 'tv', region: null, language: null, timeZone: 'UTC' };
  for (const moment of moments) {
    const { user, nowMs } = moment;
    const replay = moment.isShown ? asItArrived : asItHappened;
    if (moment.isShown) asItArrived.advanceToTime(nowMs);
    else asItHappened.advanceTo(moment.before);
    const state = replay.stateOf(user);
    const stats = replay.statsAt(nowMs);
    const closed = union(watchedTitles(state, catalogue).watched, hiddenTitles(state, catalogue), catalogue.size);
    const { retrieval, index } = input.modelFor(user);
    const context = { ...userInputsOf(state, catalogue), ...request, nowMs, catalogue, stats, retrieval };
    input.ownCounts.takeOut(moment.first, moment.at, moment.last);
    try {
      const popular = popularity(stats.uses);
      if (groups.write(moment, context, index, popular, closed, group, random))
        examples.add(context, group, isAside(user));
    } finally {
      input.ownCounts.putBack();
    }
  }
  return moments.length;
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
