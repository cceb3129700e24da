import type { Catalogue } from '../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import type { LogFilter, LoggedEvent, LogStore } from '../domain/ports/log-store.ts';
import { eventKeyOf } from '../features/user-state-merge.ts';
import { createEventTableBuilder, type EventTable } from './event-table.ts';
import { createLoggedPages, type LoggedPages } from './logged-pages.ts';

export interface ReadLog {
  readonly table: EventTable;
  readonly pages: LoggedPages;
  /** Events that name no item of the catalogue. */
  readonly unknownItems: number;
}

/** The log as columns: every event with an item of the catalogue, and the pages that events were answers to. */
export async function readLog(
  logStore: Pick<LogStore, 'events' | 'decisions'>,
  catalogue: Catalogue,
  filter: LogFilter,
  onEvents?: (read: number) => void,
): Promise<ReadLog> {
  const builder = createEventTableBuilder();
  const users = new Map<string, number>();
  const decisions = new Map<string, number>();
  let unknownItems = 0;
  let read = 0;
  const numberOf = (names: Map<string, number>, name: string): number => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  };
  for await (const batch of logStore.events(filter)) {
    for (const event of batch) {
      if (event.type === 'viewed') continue;
      if (catalogue.denseOfItemNo(event.itemNo) < 0) {
        unknownItems++;
        continue;
      }
      const page = pageOf(event);
      builder.add({
        user: numberOf(users, event.userKey),
        itemNo: event.itemNo,
        type: EVENT_TYPES.indexOf(event.type),
        trigger: TRIGGERS.indexOf(event.trigger),
        value: (event.type === 'rate' ? event.value : event.portion) ?? Number.NaN,
        atMs: event.occurredAtMs,
        key: eventKeyOf(event.eventId),
        decision: page === null ? -1 : numberOf(decisions, page),
      });
    }
    read += batch.length;
    onEvents?.(read);
  }
  const pages = decisions.size === 0 ? [] : await readPages(logStore, catalogue, filter, decisions);
  return { table: builder.finish(users.size), pages: createLoggedPages(pages), unknownItems };
}

/** impressionId = recommendationId.rowIndex.position */
const pageOf = (event: LoggedEvent): string | null =>
  event.recommendationId ?? event.impressionIds[0]?.split('.')[0] ?? null;

type ReadPage = { readonly servedAtMs: number; readonly titles: Int32Array };

async function readPages(
  logStore: Pick<LogStore, 'decisions'>,
  catalogue: Catalogue,
  filter: LogFilter,
  numbers: ReadonlyMap<string, number>,
): Promise<(ReadPage | null)[]> {
  const pages: (ReadPage | null)[] = Array.from({ length: numbers.size }, () => null);
  for await (const batch of logStore.decisions(filter)) {
    for (const { recommendationId, servedAtMs, slots } of batch) {
      const number = numbers.get(recommendationId);
      if (number === undefined) continue;
      const titles = new Set<number>();
      for (const itemNo of slots.itemNo) {
        const dense = catalogue.denseOfItemNo(itemNo);
        if (dense >= 0) titles.add(catalogue.titleOf[dense]!);
      }
      pages[number] = { servedAtMs, titles: Int32Array.from(titles) };
    }
  }
  return pages;
}
