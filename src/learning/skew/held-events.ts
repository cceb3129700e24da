import type { LoggedEvent } from '../../domain/ports/log-store.ts';
import { digestOf, type StateDigest } from '../../features/feature-sample.ts';
import { EMPTY_STATE, type StateEvent, type StateView, type UserState } from '../../features/user-state.ts';
import { fold, stateEntriesOf } from '../../features/user-state-merge.ts';

/** A user's event, with the items of the impressions that it names. */
export interface UserEvent {
  readonly event: LoggedEvent;
  readonly impressionItemNos: Int32Array;
}

/** Batches that may have been on their way when a page was made. */
const MOST_IN_FLIGHT = 64;
/** Of those the newest may have come by different ways, and overtaken each other. */
const MOST_OVERTAKEN = 8;
/** Batches stamped after the page by another replica's clock. */
const MOST_EARLY = 4;

/**
 * Which of the user's events the state held that a page was made from. Events become part of a state in batches, in the order in which
 * they were received, but for some that were still on their way, and views and events on unknown items (`isKnownItem` of the item's
 * number), whose items may have to be looked up first: of all sets that this makes possible the one whose state has the digest. null: none has; then the log lacks what the state held (days that retention dropped, users merged), or has more.
 */
export function heldEvents(
  events: readonly UserEvent[],
  servedAtMs: number,
  digest: StateDigest,
  isKnownItem: (itemNo: number) => boolean,
): readonly UserEvent[] | null {
  const batches = batchesOf(events, isKnownItem);
  const arrived = batches.filter(([first]) => first!.event.receivedAtMs <= servedAtMs).length;
  for (const held of candidates(batches, arrived)) {
    const these = held.flat();
    if (isOf(stateOf(these), digest)) return these;
  }
  return null;
}

/** The likeliest first. */
function* candidates(batches: readonly UserEvent[][], arrived: number): Generator<readonly UserEvent[][]> {
  yield batches.slice(0, arrived);
  for (let missing = 1; missing <= Math.min(arrived, MOST_IN_FLIGHT); missing++) {
    yield batches.slice(0, arrived - missing);
  }
  for (let early = 1; early <= Math.min(batches.length - arrived, MOST_EARLY); early++) {
    yield batches.slice(0, arrived + early);
  }
  const isLookedUp = (at: number): boolean =>
    at > 0 && batches[at]![0]!.event.receivedAtMs === batches[at - 1]![0]!.event.receivedAtMs;
  yield batches.slice(0, arrived).filter((_, at) => at < arrived - MOST_OVERTAKEN || !isLookedUp(at));
  for (let late = 2; late <= Math.min(arrived, MOST_OVERTAKEN); late++) {
    yield batches.slice(0, arrived).toSpliced(arrived - late, 1);
  }
}

/** In the order of their arrival; what may have to be looked up, after the rest of its batch. */
function batchesOf(events: readonly UserEvent[], isKnownItem: (itemNo: number) => boolean): UserEvent[][] {
  const wait = ({ event }: UserEvent): number => (event.type === 'viewed' ? 1 : isKnownItem(event.itemNo) ? 0 : 2);
  const byArrival = Map.groupBy(events, (one) => 4 * one.event.receivedAtMs + wait(one));
  return [...byArrival].sort(([a], [b]) => a - b).map(([, batch]) => batch);
}

/** By the merge that serves. */
function stateOf(events: readonly UserEvent[]): UserState {
  const did: StateEvent[] = [];
  const saw: StateView[] = [];
  for (const { event, impressionItemNos } of events) {
    const entries = stateEntriesOf(event, event.itemNo, impressionItemNos);
    did.push(...entries.events);
    saw.push(...entries.views);
  }
  return fold(EMPTY_STATE, did, saw);
}

function isOf(state: UserState, digest: StateDigest): boolean {
  // Most sets are told apart without hashing them.
  if (state.events.length !== digest.events || state.views.length !== digest.views) return false;
  return digestOf(state).hash === digest.hash;
}
