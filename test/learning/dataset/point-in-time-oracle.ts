import type { Catalogue } from '../../../src/domain/catalogue.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import type { ItemStats } from '../../../src/domain/item-stats.ts';
import type { AlignedRetrieval } from '../../../src/features/feature-context.ts';
import { featureWidth, writeFeatures } from '../../../src/features/schema.ts';
import { userInputsOf } from '../../../src/features/user-inputs.ts';
import { EMPTY_STATE, type EventKey } from '../../../src/features/user-state.ts';
import { eventKeyOf, fold, stateEntriesOf } from '../../../src/features/user-state-merge.ts';

export interface SentLog {
  readonly events: readonly ViewerEvent[];
  readonly decisions: readonly Decision[];
}

export interface Question {
  readonly userKey: string;
  readonly nowMs: number;
  readonly region: string | null;
  readonly language: string | null;
  readonly timeZone: string;
  readonly candidates: Int32Array;
  /** What had happened, as far as anybody knew. */
  readonly isBefore: (event: ViewerEvent) => boolean;
}

/** The features of one moment the slow way: everything from the beginning, from the events as they were sent. */
export function createOracle({ events, decisions }: SentLog, catalogue: Catalogue, retrieval: AlignedRetrieval) {
  const pageOf = new Map(decisions.map((decision) => [decision.recommendationId, decision]));
  const itemOfSlot = (impressionId: string): number => {
    const [recommendationId, , position] = impressionId.split('.');
    return pageOf.get(recommendationId!)?.slots.itemNo[Number(position)] ?? 0;
  };
  const titleOf = (itemNo: number): number => catalogue.titleOf[catalogue.denseOfItemNo(itemNo)]!;
  const plays = playsOf();

  /** The first play of each impression on a page that said its region, by (time, event key). */
  function playsOf(): { event: ViewerEvent; region: string; title: number }[] {
    const first = new Map<string, { event: ViewerEvent; region: string; title: number }>();
    for (const event of events.filter(({ type }) => type === 'play').sort(compareEvents)) {
      const slot = answeredSlot(event);
      if (slot === null || slot.page.region === null) continue;
      const impression = `${slot.page.recommendationId} ${slot.position}`;
      const title = titleOf(slot.page.slots.itemNo[slot.position]!);
      if (!first.has(impression)) first.set(impression, { event, region: slot.page.region, title });
    }
    return [...first.values()];
  }

  function answeredSlot(event: ViewerEvent): { page: Decision; position: number } | null {
    const [named] = event.impressionIds;
    if (named !== undefined) {
      const page = pageOf.get(named.split('.')[0]!)!;
      const position = Number(named.split('.')[2]);
      return position < page.slots.itemNo.length ? { page, position } : null;
    }
    let best: { page: Decision; position: number } | null = null;
    for (const page of decisions) {
      const ageMs = event.occurredAtMs - page.servedAtMs;
      if (page.userKey !== event.userKey || ageMs < 0 || ageMs >= 24 * 3_600_000) continue;
      const position = page.slots.itemNo.findIndex((itemNo) => titleOf(itemNo) === titleOf(itemNoOf(event)));
      if (position < 0) continue;
      const newer =
        best === null ||
        page.servedAtMs > best.page.servedAtMs ||
        (page.servedAtMs === best.page.servedAtMs && page.recommendationId > best.page.recommendationId);
      if (newer) best = { page, position };
    }
    return best;
  }

  function statsOf({ isBefore, nowMs }: Question): ItemStats {
    const zeros = () => new Float32Array(catalogue.size);
    const stats = { uses: zeros(), trend: zeros(), usual: zeros(), ratings: zeros(), ratingSum: zeros() };
    let totalUses = 0;
    for (const event of events) {
      const { type, value } = event;
      const rated = type === 'rate' && value !== null;
      if (!isBefore(event) || (!rated && type !== 'play' && type !== 'complete')) continue;
      const title = titleOf(itemNoOf(event));
      totalUses++;
      stats.uses[title]!++;
      if (!rated) continue;
      stats.ratings[title]!++;
      stats.ratingSum[title]! += value;
    }
    const regions = new Map<string, { plays: Float32Array; total: number }>();
    for (const { event, region, title } of plays) {
      if (!isBefore(event)) continue;
      const counts = regions.get(region) ?? { plays: zeros(), total: 0 };
      counts.plays[title]!++;
      counts.total++;
      regions.set(region, counts);
    }
    return { ...stats, totalUses, regions, version: 0, anchorMs: nowMs };
  }

  return function featuresOf(question: Question): Float32Array {
    const { candidates, userKey, isBefore } = question;
    const entries = events
      .filter((event) => event.userKey === userKey && isBefore(event))
      .map((event) => stateEntriesOf(event, itemNoOf(event), Int32Array.from(event.impressionIds, itemOfSlot)));
    const state = fold(
      EMPTY_STATE,
      entries.flatMap((entry) => entry.events),
      entries.flatMap((entry) => entry.views),
    );
    const { nowMs, region, language, timeZone } = question;
    const request = { nowMs, region, language, timeZone, surface: 'tv' };
    const features = new Float32Array(candidates.length * featureWidth);
    const context = { ...userInputsOf(state, catalogue), ...request, catalogue, stats: statsOf(question), retrieval };
    writeFeatures(context, candidates, candidates.length, features);
    return features;
  };
}

export const itemNoOf = ({ itemId }: ViewerEvent): number => (itemId === null ? 0 : Number(itemId.slice(1)));

const keys = new Map<string, EventKey>();
function keyOf(eventId: string): EventKey {
  const key = keys.get(eventId) ?? eventKeyOf(eventId);
  keys.set(eventId, key);
  return key;
}

/** The order in which things happened. */
export function compareEvents(a: ViewerEvent, b: ViewerEvent): number {
  const [one, other] = [keyOf(a.eventId), keyOf(b.eventId)];
  return a.occurredAtMs - b.occurredAtMs || one.high - other.high || one.low - other.low;
}
