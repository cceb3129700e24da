import { Client } from 'pg';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { Origin } from '../../src/domain/origin.ts';
import type { UserAttributes } from '../../src/domain/user-attributes.ts';
import type { AttributesChange } from '../../src/domain/user-change.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold, stateEntriesOf } from '../../src/features/user-state-merge.ts';
import { eventually } from '../support/service.ts';
import { judgeTotalQueue, type TotalQueueVerdict } from '../support/total-queue.ts';
import type { LoadHistory } from './load.ts';
import type { FaultStack } from './stack.ts';
import type { SentEvent } from './viewers.ts';

export interface Verdict {
  readonly events: TotalQueueVerdict;
  /** Of pages the service makes the ids: `attempted` are those answered, `acknowledged` those that said `logged: true`. */
  readonly pages: TotalQueueVerdict;
  /** Changes of profiles, by their labels. */
  readonly profiles: TotalQueueVerdict;
  /** Stored pages that nobody got, beyond the requests that got no answer. */
  readonly pagesFromNowhere: number;
  /** Answered pages whose stored slots are not what was answered. */
  readonly pagesAltered: readonly string[];
  /** Users whose state in Redis is not, byte for byte, the in-order fold of the stored events as they were sent, and profiles. */
  readonly statesWrong: readonly string[];
  readonly users: number;
  /** Events that name an item, counted beside the log in the same transactions, less those that are in the log. */
  readonly countedTooMany: number;
}

export type JudgedHistory = Pick<LoadHistory, 'sent' | 'acknowledged' | 'pages' | 'unansweredPages' | 'users'> &
  Partial<Pick<LoadHistory, 'profilesSent' | 'profilesAcknowledged'>>;

/** What a verdict must say of every history. */
export const NOTHING_WRONG = {
  pagesFromNowhere: 0,
  pagesAltered: [],
  statesWrong: [],
  countedTooMany: 0,
} as const;

/**
 * Reads everything that is stored and holds it against everything that was sent and answered, leaving out what the log held
 * `before`. The service must be done with all.
 */
export async function judgeHistory(
  stack: Pick<FaultStack, 'postgres' | 'withContext'>,
  history: JudgedHistory,
  before?: LogContents,
): Promise<Verdict> {
  const all = await readLog(stack.postgres.url);
  const [oldEvents, oldPages] = [new Set(before?.events), new Set(before?.pages.map((page) => page.id))];
  const stored = {
    ...all,
    events: all.events.filter((id) => !oldEvents.has(id)),
    pages: all.pages.filter((page) => !oldPages.has(page.id)),
    counted: all.counted - (before?.counted ?? 0),
  };
  const answered = new Map(history.pages.map((page) => [page.recommendationId, page]));
  const pages = judgeTotalQueue({
    attempted: [...answered.keys(), ...stored.pages.map((page) => page.id)],
    acknowledged: history.pages.filter((page) => page.logged).map((page) => page.recommendationId),
    stored: stored.pages.map((page) => page.id),
  });
  const nobodys = stored.pages.filter((page) => !answered.has(page.id)).length;
  const altered = stored.pages.filter(({ id, items }) => {
    const slots = answered.get(id)?.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
    return slots !== undefined && slots.join() !== items.join();
  });
  const itemOfImpression = new Map(
    history.pages.flatMap((page) =>
      page.rows.flatMap((row) => row.items.map((slot) => [slot.impressionId, slot.itemId] as const)),
    ),
  );
  const happened = [...new Set(stored.events)].flatMap((id) => history.sent.get(id) ?? []);
  const expected = foldInOrder(happened, (itemId) => stored.itemNo.get(itemId) ?? 0, itemOfImpression);
  return {
    events: judgeTotalQueue({
      attempted: history.sent.keys(),
      acknowledged: history.acknowledged,
      stored: stored.events,
    }),
    pages,
    profiles: judgeTotalQueue({
      attempted: history.profilesSent ?? [],
      acknowledged: history.profilesAcknowledged ?? [],
      stored: stored.changes.flatMap(({ attributes }) => attributes.labels),
    }),
    pagesFromNowhere: Math.max(0, nobodys - history.unansweredPages),
    pagesAltered: altered.map((page) => page.id),
    statesWrong: await usersWhoseStateIsNot(stack, history.users, expected, stored.changes),
    users: expected.size,
    countedTooMany: stored.counted - happened.filter((event) => event.itemId !== undefined).length,
  };
}

/** The verdict in numbers, for reports. */
export function figuresOf({ events, pages, profiles, users, statesWrong }: Verdict): Record<string, number> {
  return {
    eventsSent: events.attempts,
    eventsAcknowledged: events.acknowledged,
    eventsStored: events.stored,
    lost: events.lost.length,
    duplicated: events.duplicated.length,
    unexpected: events.unexpected.length,
    recovered: events.recovered.length,
    pagesLogged: pages.acknowledged,
    pagesStored: pages.stored,
    pagesLost: pages.lost.length,
    pagesDuplicated: pages.duplicated.length,
    profilesAcknowledged: profiles.acknowledged,
    profilesLost: profiles.lost.length,
    profilesDuplicated: profiles.duplicated.length,
    usersCompared: users,
    statesWrong: statesWrong.length,
  };
}

