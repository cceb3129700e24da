import type { Decision } from '../../domain/decision.ts';
import { ORIGINS } from '../../domain/origin.ts';
import type { LogStore } from '../../domain/ports/log-store.ts';
import type { UserEvent } from './held-events.ts';

/** What the log has of some users: their events, of every origin, and the pages that they were served. */
export interface UserLog {
  eventsOf(userKey: string): readonly UserEvent[];
  /** By recommendation id. */
  readonly pages: ReadonlyMap<string, Decision>;
}

export async function readUserLog(
  logStore: Pick<LogStore, 'events' | 'decisions' | 'itemsOfImpressions'>,
  userKeys: readonly string[],
): Promise<UserLog> {
  const filter = { origins: ORIGINS, userKeys };
  const ofUser = new Map<string, UserEvent[]>(userKeys.map((userKey) => [userKey, []]));
  for await (const batch of logStore.events(filter)) {
    const viewed = batch.flatMap(({ type, impressionIds }) => (type === 'viewed' ? impressionIds : []));
    const items = viewed.length === 0 ? NO_ITEMS : await logStore.itemsOfImpressions(viewed);
    let next = 0;
    for (const event of batch) {
      const from = next;
      if (event.type === 'viewed') next += event.impressionIds.length;
      ofUser.get(event.userKey)?.push({ event, impressionItemNos: items.slice(from, next) });
    }
  }
  const pages = new Map<string, Decision>();
  for await (const batch of logStore.decisions(filter)) {
    for (const decision of batch) pages.set(decision.recommendationId, decision);
  }
  return { eventsOf: (userKey) => ofUser.get(userKey) ?? [], pages };
}

const NO_ITEMS = new Int32Array(0);
