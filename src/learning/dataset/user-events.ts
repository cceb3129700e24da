import type { EventTable } from '../log/event-table.ts';
import { firstFrom } from './moments.ts';

/** The events of each user, in the table's order. */
export interface UserEvents {
  of(user: number): Int32Array;
  /** Those that happened from one time on and before another. */
  between(user: number, fromMs: number, untilMs: number): Int32Array;
}

export function eventsOfUsers({ length, users, user, atMs }: EventTable): UserEvents {
  const offsets = new Int32Array(users + 1);
  for (let at = 0; at < length; at++) offsets[user[at]! + 1]!++;
  for (let no = 0; no < users; no++) offsets[no + 1]! += offsets[no]!;
  const free = offsets.slice(0, users);
  const events = new Int32Array(length);
  const times = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const place = free[user[at]!]!++;
    events[place] = at;
    times[place] = atMs[at]!;
  }
  const of = (no: number): Int32Array =>
    no < 0 || no >= users ? NOTHING : events.subarray(offsets[no], offsets[no + 1]);
  return {
    of,
    between(no, fromMs, untilMs) {
      const all = of(no);
      if (all.length === 0) return all;
      const own = times.subarray(offsets[no], offsets[no + 1]);
      return all.subarray(firstFrom(own, fromMs), firstFrom(own, untilMs));
    },
  };
}

const NOTHING = new Int32Array(0);
