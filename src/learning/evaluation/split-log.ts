import type { Catalogue } from '../../domain/catalogue.ts';
import { MarqueeError } from '../../domain/errors.ts';
import { type EventTable, filterEvents } from '../log/event-table.ts';
import { timelinesOf } from '../log/timelines.ts';
import type { TestRows } from './evaluation.ts';
import { holdOutLast } from './hold-out.ts';

/** How a log is parted into what is known and what is asked for. */
export type Split =
  | { readonly by: 'last' }
  /** At a time, or before the given share of the events, the latest ones. */
  | { readonly by: 'time'; readonly cutMs: number }
  | { readonly by: 'time'; readonly share: number };

export interface SplitLog {
  readonly table: EventTable;
  readonly tests: TestRows;
  /** When everybody is asked; absent: each user as of that user's last event. */
  readonly askedAtMs?: number;
}

/**
 * 'last': the last title that each user with two of them came to is asked for, as of the event before it. 'time': whatever is before the
 * cut is known, nothing from the cut on; each user is asked as of the cut for the titles that the user came to afterwards and had not
 * used before, one question a title, in the order in which they were come to. Throws bad-argument when nothing is left on either side.
 */
export function splitLog(table: EventTable, catalogue: Catalogue, split: Split): SplitLog {
  const parted = split.by === 'last' ? splitLast(table, catalogue) : splitAt(table, catalogue, cutOf(table, split));
  if (parted.table.length === 0)
    throw new MarqueeError('bad-argument', 'The split leaves no row to train on: move the cut, or give more rows.');
  if (parted.tests.user.length === 0)
    throw new MarqueeError('bad-argument', 'The split leaves no title to ask for: move the cut, or give more rows.');
  return parted;
}

function splitLast(table: EventTable, catalogue: Catalogue): SplitLog {
  const held = holdOutLast(table, timelinesOf(table, catalogue), Number.POSITIVE_INFINITY, 0);
  return { table: held.table, tests: held.tests };
}

/** Events of one moment stay together: all of them are after the cut. */
function cutOf(table: EventTable, split: { cutMs: number } | { share: number }): number {
  if ('cutMs' in split) return split.cutMs;
  const known = Math.min(table.length - 1, Math.floor(table.length * (1 - split.share)));
  return table.length === 0 ? 0 : table.atMs[known]!;
}

function splitAt(table: EventTable, catalogue: Catalogue, cutMs: number): SplitLog {
  const { users, offsets, title, event } = timelinesOf(table, catalogue);
  const asked: { user: number; title: number; event: number }[] = [];
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      if (table.atMs[event[at]!]! >= cutMs) asked.push({ user, title: title[at]!, event: event[at]! });
    }
  }
  asked.sort((a, b) => a.event - b.event);
  return {
    table: filterEvents(table, (at) => table.atMs[at]! < cutMs),
    tests: {
      user: Int32Array.from(asked, ({ user }) => user),
      title: Int32Array.from(asked, (question) => question.title),
    },
    askedAtMs: cutMs,
  };
}
