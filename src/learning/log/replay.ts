import type { Catalogue } from '../../domain/catalogue.ts';
import type { ItemStats } from '../../domain/item-stats.ts';
import type { UserState } from '../../features/user-state.ts';
import type { EventTable } from './event-table.ts';
import { type LoggedPages, NO_PAGES } from './logged-pages.ts';
import { createReplayedWorld } from './replayed-world.ts';

/** The log played again, forwards only: user states by the very merge that serves, item stats by the same columns. */
export interface Replay {
  /** Brings the world to just before event number `until`. */
  advanceTo(until: number): void;
  stateOf(user: number): UserState;
  /** As of now, or a little earlier, as in serving: made anew after each 2,000th part of the log. */
  statsAt(nowMs: number): ItemStats;
}

/** In the order in which things happened: for moments that no page stands for. What was seen up to the last event is known, too. */
export function createReplay(table: EventTable, catalogue: Catalogue, pages: LoggedPages = NO_PAGES): Replay {
  const { views, plays } = pages;
  const world = createReplayedWorld(table, catalogue, pages);
  const byTime = inOrderOf(plays.atMs);
  let next = 0;
  let nextView = 0;
  let nextPlay = 0;
  return {
    ...world,
    advanceTo(until) {
      if (until <= next) return;
      for (; next < until; next++) world.addEvent(next);
      const nowMs = table.atMs[until - 1]!;
      for (; nextView < views.length && views.atMs[nextView]! <= nowMs; nextView++) world.addView(nextView);
      for (; nextPlay < plays.length && plays.atMs[byTime[nextPlay]!]! <= nowMs; nextPlay++) {
        world.addPlay(byTime[nextPlay]!);
      }
    },
  };
}

/** In the order in which the service came to know of things: for pages, which knew what had come before them and nothing else. */
export interface ArrivalReplay extends Omit<Replay, 'advanceTo'> {
  /** Brings the world to where a page that was served then found it. */
  advanceToTime(servedAtMs: number): void;
}

export function createArrivalReplay(table: EventTable, catalogue: Catalogue, pages: LoggedPages): ArrivalReplay {
  const { views, plays } = pages;
  const world = createReplayedWorld(table, catalogue, pages);
  const events = createCursor(table.knownAtMs, world.addEvent);
  const seen = createCursor(views.knownAtMs, world.addView);
  const played = createCursor(plays.knownAtMs, world.addPlay);
  return {
    ...world,
    advanceToTime(servedAtMs) {
      events.advanceTo(servedAtMs);
      seen.advanceTo(servedAtMs);
      played.advanceTo(servedAtMs);
    },
  };
}

/** Goes through places in the order of their times, up to but not including one. */
function createCursor(times: Float64Array, add: (at: number) => void) {
  const order = inOrderOf(times);
  let next = 0;
  return {
    advanceTo(atMs: number): void {
      for (; next < order.length && times[order[next]!]! < atMs; next++) add(order[next]!);
    },
  };
}

/** Places by time; those of one time stay as they are. */
function inOrderOf(times: Float64Array): Int32Array {
  const order = Int32Array.from(times.keys());
  let isInOrder = true;
  for (let at = 1; at < times.length && isInOrder; at++) isInOrder = times[at - 1]! <= times[at]!;
  return isInOrder ? order : order.sort((a, b) => times[a]! - times[b]! || a - b);
}
