import type { Catalogue } from '../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { eventStrength } from '../features/event-strength.ts';
import { STARTED_PORTION } from '../features/user-state.ts';
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
  const firstOfPair = new Map<number, number>();
  const kept: number[] = [];
  const strengths: number[] = [];
  const titles: number[] = [];
  const offsets = new Int32Array(table.users + 1);
  for (let at = 0; at < table.length; at++) {
    const strength = useStrength(table, at);
    const dense = strength > 0 ? catalogue.denseOfItemNo(table.itemNo[at]!) : -1;
    if (dense < 0) continue;
    const title = catalogue.titleOf[dense]!;
    const pair = table.user[at]! * catalogue.size + title;
    const first = firstOfPair.get(pair);
    if (first !== undefined) {
      strengths[first] = Math.max(strengths[first]!, strength);
      continue;
    }
    firstOfPair.set(pair, kept.length);
    kept.push(at);
    strengths.push(strength);
    titles.push(title);
    offsets[table.user[at]! + 1]!++;
  }
  for (let user = 0; user < table.users; user++) offsets[user + 1]! += offsets[user]!;

  const free = offsets.slice(0, table.users);
  const title = new Int32Array(kept.length);
  const strength = new Float32Array(kept.length);
  const event = new Int32Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    const place = free[table.user[kept[i]!]!]!++;
    title[place] = titles[i]!;
    strength[place] = strengths[i]!;
    event[place] = kept[i]!;
  }
  return { users: table.users, offsets, title, strength, event };
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
