import { type Audience, type Catalogue, type EligibleSet, hasBit } from '../domain/catalogue.ts';
import { hasStarted, willBeEligible } from '../domain/eligibility.ts';
import { nextUnwatched, portionLeftAt, type Unfinished } from '../features/unfinished.ts';
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
 * not for them, is passed over: the next that was not watched stands in for it, from where it was left. Titles with nothing to go on
 * with are left out.
 */
export function goOn(unfinished: Unfinished, state: UserState, catalogue: Catalogue, asking: Asking): Unfinished {
  const { audience, eligible, nowMs } = asking;
  const item = unfinished.item.slice();
  const portion = unfinished.portion.slice();
  const kept: number[] = [];
  for (let entry = 0; entry < unfinished.length; entry++) {
    let dense = item[entry]!;
    while (dense >= 0 && !(hasBit(eligible.bits, dense) && hasStarted(catalogue, dense, nowMs))) {
      dense = willBeEligible(catalogue, dense, audience, nowMs) ? -1 : nextUnwatched(state, catalogue, dense);
    }
    if (dense < 0) continue;
    if (dense !== item[entry]) portion[entry] = portionLeftAt(state, catalogue.itemNo[dense]!);
    item[entry] = dense;
    kept.push(entry);
  }
  return {
    length: kept.length,
    item: Int32Array.from(kept, (entry) => item[entry]!),
    title: Int32Array.from(kept, (entry) => unfinished.title[entry]!),
    portion: Float32Array.from(kept, (entry) => portion[entry]!),
    lastAtMs: Float64Array.from(kept, (entry) => unfinished.lastAtMs[entry]!),
  };
}
