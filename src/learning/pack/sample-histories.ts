import type { Catalogue } from '../../domain/catalogue.ts';
import type { LogStore } from '../../domain/ports/log-store.ts';
import { type History, historyOf } from '../../features/history.ts';
import { EMPTY_STATE, type StateEvent } from '../../features/user-state.ts';
import { fold, stateEntriesOf } from '../../features/user-state-merge.ts';

const MOST_EVENTS = 50_000;
const MOST_HISTORIES = 200;
const NO_ITEMS = new Int32Array(0);

/**
 * What an index will really be asked: histories of users from the beginning of the log, and where there are too few, of viewers who
 * watched one of these titles each, evenly drawn.
 */
export async function sampleHistories(
  logStore: Pick<LogStore, 'events'>,
  catalogue: Catalogue,
  origins: readonly string[],
  titles: Int32Array,
): Promise<readonly History[]> {
  const eventsOf = new Map<string, StateEvent[]>();
  let read = 0;
  for await (const batch of logStore.events({ origins })) {
    for (const event of batch) {
      const entries = stateEntriesOf(event, event.itemNo, NO_ITEMS).events;
      const events = eventsOf.get(event.userKey);
      if (events === undefined) eventsOf.set(event.userKey, entries);
      else events.push(...entries);
    }
    read += batch.length;
    if (read >= MOST_EVENTS) break;
  }
  const histories: History[] = [];
  for (const events of eventsOf.values()) {
    if (histories.length === MOST_HISTORIES) break;
    const history = historyOf(fold(EMPTY_STATE, events), catalogue);
    if (history.length > 0) histories.push(history);
  }
  const missing = Math.min(titles.length, MOST_HISTORIES - histories.length);
  for (let i = 0; i < missing; i++) histories.push(historyOfOne(titles[Math.floor((i * titles.length) / missing)]!));
  return histories;
}

const historyOfOne = (title: number): History => ({
  length: 1,
  title: Int32Array.of(title),
  strength: Float32Array.of(1),
  lastAtMs: new Float64Array(1),
});
