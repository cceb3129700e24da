import { eventsAfter, flagsAfter, stampsAfter } from './state-columns.ts';
import { EMPTY_STATE, type UserState } from './user-state.ts';

/** The state of a user who was erased and has done nothing since: the tombstone, in every store. */
export const erasedState = (erasedAtMs: number): UserState => ({ ...EMPTY_STATE, erasedAtMs });

/**
 * What an erasure leaves of a state. One that knows of it stays as it is. Any other keeps what is stamped later, and nothing of what
 * it watched: that has no stamps, and what was watched later is folded into a state that knows.
 */
export function withoutErased(state: UserState, erasedAtMs: number): UserState {
  if (state.erasedAtMs >= erasedAtMs) return state;
  const { attributes } = state;
  return {
    events: eventsAfter(state.events, erasedAtMs),
    views: stampsAfter(state.views, erasedAtMs),
    watched: EMPTY_STATE.watched,
    listed: flagsAfter(state.listed, erasedAtMs),
    hidden: flagsAfter(state.hidden, erasedAtMs),
    attributes: attributes !== null && attributes.changedAtMs > erasedAtMs ? attributes : null,
    mergedInto: state.mergedInto.filter((link) => link.mergedAtMs > erasedAtMs),
    erasedAtMs,
  };
}

/** When the newest of what a state holds was stamped, the erasure included; 0: it holds nothing. */
export function newestStampMs(state: UserState): number {
  const { events, views, listed, hidden, attributes, mergedInto } = state;
  const last = (columns: { readonly occurredAtMs: Float64Array }): number => columns.occurredAtMs.at(-1) ?? 0;
  const flags = [...listed.occurredAtMs, ...hidden.occurredAtMs];
  const links = mergedInto.map((link) => link.mergedAtMs);
  const stamps = [last(events), last(views), attributes?.changedAtMs ?? 0, ...flags, ...links];
  return stamps.reduce((newest, stamp) => Math.max(newest, stamp), state.erasedAtMs);
}

/** Nothing but, perhaps, a tombstone. */
export function isEmptyState({ events, views, watched, listed, hidden, attributes, mergedInto }: UserState): boolean {
  const entries = events.length + views.length + watched.length + listed.length + hidden.length + mergedInto.length;
  return entries === 0 && attributes === null;
}
