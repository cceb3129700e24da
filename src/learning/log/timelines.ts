import type { Catalogue } from '../../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import { eventStrength } from '../../features/event-strength.ts';
import { STARTED_PORTION } from '../../features/user-state.ts';
import type { EventTable } from './event-table.ts';

/**
 * Each user's titles in the order in which they were first used (CSR by user). A title stands once, with the greatest strength
 * that any of its uses had.
 */
export interface Timelines {
  readonly users: number;
  /** users + 1. */
  readonly offsets: Int32Array;
  /** Dense index of the title. */
  readonly title: Int32Array;
  readonly strength: Float32Array;
  /** Number of the event in the table that was the first use. */
  readonly event: Int32Array;
}

export function timelinesOf(table: EventTable, catalogue: Catalogue): Timelines {
  const { length, users, user } = table;
  const strengths = new Float32Array(length);
  const titles = new Int32Array(length);
  const usesUntil = new Int32Array(users + 1);
  for (let at = 0; at < length; at++) {
    const used = useStrength(table, at);
    const dense = used > 0 ? catalogue.denseOfItemNo(table.itemNo[at]!) : -1;
    if (dense < 0) continue;
    strengths[at] = used;
    titles[at] = catalogue.titleOf[dense]!;
    usesUntil[user[at]! + 1]!++;
  }
  for (let no = 0; no < users; no++) usesUntil[no + 1]! += usesUntil[no]!;
  const free = usesUntil.slice(0, users);
  const uses = new Int32Array(usesUntil[users]!);
  for (let at = 0; at < length; at++) if (strengths[at]! > 0) uses[free[user[at]!]!++] = at;

  const offsets = new Int32Array(users + 1);
  const title = new Int32Array(uses.length);
  const strength = new Float32Array(uses.length);
  const event = new Int32Array(uses.length);
  // Where the title stands in the timeline of the user at hand; elsewhere what other users have left.
  const placeOf = new Int32Array(catalogue.size).fill(-1);
  let count = 0;
  for (let no = 0; no < users; no++) {
    const first = offsets[no]!;
    for (let use = usesUntil[no]!; use < usesUntil[no + 1]!; use++) {
      const at = uses[use]!;
      const place = placeOf[titles[at]!]!;
      if (place >= first) {
        strength[place] = Math.max(strength[place]!, strengths[at]!);
        continue;
      }
      placeOf[titles[at]!] = count;
      title[count] = titles[at]!;
      strength[count] = strengths[at]!;
      event[count++] = at;
    }
    offsets[no + 1] = count;
  }
  return {
    users,
    offsets,
    title: title.slice(0, count),
    strength: strength.slice(0, count),
    event: event.slice(0, count),
  };
}

/**
 * How much an event says that the title was used and liked: its strength if it is a use (play, complete, rate, progress from
 * the portion on that counts as started), else 0. A preview is no use.
 */
export function useStrength(table: EventTable, at: number): number {
  const type = EVENT_TYPES[table.type[at]!]!;
  const trigger = TRIGGERS[table.trigger[at]!]!;
  const value = table.value[at]!;
  const used =
    type === 'complete' ||
    (type === 'rate' && !Number.isNaN(value)) ||
    (type === 'play' && trigger !== 'preview') ||
    (type === 'progress' && value >= STARTED_PORTION);
  return used ? eventStrength(type, value, trigger) : 0;
}
