import type { Catalogue } from '../../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import type { ItemStats } from '../../domain/item-stats.ts';
import { createAnchorDays, createItemStatsColumns } from '../../features/item-stats-columns.ts';
import { EMPTY_STATE, type StateEvent, type StateView, type UserState } from '../../features/user-state.ts';
import { fold } from '../../features/user-state-merge.ts';
import type { EventTable } from './event-table.ts';
import type { LoggedPages } from './logged-pages.ts';
import type { ViewTable } from './view-table.ts';

/** What is known of users and items, entry by entry of the log's columns, in whatever order they are added. */
export interface ReplayedWorld {
  addEvent(at: number): void;
  addView(at: number): void;
  addPlay(at: number): void;
  stateOf(user: number): UserState;
  statsAt(nowMs: number): ItemStats;
}

export function createReplayedWorld(
  table: EventTable,
  catalogue: Catalogue,
  { views, plays }: Pick<LoggedPages, 'views' | 'plays'>,
): ReplayedWorld {
  const columns = createItemStatsColumns(catalogue);
  const days = createAnchorDays();
  const states = new Map<number, UserState>();
  // Places of the columns, folded when somebody asks: merging is associative, so when does not matter.
  const waiting = new Map<number, { events: number[]; views: number[] }>();
  const staleAfter = Math.max(1, Math.floor(table.length / 2000));
  let counted = 0;
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

  function entriesOf(user: number): { events: number[]; views: number[] } {
    const known = waiting.get(user);
    if (known !== undefined) return known;
    const entries = { events: [], views: [] };
    waiting.set(user, entries);
    return entries;
  }

  return {
    addEvent(at) {
      counted++;
      count(at);
      days.add(table.atMs[at]!);
      entriesOf(table.user[at]!).events.push(at);
    },
    addView(at) {
      entriesOf(views.user[at]!).views.push(at);
    },
    addPlay(at) {
      columns.addPlays(plays.title[at]!, plays.region[at]!, 1);
    },
    stateOf(user) {
      const entries = waiting.get(user);
      const before = states.get(user) ?? EMPTY_STATE;
      if (entries === undefined) return before;
      const state = fold(
        before,
        entries.events.map((at) => stateEventOf(table, at)),
        entries.views.map((at) => stateViewOf(views, at)),
      );
      states.set(user, state);
      waiting.delete(user);
      return state;
    },
    statsAt(nowMs) {
      if (stats === null || counted - statsAsOf >= staleAfter) {
        stats = columns.at(days.anchorAt(nowMs));
        statsAsOf = counted;
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

const stateViewOf = (views: ViewTable, at: number): StateView => ({
  occurredAtMs: views.atMs[at]!,
  eventKey: { high: views.keyHigh[at]!, low: views.keyLow[at]! },
  itemNo: views.itemNo[at]!,
});
