import type { Random } from '../../domain/clock.ts';
import type { EventTable } from '../log/event-table.ts';
import type { Timelines } from '../log/timelines.ts';

/** Just before a user first used a title. */
export interface Moment {
  readonly user: number;
  /** Places of the timelines: where the user's begins, the title asked for, where it ends. */
  readonly first: number;
  readonly at: number;
  readonly last: number;
  /** The events before this number have happened. */
  readonly before: number;
  readonly nowMs: number;
  /** It is that of a page, which knew what had been received by then. */
  readonly isShown: boolean;
  readonly weight: number;
}

/** The newest titles of each user: the next page stands at the end of the timelines, not at their beginning. */
const MOST_A_USER = 30;
/** And the first ones, as pages are made for newcomers too: the newest titles of users with much behind them say nothing of those. */
const NEWCOMER_TITLES = 10;
/** Most moments that are drawn of those beside the others, as a share of `most`. */
export const NEWCOMER_SHARE = 0.25;

/**
 * Moments to learn from, in the order of time: at most `most`, drawn evenly from the newest titles of each user, and a share of that
 * from the first titles of those who came to many more. Each as of the page that showed it, where one did (what the user saw on that
 * page, no page could have known), else as of the user's event before it; and with the weight that the use has: a bad rating counts for a
 * tenth of a good one.
 */
export function chooseMoments(table: EventTable, timelines: Timelines, most: number, random: Random): Moment[] {
  const previous = previousOfUser(table);
  const newest: Moment[] = [];
  const earliest: Moment[] = [];
  for (let user = 0; user < timelines.users; user++) {
    const first = timelines.offsets[user]!;
    const last = timelines.offsets[user + 1]!;
    for (let at = first + 1; at < last; at++) {
      const isNew = at >= last - MOST_A_USER;
      if (!isNew && at > first + NEWCOMER_TITLES) continue;
      const event = timelines.event[at]!;
      const shownAtMs = table.shownAtMs[event]!;
      const isShown = !Number.isNaN(shownAtMs);
      const before = isShown ? firstFrom(table.atMs, shownAtMs) : previous[event]! + 1;
      if (before === 0) continue;
      const nowMs = isShown ? shownAtMs : table.atMs[before - 1]!;
      const weight = timelines.strength[at]!;
      (isNew ? newest : earliest).push({ user, first, at, last, before, nowMs, isShown, weight });
    }
  }
  const drawn = [...draw(newest, most, random), ...draw(earliest, Math.floor(most * NEWCOMER_SHARE), random)];
  return drawn.sort((a, b) => a.before - b.before || a.nowMs - b.nowMs || a.at - b.at);
}

/** At most `most` of them, each as likely as any other. */
function draw(moments: Moment[], most: number, random: Random): Moment[] {
  for (let i = 0; i < Math.min(most, moments.length); i++) {
    const j = i + Math.floor(random() * (moments.length - i));
    [moments[i], moments[j]] = [moments[j]!, moments[i]!];
  }
  return moments.slice(0, most);
}

/** For each event the same user's event before it; -1 when there is none. */
function previousOfUser(table: EventTable): Int32Array {
  const latest = new Int32Array(table.users).fill(-1);
  const previous = new Int32Array(table.length);
  for (let at = 0; at < table.length; at++) {
    previous[at] = latest[table.user[at]!]!;
    latest[table.user[at]!] = at;
  }
  return previous;
}

/** First index whose time is not before `atMs`, by bisection. */
export function firstFrom(times: Float64Array, atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
