import type { Catalogue } from '../../src/domain/catalogue.ts';
import { type Decision, impressionIdOf } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { LoggedEvent, LogStore } from '../../src/domain/ports/log-store.ts';
import { type ReadLog, readLog } from '../../src/learning/log/read-log.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';

/** A log store that gives back these events and pages, in the order that the port promises. Item ids are "i" and the item's number. */
export function logOf(
  events: readonly ViewerEvent[],
  decisions: readonly Decision[] = [],
): Pick<LogStore, 'events' | 'decisions'> {
  const logged = events.map((event): LoggedEvent => ({ ...event, itemNo: itemNoOf(event.itemId) }));
  logged.sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1));
  const served = decisions.toSorted(
    (a, b) => a.servedAtMs - b.servedAtMs || (a.recommendationId < b.recommendationId ? -1 : 1),
  );
  return {
    async *events({ untilMs = Number.POSITIVE_INFINITY }) {
      yield logged.filter(({ occurredAtMs }) => occurredAtMs < untilMs);
    },
    async *decisions({ untilMs = Number.POSITIVE_INFINITY }) {
      yield served.filter(({ servedAtMs }) => servedAtMs < untilMs);
    },
  };
}

const itemNoOf = (itemId: string | null): number => (itemId === null ? 0 : Number(itemId.slice(1)));

export const read = (
  catalogue: Catalogue,
  events: readonly ViewerEvent[],
  decisions: readonly Decision[] = [],
): Promise<ReadLog> => readLog(logOf(events, decisions), catalogue, { origins: ['app', 'import'] });

let eventCount = 0;
/** What user `user` did to an item at a time, received at once unless it says otherwise. */
export function didAt(
  atMs: number,
  type: ViewerEvent['type'],
  itemNo: number | null,
  more: Partial<ViewerEvent> & { readonly user?: number } = {},
): ViewerEvent {
  const { user = 1, ...fields } = more;
  return anEvent({
    eventId: `e${eventCount++}`,
    type,
    itemId: itemNo === null ? null : `i${itemNo}`,
    userKey: userKeyFor(user),
    occurredAtMs: atMs,
    receivedAtMs: atMs,
    ...fields,
  });
}

/** A page of one row for user `user`. */
export function pageAt(
  atMs: number,
  itemNos: readonly number[],
  more: Partial<Decision> & { readonly user?: number; readonly n?: number } = {},
): Decision {
  const { user = 1, n = 0, ...fields } = more;
  return aDecision(itemNos, {
    servedAtMs: atMs,
    recommendationId: recommendationIdAt(atMs, n),
    userKey: userKeyFor(user),
    ...fields,
  });
}

/** The impression of a page's slot. */
export const slotOf = (page: Decision, position: number): string => impressionIdOf(page.recommendationId, 0, position);

/** What came of a page, slot by slot that was seen: [item number, answered by these event types]. */
export function outcomesOf({ table, pages }: ReadLog, catalogue: Catalogue, page: number, types: readonly string[]) {
  const from = pages.slotOffsets[page]!;
  return Array.from(pages.item.subarray(from, pages.slotOffsets[page + 1]), (dense, slot) => {
    const answers: string[] = [];
    for (let at = 0; at < table.length; at++) {
      if (table.decision[at] === page && table.slot[at] === slot) answers.push(types[table.type[at]!]!);
    }
    return [catalogue.itemNo[dense]!, ...answers];
  });
}
