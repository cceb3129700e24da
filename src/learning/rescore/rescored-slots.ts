import type { DecisionSlots } from '../../domain/decision.ts';

export interface RescoredSlot {
  readonly rowIndex: number;
  readonly position: number;
  readonly served: Ranked;
  /** null: it could not be scored again. */
  readonly again: Ranked | null;
  /** item-gone: the catalogue does not have it any more; not-scored: nothing was. null: it has both. */
  readonly missing: 'item-gone' | 'not-scored' | null;
}

export interface Ranked {
  readonly score: number;
  /** By score among the slots of its row that are compared, from 0; of equals the slot nearer to the front comes first; null: it is none. */
  readonly rank: number | null;
}

export interface ScoreComparison {
  readonly isSame: boolean | null;
  readonly compared: number;
  readonly different: number;
  readonly largestDifference: number;
  readonly slots: readonly RescoredSlot[];
}

/**
 * Slot by slot the score that was served and the one made again (`scoreOf`, by slot of the page; null: none was made). Both are
 * float32: equal means the same bits.
 */
export function compareScores(slots: DecisionSlots, scoreOf: ReadonlyMap<number, number> | null): ScoreComparison {
  const all = Array.from(slots.itemNo.keys());
  const compared = scoreOf === null ? all : all.filter((at) => scoreOf.has(at));
  const served = ranked(slots, compared, (at) => slots.score[at]!);
  const again = scoreOf === null ? null : ranked(slots, compared, (at) => scoreOf.get(at)!);
  const apart = again === null ? [] : compared.map((at) => Math.abs(slots.score[at]! - scoreOf!.get(at)!));
  const different = apart.filter((by) => by !== 0).length;
  return {
    isSame: apart.length === 0 ? null : different === 0,
    compared: apart.length,
    different,
    largestDifference: apart.reduce((most, by) => Math.max(most, by), 0),
    slots: all.map((at) => ({
      rowIndex: slots.rowIndex[at]!,
      position: slots.position[at]!,
      served: served.get(at) ?? { score: slots.score[at]!, rank: null },
      again: again?.get(at) ?? null,
      missing: again === null ? 'not-scored' : again.has(at) ? null : 'item-gone',
    })),
  };
}

function ranked(
  { rowIndex }: DecisionSlots,
  compared: readonly number[],
  scoreOf: (at: number) => number,
): ReadonlyMap<number, Ranked> {
  const places = new Map<number, Ranked>();
  for (const [, ofRow] of Map.groupBy(compared, (at) => rowIndex[at]!)) {
    const order = [...ofRow].sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
    for (const [rank, at] of order.entries()) places.set(at, { score: scoreOf(at), rank });
  }
  return places;
}
