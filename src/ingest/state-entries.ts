import type { ViewerEvent } from '../domain/event.ts';
import type { UserChange } from '../domain/user-change.ts';
import { changedUser, stateEntriesOf } from '../features/user-state-merge.ts';
import type { StateEntries } from './merge-user-states.ts';

/** Adds what an event puts into its user's state. `itemNos`: its item's number, or the numbers of its impressions' items. */
export function addEvent(entries: StateEntries, event: ViewerEvent, itemNos: Int32Array): void {
  const added = stateEntriesOf(event, event.itemId === null ? 0 : itemNos[0]!, itemNos);
  const { events, views } = entriesOf(entries, event.userKey);
  events.push(...added.events);
  views.push(...added.views);
}

export function addChange(entries: StateEntries, change: UserChange): void {
  entriesOf(entries, changedUser(change)).changes.push(change);
}

function entriesOf(entries: StateEntries, userKey: string) {
  let ofUser = entries.get(userKey);
  if (ofUser === undefined) {
    ofUser = { events: [], views: [], changes: [] };
    entries.set(userKey, ofUser);
  }
  return ofUser;
}
