import type { Catalogue } from '../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import { createItemStatsColumns } from '../features/item-stats-columns.ts';
import { EMPTY_STATE, type StateEvent, type UserState } from '../features/user-state.ts';
import { fold } from '../features/user-state-merge.ts';
import type { EventTable } from './event-table.ts';

/** The log played again, forwards only: user states by the very merge that serves, item stats by the same columns. */
export interface Replay {
  /** Brings the world to just before event number `until`. */
  advanceTo(until: number): void;
  stateOf(user: number): UserState;
  /** As of now, or a little earlier, as in serving: made anew after each 2,000th part of the log. */
  statsAt(nowMs: number): ItemStats;
}

export function createReplay(table: EventTable, catalogue: Catalogue): Replay {
  const columns = createItemStatsColumns(catalogue.size);
  const states = new Map<number, UserState>();
  // Folded when somebody asks: merging is associative, so when does not matter.
  const waiting = new Map<number, StateEvent[]>();
  const staleAfter = Math.max(1, Math.floor(table.length / 2000));
  let next = 0;
  let stats: ItemStats | null = null;
  let statsAsOf = 0;

  function count(at: number): void {
    const dense = catalogue.denseOfItemNo(table.itemNo[at]!);
    if (dense < 0) return;
    const type = EVENT_TYPES[table.type[at]!]!;
    const value = table.value[at]!;
    const rated = type === 'rate' && !Number.isNaN(value);
    const played = type === 'play' && TRIGGERS[table.trigger[at]!] !== 'preview';
    if (!rated && !played && type !== 'complete') return;
    columns.add(catalogue.titleOf[dense]!, table.atMs[at]!, 1, rated ? 1 : 0, rated ? value : 0);
  }

  return {
    advanceTo(until) {
      for (; next < until; next++) {
        count(next);
        const user = table.user[next]!;
        const events = waiting.get(user);
        if (events) events.push(stateEventOf(table, next));
        else waiting.set(user, [stateEventOf(table, next)]);
      }
    },
    stateOf(user) {
      const events = waiting.get(user);
      const before = states.get(user) ?? EMPTY_STATE;
      if (events === undefined) return before;
      const state = fold(before, events);
      states.set(user, state);
      waiting.delete(user);
      return state;
    },
    statsAt(nowMs) {
      if (stats === null || next - statsAsOf >= staleAfter) {
        stats = columns.at(nowMs);
        statsAsOf = next;
      }
      return stats;
    },
  };
}

export const stateEventOf = (table: EventTable, at: number): StateEvent => ({
  occurredAtMs: table.atMs[at]!,
  eventKey: { high: table.keyHigh[at]!, low: table.keyLow[at]! },
  type: EVENT_TYPES[table.type[at]!]!,
  itemNo: table.itemNo[at]!,
  value: table.value[at]!,
  trigger: TRIGGERS[table.trigger[at]!]!,
});
