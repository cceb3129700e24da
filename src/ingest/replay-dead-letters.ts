import type { Clock } from '../domain/clock.ts';
import { refusedPartOf } from '../domain/dead-letter.ts';
import type { DeadLetters, StoredDeadLetter } from '../domain/ports/dead-letters.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { mergeUserStates, type StateEntries } from './merge-user-states.ts';
import { type ReadRecords, readPart, readRecords } from './read-records.ts';
import { addChange, addEvent } from './state-entries.ts';

export interface ReplayDeadLettersDeps {
  readonly deadLetters: DeadLetters;
  readonly logStore: Pick<LogStore, 'itemsOfImpressions'>;
  readonly itemNumbers: ItemNumbers;
  readonly userStates: UserStateStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ReplayedDeadLetters {
  /** Letters that are resolved now: in the log, and in the user states. */
  readonly stored: number;
  /** Letters that stay open, they or parts of them, with the reason of this try. */
  readonly stillRefused: number;
  /** Conflicting events, which are never tried: the log has another event of their id. */
  readonly conflicting: number;
}

/**
 * Tries every open dead letter once more, after what refused them was mended: the same check, the same way into the log, the same
 * merge. Running it twice, or twice at a time, changes nothing more. Rejects when a store is away; what was resolved stays so.
 */
export async function replayDeadLetters(deps: ReplayDeadLettersDeps): Promise<ReplayedDeadLetters> {
  const { deadLetters, clock } = deps;
  let stored = 0;
  let stillRefused = 0;
  for (let afterNo = 0; ; ) {
    const page = await deadLetters.open(afterNo, LETTERS_A_PAGE);
    for (const letter of page) {
      const records = recordsOf(letter, clock.nowMs());
      // First: a letter that is resolved has nothing left to do, and merging twice is harmless.
      await mergeRecords(deps, records);
      const outcome = await deadLetters.retry(letter, records);
      if (outcome === 'stored') stored++;
      if (outcome === 'refused') stillRefused++;
    }
    if (page.length < LETTERS_A_PAGE) break;
    afterNo = page.at(-1)!.deadLetterNo;
  }
  return { stored, stillRefused, conflicting: await deadLetters.countConflicting() };
}

const LETTERS_A_PAGE = 100;

function recordsOf(letter: StoredDeadLetter, nowMs: number): ReadRecords {
  try {
    const part = refusedPartOf(letter);
    return part.kind === 'record' ? readRecords([part.payload], nowMs) : readPart(part, nowMs);
  } catch {
    return { decisions: [], events: [], userChanges: [], refused: [letter] };
  }
}

async function mergeRecords(deps: ReplayDeadLettersDeps, { events, userChanges }: ReadRecords): Promise<void> {
  const { itemNumbers, logStore, userStates, logger } = deps;
  const entries: StateEntries = new Map();
  for (const event of events) {
    const { itemId } = event;
    const itemNos =
      itemId === null ? await logStore.itemsOfImpressions(event.impressionIds) : await itemNumbers.resolve([itemId]);
    addEvent(entries, event, itemNos);
  }
  for (const change of userChanges) addChange(entries, change);
  await mergeUserStates(userStates, entries, logger);
}
