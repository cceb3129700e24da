import type * as z from 'zod';
import { impressionIdOf } from '../domain/decision.ts';
import { SOURCES } from '../domain/page.ts';
import type { PastPage } from '../domain/ports/past-pages.ts';
import type { RescoredPage } from '../learning/rescore/rescore-decision.ts';
import type { decision } from './schemas/decisions.ts';

/** A page of the log in the shape the API gives: as served, with names in place of numbers. */
export function pastDecision(past: PastPage, rescored: RescoredPage | null): z.input<typeof decision> {
  const { slots, servedAtMs, retrievalVersion, rankerVersion, rowIds, ...page } = past.decision;
  const nameOf = (itemNo: number) => past.items.get(itemNo) ?? { itemId: '', title: null };

  const impressionAt = (at: number) => {
    const impressionId = impressionIdOf(page.recommendationId, slots.rowIndex[at]!, slots.position[at]!);
    const displacedNo = slots.displacedItemNo[at]!;
    return {
      ...nameOf(slots.itemNo[at]!),
      impressionId,
      position: slots.position[at]!,
      source: SOURCES[slots.source[at]!]!,
      score: slots.score[at]!,
      propensity: slots.propensity[at]!,
      explored: slots.explored[at] === 1,
      pinId: past.pinIds.get(slots.pinNo[at]!) ?? null,
      displaced: displacedNo === 0 ? null : nameOf(displacedNo),
      outcome: past.outcomes.get(impressionId) ?? null,
    };
  };

  return {
    recommendationId: page.recommendationId,
    parentId: page.parentId,
    servedAt: new Date(servedAtMs).toISOString(),
    route: page.route,
    userKey: page.userKey,
    sessionId: page.sessionId,
    origin: page.origin,
    surface: page.surface,
    region: page.region,
    maturity: page.maturity,
    language: page.language,
    timeZone: page.timeZone ?? null,
    rung: page.rung,
    models: { retrieval: retrievalVersion, ranker: rankerVersion },
    arms: page.arms,
    switches: page.switches === undefined || page.switches === null ? null : [...page.switches],
    snapshotVersions: page.snapshotVersions,
    randomSeed: page.randomSeed,
    tookMs: page.tookMs,
    withheld: page.withheld.map((pin) => ({ ...pin })),
    rows: rowIds.map((rowId, rowIndex) => ({
      rowId,
      items: Array.from(slots.rowIndex.keys())
        .filter((at) => slots.rowIndex[at] === rowIndex)
        .map(impressionAt),
    })),
    events: past.events.map((event) => ({ ...event, impressionIds: [...event.impressionIds] })),
    hasMoreEvents: past.hasMoreEvents,
    ancestors: past.ancestors.map((one) => ({ ...one, rowIds: [...one.rowIds] })),
    children: past.children.map((one) => ({ ...one, rowIds: [...one.rowIds] })),
    rescored: rescored && {
      ...rescored,
      slots: rescored.slots.map((slot) => ({ ...slot })),
      approximated: [...rescored.approximated],
    },
  };
}
