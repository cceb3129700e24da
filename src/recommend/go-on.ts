import { type Audience, type Catalogue, type EligibleSet, hasBit } from '../domain/catalogue.ts';
import { hasStarted, willBeEligible } from '../domain/eligibility.ts';
import { cutsOf, nextUnwatched, portionLeftAt, type Unfinished } from '../features/unfinished.ts';
import type { UserState } from '../features/user-state.ts';

/** Who asks, when, and what they may see. */
export interface Asking {
  readonly audience: Audience;
  readonly eligible: EligibleSet;
  readonly nowMs: number;
}

/**
 * What the user can go on with now. An episode that may be shown later (its licence or premiere is to come) is waited for: nobody skips
 * a part of a story that is on its way. One that will not come to this audience, because its licence ended, it is withdrawn or it is
 * not for them, is passed over: the next that was not watched stands in for it, from where it was left. Of several cuts of one episode
 * any will do. Titles with nothing to go on with are left out.
 */
export function goOn(unfinished: Unfinished, state: UserState, catalogue: Catalogue, asking: Asking): Unfinished {
  const { audience, eligible, nowMs } = asking;
  const mayBeShown = (cut: number): boolean => hasBit(eligible.bits, cut) && hasStarted(catalogue, cut, nowMs);
  const isToCome = (cut: number): boolean => willBeEligible(catalogue, cut, audience, nowMs);

  /** From an item on, the first that may be shown; -1: none may, or one is to come before it. */
  function firstShown(item: number): number {
    if (mayBeShown(item)) return item;
    for (let at = item; at >= 0; at = nextUnwatched(state, catalogue, at)) {
      const cuts = cutsOf(catalogue, at);
      const shown = cuts.find(mayBeShown);
      if (shown !== undefined) return shown;
      if (cuts.some(isToCome)) return -1;
    }
    return -1;
  }

  const shown = unfinished.item.map(firstShown);
  const kept = Int32Array.from(unfinished.item.keys()).filter((entry) => shown[entry]! >= 0);
  const portionOf = (entry: number): number =>
    shown[entry] === unfinished.item[entry]
      ? unfinished.portion[entry]!
      : portionLeftAt(state, catalogue.itemNo[shown[entry]!]!);
  return {
    length: kept.length,
    item: kept.map((entry) => shown[entry]!),
    title: kept.map((entry) => unfinished.title[entry]!),
    portion: Float32Array.from(kept, portionOf),
    lastAtMs: Float64Array.from(kept, (entry) => unfinished.lastAtMs[entry]!),
  };
}
