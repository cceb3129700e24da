import type { Catalogue } from '../../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import type { LogFilter, LoggedEvent, LogStore } from '../../domain/ports/log-store.ts';
import { eventKeyOf } from '../../features/user-state-merge.ts';
import { attributeEvents } from './attribute-events.ts';
import { createEventTableBuilder, type EventTable } from './event-table.ts';
import type { LoggedPages } from './logged-pages.ts';
import { createPendingViews, slotCode } from './view-table.ts';

export interface ReadLog {
  readonly table: EventTable;
  readonly pages: LoggedPages;
  /** Keys of users by number. */
  readonly users: readonly string[];
  /** Events that name no item of the catalogue. */
  readonly unknownItems: number;
}

/** The log as columns: every event with an item of the catalogue, what was seen, and the pages that can be learned from. */
export async function readLog(
  logStore: Pick<LogStore, 'events' | 'decisions'>,
  catalogue: Catalogue,
  filter: LogFilter,
  onEvents?: (read: number) => void,
): Promise<ReadLog> {
  const builder = createEventTableBuilder();
  const views = createPendingViews();
  const users = createNumbers();
  const lookers = createNumbers();
  const pages = createNumbers();
  let unknownItems = 0;
  let read = 0;

  function addViews(event: LoggedEvent): void {
    const { high, low } = eventKeyOf(event.eventId);
    const stamp = { atMs: event.occurredAtMs, knownAtMs: knownAtMs(event), keyHigh: high, keyLow: low };
    const user = lookers.of(event.userKey);
    for (const impressionId of event.impressionIds) {
      const named = namedSlot(impressionId);
      if (named === null) continue;
      views.add({ ...stamp, user, itemNo: 0, page: pages.of(named.page), slot: named.slot });
    }
  }

  function addEvent(event: LoggedEvent): void {
    if (catalogue.denseOfItemNo(event.itemNo) < 0) {
      unknownItems++;
      return;
    }
    const named = event.impressionIds[0] === undefined ? null : namedSlot(event.impressionIds[0]);
    const page = named?.page ?? event.recommendationId;
    builder.add({
      user: users.of(event.userKey),
      itemNo: event.itemNo,
      type: EVENT_TYPES.indexOf(event.type),
      trigger: TRIGGERS.indexOf(event.trigger),
      value: (event.type === 'rate' ? event.value : event.portion) ?? Number.NaN,
      atMs: event.occurredAtMs,
      knownAtMs: knownAtMs(event),
      key: eventKeyOf(event.eventId),
      decision: page === null ? -1 : pages.of(page),
      slot: named?.slot ?? -1,
    });
  }

  for await (const batch of logStore.events(filter)) {
    for (const event of batch) {
      if (event.type === 'viewed') addViews(event);
      else addEvent(event);
    }
    read += batch.length;
    onEvents?.(read);
  }
  const table = builder.finish(users.names.length);
  // Who did nothing but look comes behind all others: the table knows nothing of them.
  const userOfLooker = lookers.names.map((userKey) => users.of(userKey));
  const { user } = views.columns;
  for (let at = 0; at < views.length; at++) user[at] = userOfLooker[user[at]!]!;
  const naming = { table, views, pages: pages.numbers, users: users.numbers };
  const logged = await attributeEvents(naming, logStore.decisions(filter), catalogue);
  return { table, pages: logged, users: users.names, unknownItems };
}

/**
 * From when on a page could know of the event. What is imported is received long after it happened, by services that may have known of
 * it at once; everything else is known when it comes, however long a device kept it.
 */
const knownAtMs = ({ origin, occurredAtMs, receivedAtMs }: LoggedEvent): number =>
  origin === 'import' ? occurredAtMs : receivedAtMs;

/** impressionId = recommendationId.rowIndex.position */
function namedSlot(impressionId: string): { page: string; slot: number } | null {
  const [page, row, position, ...more] = impressionId.split('.');
  const [rowIndex, at] = [Number(row), Number(position)];
  if (page === undefined || more.length > 0 || !isPlace(rowIndex) || !isPlace(at)) return null;
  return { page, slot: slotCode(rowIndex, at) };
}

const isPlace = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 32_768;

/** Numbers names from 0 in order of appearance. */
function createNumbers() {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    numbers,
    names,
    of(name: string): number {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      names.push(name);
      return names.length - 1;
    },
  };
}