/** The state of every user who did something, one event at a time in the order of their times; by user id. */
export function foldInOrder(
  events: readonly SentEvent[],
  itemNoOf: (itemId: string) => number,
  itemOfImpression: ReadonlyMap<string, string>,
): Map<string, UserState> {
  const states = new Map<string, UserState>();
  for (const event of events.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))) {
    const seen = (event.impressionIds ?? []).map((id) => itemNoOf(itemOfImpression.get(id) ?? ''));
    const itemNo = event.itemId === undefined ? 0 : itemNoOf(event.itemId);
    const entries = stateEntriesOf(asAccepted(event), itemNo, Int32Array.from(seen));
    states.set(event.userId, fold(states.get(event.userId) ?? EMPTY_STATE, entries.events, entries.views));
  }
  return states;
}

/** What the door makes of it, as far as a user state goes. */
function asAccepted(event: SentEvent): ViewerEvent {
  return {
    eventId: event.eventId,
    type: event.type,
    userKey: '',
    itemId: event.itemId ?? null,
    occurredAtMs: Date.parse(event.timestamp),
    receivedAtMs: 0,
    impressionIds: event.impressionIds ?? [],
    recommendationId: null,
    sessionId: null,
    portion: event.portion ?? null,
    positionS: event.positionS ?? null,
    value: event.value ?? null,
    trigger: event.trigger ?? 'user',
    properties: null,
    origin: 'app',
  };
}

async function usersWhoseStateIsNot(
  stack: Pick<FaultStack, 'withContext'>,
  userIds: readonly string[],
  expected: ReadonlyMap<string, UserState>,
  changes: readonly AttributesChange[],
): Promise<string[]> {
  return stack.withContext(async (context) => {
    const changesOf = Map.groupBy(changes, ({ userKey }) => userKey);
    const wantedOf = (userId: string): Uint8Array | undefined => {
      const [did, said] = [expected.get(userId), changesOf.get(context.userKeyOf(userId))];
      if (did === undefined && said === undefined) return undefined;
      return encodeUserState(fold(did ?? EMPTY_STATE, [], [], said));
    };
    const store = await context.userStates();
    const wrong: string[] = [];
    for (let at = 0; at < userIds.length; at += USERS_A_TRIP) {
      const some = userIds.slice(at, at + USERS_A_TRIP);
      // The store gives up after a quarter of a second, which on a busy machine says nothing about what it holds.
      const states = await eventually(
        () => store.readMany(some.map(context.userKeyOf)).catch(() => null),
        (answer) => answer !== null,
        60_000,
      );
      for (const [index, userId] of some.entries()) {
        if (!areEqual(wantedOf(userId), states![index]?.bytes)) wrong.push(userId);
      }
    }
    return wrong;
  });
}

const USERS_A_TRIP = 100;

const areEqual = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;

/** What of the log a verdict is about. */
export interface LogContents {
  readonly itemNo: ReadonlyMap<string, number>;
  readonly events: readonly string[];
  readonly pages: readonly { readonly id: string; readonly items: readonly string[] }[];
  /** Profiles that were put. */
  readonly changes: readonly AttributesChange[];
  /** Events that name an item, as counted beside the log. */
  readonly counted: number;
}

export async function readLog(url: string): Promise<LogContents> {
  const client = new Client({ connectionString: url, options: '-c search_path=marquee' });
  await client.connect();
  try {
    const items = (await client.query<{ item_no: number; item_id: string }>('SELECT item_no, item_id FROM item_ids'))
      .rows;
    const itemIds = new Map(items.map((row) => [row.item_no, row.item_id]));
    const events = await client.query<{ event_id: string }>('SELECT event_id FROM events');
    const pages = await client.query<{ id: string; item_no: number[] }>(
      'SELECT recommendation_id::text AS id, item_no FROM decisions',
    );
    const changes = await client.query<{
      id: string;
      key: string;
      at: Date;
      attributes: UserAttributes;
      origin: Origin;
    }>(
      `SELECT change_id AS id, replace(user_key::text, '-', '') AS key, changed_at AS at, attributes, origin
       FROM user_changes WHERE kind = 'attributes'`,
    );
    const counted = await client.query('SELECT coalesce(sum(events), 0)::integer AS events FROM event_days');
    return {
      itemNo: new Map(items.map((row) => [row.item_id, row.item_no])),
      events: events.rows.map((row) => row.event_id),
      pages: pages.rows.map((row) => ({ id: row.id, items: row.item_no.map((itemNo) => itemIds.get(itemNo)!) })),
      changes: changes.rows.map(({ id, key, at, attributes, origin }) => ({
        kind: 'attributes',
        changeId: id,
        userKey: key,
        changedAtMs: at.getTime(),
        attributes,
        origin,
      })),
      counted: counted.rows[0].events as number,
    };
  } finally {
    await client.end();
  }
}
