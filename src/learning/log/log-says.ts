import { EVENT_TYPES } from '../../domain/event.ts';
import type { EventTable } from './event-table.ts';

/** What the clients behind a log tell of at all. Of the rest a missing event means nothing: it is unknown, not "no". */
export interface LogSays {
  readonly clicks: boolean;
  readonly portions: boolean;
  /** Also of what was not watched to the end: a log of completions alone says of a use that it was one, and no more. */
  readonly completions: boolean;
}

export function logSays(table: EventTable): LogSays {
  const count = new Map(EVENT_TYPES.map((type) => [type, 0]));
  for (let at = 0; at < table.length; at++) {
    const type = EVENT_TYPES[table.type[at]!]!;
    count.set(type, count.get(type)! + 1);
  }
  const isThere = (type: (typeof EVENT_TYPES)[number]): boolean => count.get(type)! > 0;
  return {
    clicks: isThere('click'),
    portions: isThere('progress'),
    completions: isThere('complete') && (isThere('play') || isThere('progress')),
  };
}
