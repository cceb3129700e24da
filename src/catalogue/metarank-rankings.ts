import { type Decision, impressionIdOf } from '../domain/decision.ts';
import { sourceNo } from '../domain/page.ts';
import type { MetarankEvent } from './metarank-events.ts';
import { stableRecommendationId } from './stable-ids.ts';

type Ranking = Extract<MetarankEvent, { event: 'ranking' }>;

/**
 * A ranking as a decision: one row "imported", positions as given, the relevancy as score. Another system chose the order and
 * told no chance: propensity 1. Rung R4, since no package of ours had part in it. itemNos: of the ranked items, in order.
 */
export function decisionOfRanking(ranking: Ranking, itemNos: Int32Array, userKey: string): Decision {
  const count = itemNos.length;
  return {
    recommendationId: recommendationIdOf(ranking),
    parentId: null,
    servedAtMs: ranking.atMs,
    userKey,
    sessionId: ranking.sessionId,
    origin: 'import',
    route: 'home',
    surface: 'unknown',
    region: null,
    maturity: 'adult',
    language: null,
    rung: 'R4',
    retrievalVersion: null,
    rankerVersion: null,
    arms: {},
    snapshotVersions: {},
    randomSeed: 0,
    tookMs: 0,
    rowIds: ['imported'],
    withheld: [],
    slots: {
      itemNo: itemNos,
      rowIndex: new Int16Array(count),
      position: Int16Array.from(itemNos, (_, position) => position),
      source: new Uint8Array(count).fill(sourceNo('fallback')),
      score: Float32Array.from(ranking.items, ({ relevancy }) => relevancy),
      propensity: new Float32Array(count).fill(1),
      explored: new Uint8Array(count),
      pinNo: new Int32Array(count),
      displacedItemNo: new Int32Array(count),
    },
  };
}

/** The newest rankings of a file: an interaction comes soon after the ranking that it answers. */
export interface RecentRankings {
  note(ranking: Ranking): void;
  /** The page and the slot of an item in it; null when the ranking is not held. impressionId null: the item is not in it. */
  find(rankingId: string, itemId: string): { recommendationId: string; impressionId: string | null } | null;
}

export function createRecentRankings(maxRankings: number): RecentRankings {
  const held = new Map<string, { recommendationId: string; items: Int32Array }>();
  /** Numbers for ids, so that a held ranking costs four bytes a slot. */
  const numbers = new Map<string, number>();
  const numberOf = (itemId: string): number => {
    const number = numbers.get(itemId) ?? numbers.size;
    numbers.set(itemId, number);
    return number;
  };
  return {
    note(ranking) {
      const items = Int32Array.from(ranking.items, ({ id }) => numberOf(id));
      held.set(ranking.id, { recommendationId: recommendationIdOf(ranking), items });
      if (held.size > maxRankings) held.delete(held.keys().next().value!);
    },
    find(rankingId, itemId) {
      const ranking = held.get(rankingId);
      if (ranking === undefined) return null;
      const position = ranking.items.indexOf(numbers.get(itemId) ?? -1);
      const { recommendationId } = ranking;
      return { recommendationId, impressionId: position < 0 ? null : impressionIdOf(recommendationId, 0, position) };
    },
  };
}

const recommendationIdOf = ({ atMs, id }: Ranking): string => stableRecommendationId(atMs, 'metarank', id);
