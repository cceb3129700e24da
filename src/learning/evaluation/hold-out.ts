import { seededRandom } from '../../domain/clock.ts';
import { type EventTable, filterEvents } from '../log/event-table.ts';
import type { Timelines } from '../log/timelines.ts';
import type { TestRows } from './evaluation.ts';

export interface HeldOut {
  readonly table: EventTable;
  readonly tests: TestRows;
  /** When each test row's title was come to. */
  readonly atMs: Float64Array;
}

/**
 * Leave-last-out inside a log: of some users (at most `most`, drawn evenly) the last title they came to, and every event of theirs
 * from then on, is taken out and asked for; also what led straight to it (a click on the title just before its play gives the answer
 * away), and what the user did after the page that showed it: that page is what is asked for again. The same table, `most` and seed
 * hold out the same.
 */
export function holdOutLast(table: EventTable, timelines: Timelines, most: number, seed: number): HeldOut {
  const random = seededRandom(seed);
  const users: number[] = [];
  for (let user = 0; user < timelines.users; user++) {
    // One title has to be left to rank from.
    if (timelines.offsets[user + 1]! - timelines.offsets[user]! >= 2) users.push(user);
  }
  for (let i = 0; i < Math.min(most, users.length); i++) {
    const j = i + Math.floor(random() * (users.length - i));
    [users[i], users[j]] = [users[j]!, users[i]!];
  }
  const chosen = users.slice(0, most).sort((a, b) => a - b);
  const lastOf = (user: number): number => timelines.offsets[user + 1]! - 1;
  const until = new Int32Array(timelines.users).fill(table.length);
  for (const user of chosen) until[user] = timelines.event[lastOf(user)]!;
  const answers = until.slice();
  const isReached = new Uint8Array(timelines.users);
  for (let at = table.length - 1; at >= 0; at--) {
    const user = table.user[at]!;
    const answer = answers[user]!;
    if (answer === table.length || at >= answer || isReached[user]) continue;
    // And whatever came after the page that showed it: the question is what that page should have been.
    const isAfterPage = table.atMs[at]! >= table.shownAtMs[answer]!;
    if (isAfterPage || table.itemNo[at] === table.itemNo[answer]) until[user] = at;
    else isReached[user] = 1;
  }
  return {
    table: filterEvents(table, (at) => at < until[table.user[at]!]!),
    tests: {
      user: Int32Array.from(chosen),
      title: Int32Array.from(chosen, (user) => timelines.title[lastOf(user)]!),
      askedAtMs: Float64Array.from(chosen, (user) => table.shownAtMs[timelines.event[lastOf(user)]!]!),
    },
    atMs: Float64Array.from(chosen, (user) => table.atMs[timelines.event[lastOf(user)]!]!),
  };
}
