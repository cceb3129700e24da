import { EVENT_TYPES } from '../domain/event.ts';
import { withoutErased } from './erased-state.ts';
import { EMPTY_STATE, type EventColumns, type UserState } from './user-state.ts';
import { marksWatched } from './user-state-merge.ts';

/**
 * The state as it would be had the user been erased before doing what it holds from later. Other than a merge with the tombstone it
 * keeps what was watched later, as far as its events tell: those may be cut off, of a user with hundreds of them since.
 */
export function eraseState(state: UserState, erasedAtMs: number): UserState {
  const later = withoutErased({ ...state, erasedAtMs: 0 }, erasedAtMs);
  return { ...later, watched: watchedBy(later.events), erasedAtMs: Math.max(erasedAtMs, state.erasedAtMs) };
}

function watchedBy({ length, type, value, itemNo }: EventColumns): Int32Array {
  const items = new Set<number>();
  for (let at = 0; at < length; at++) {
    if (marksWatched({ type: EVENT_TYPES[type[at]!]!, value: value[at]! })) items.add(itemNo[at]!);
  }
  return items.size === 0 ? EMPTY_STATE.watched : Int32Array.from(items).sort();
}
