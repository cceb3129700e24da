import { seededRandom } from '../domain/clock.ts';
import type { TestRows } from './evaluate.ts';
import { type EventTable, filterEvents } from './event-table.ts';
import type { Timelines } from './timelines.ts';

/**
 * Leave-last-out inside a log: of some users (at most `most`, drawn evenly) the last title they came to, and every event of theirs
 * from then on, is taken out and asked for.
 */
export function holdOutLast(
  table: EventTable,
  timelines: Timelines,
  most: number,
  seed: number,
): { table: EventTable; tests: TestRows } {
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
  const until = new Int32Array(timelines.users).fill(table.length);
  for (const user of chosen) until[user] = timelines.event[timelines.offsets[user + 1]! - 1]!;
  return {
    table: filterEvents(table, (at) => at < until[table.user[at]!]!),
    tests: {
      user: Int32Array.from(chosen),
      title: Int32Array.from(chosen, (user) => timelines.title[timelines.offsets[user + 1]! - 1]!),
    },
  };
}
