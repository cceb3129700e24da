import type { EventColumns, FlagColumns, StampColumns, UserState } from './user-state.ts';

/**
 * What a state tells of the time before a moment: what is stamped earlier. `isWhole`: nothing in it is stamped later, so this is the
 * state as it was. Otherwise it is less, and more: what later events had pushed out is missing, and what was watched has no
 * stamps, so all of it stays.
 */
export function stateBefore(state: UserState, atMs: number): { readonly state: UserState; readonly isWhole: boolean } {
  const { attributes } = state;
  const before: UserState = {
    ...state,
    events: eventsBefore(state.events, atMs),
    views: stampsUpTo(state.views, countBefore(state.views, atMs)),
    listed: flagsBefore(state.listed, atMs),
    hidden: flagsBefore(state.hidden, atMs),
    attributes: attributes !== null && attributes.changedAtMs < atMs ? attributes : null,
    mergedInto: state.mergedInto.filter((link) => link.mergedAtMs < atMs),
  };
  const lengths = ({ events, views, listed, hidden, attributes: said, mergedInto }: UserState): number =>
    events.length + views.length + listed.length + hidden.length + mergedInto.length + (said === null ? 0 : 1);
  return { state: before, isWhole: lengths(before) === lengths(state) };
}

/** Events and views lie in the order of time. */
function countBefore({ length, occurredAtMs }: StampColumns, atMs: number): number {
  let count = length;
  while (count > 0 && occurredAtMs[count - 1]! >= atMs) count--;
  return count;
}

function eventsBefore(columns: EventColumns, atMs: number): EventColumns {
  const count = countBefore(columns, atMs);
  return {
    ...stampsUpTo(columns, count),
    type: columns.type.subarray(0, count),
    trigger: columns.trigger.subarray(0, count),
    value: columns.value.subarray(0, count),
  };
}

function stampsUpTo(columns: StampColumns, count: number): StampColumns {
  return {
    length: count,
    occurredAtMs: columns.occurredAtMs.subarray(0, count),
    eventKey: columns.eventKey.subarray(0, 2 * count),
    itemNo: columns.itemNo.subarray(0, count),
  };
}

/** Flags lie in the order of their items. */
function flagsBefore(columns: FlagColumns, atMs: number): FlagColumns {
  const kept = Array.from(columns.occurredAtMs.keys()).filter((at) => columns.occurredAtMs[at]! < atMs);
  return {
    length: kept.length,
    occurredAtMs: Float64Array.from(kept, (at) => columns.occurredAtMs[at]!),
    eventKey: Uint32Array.from(kept.flatMap((at) => [columns.eventKey[2 * at]!, columns.eventKey[2 * at + 1]!])),
    itemNo: Int32Array.from(kept, (at) => columns.itemNo[at]!),
    on: Uint8Array.from(kept, (at) => columns.on[at]!),
  };
}
