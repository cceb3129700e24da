import type { Clock } from '../domain/clock.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { UserChange } from '../domain/user-change.ts';
import { changedUser, stateEntriesOf } from '../features/user-state-merge.ts';
import type { JournalBatch } from './cursor.ts';
import {
  decodeEvents,
  decodeServedSlots,
  decodeUserChange,
  isDecisionRecord,
  isEventsRecord,
  isUserChangeRecord,
} from './journal-records.ts';
import { mergeUserStates, type StateEntries } from './merge-user-states.ts';
import { createServedImpressions } from './served-impressions.ts';
import { backoffMs, type Sleep } from './sleep.ts';

/**
 * Brings journal records into the user states. Needs the user state store alone; an event about an item or page that this
 * process has not met is parked until Postgres can say which it was, and holds nobody else up.
 */
export interface StateMerger {
  merge(batch: JournalBatch): Promise<void>;
  /** Where the oldest parked event lies; null when none is parked. */
  readonly parkedFrom: number | null;
  readonly parkedCount: number;
  /** Resolves when nothing is parked. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface StateMergerDeps {
  readonly userStates: UserStateStore;
  readonly itemNumbers: ItemNumbers;
  readonly logStore: Pick<LogStore, 'itemsOfImpressions'>;
  /** How far the log has been shipped: an impression journaled before may still be on its way. */
  readonly shippedTo: () => number;
  readonly onProgress: () => void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

interface Parked {
  readonly event: ViewerEvent;
  readonly fromPosition: number;
  readonly toPosition: number;
}

/** At about a kilobyte a page. */
const MAX_SERVED_PAGES = 10_000;
const MAX_PARKED = 50_000;
const PARKED_A_TRIP = 2000;
/** An impression that the log does not have may be another replica's, not shipped yet; after this it is nobody's. */
const IMPRESSION_GRACE_MS = 10_000;

export function createStateMerger(deps: StateMergerDeps): StateMerger {
  const { userStates, itemNumbers, logStore, shippedTo, onProgress, clock, sleep, logger } = deps;
  const served = createServedImpressions(MAX_SERVED_PAGES);
  const stopping = new AbortController();
  let parked: Parked[] = [];
  let settling: Promise<void> | null = null;

  async function merge({ payloads, fromPosition, toPosition }: JournalBatch): Promise<void> {
    if (parked.length >= MAX_PARKED) throw new Error(`${parked.length} events wait for Postgres to name their items`);
    const entries: StateEntries = new Map();
    const unknown: Parked[] = [];
    for (const payload of payloads) {
      for (const event of readPayload(payload, fromPosition, (change) => addChange(entries, change))) {
        const itemNos = knownItemNos(event);
        if (itemNos === null) unknown.push({ event, fromPosition, toPosition });
        else addEntries(entries, event, itemNos);
      }
    }
    await mergeUserStates(userStates, entries, logger);
    // Only now: a batch that failed comes again whole.
    parked.push(...unknown);
    keepSettling();
  }

  /** One settle() at a time; again when something was parked while the last one ended. */
  function keepSettling(): void {
    if (settling !== null || parked.length === 0 || stopping.signal.aborted) return;
    settling = settle().finally(() => {
      settling = null;
      keepSettling();
    });
  }

  function readPayload(
    payload: Uint8Array,
    fromPosition: number,
    onChange: (change: UserChange) => void,
  ): readonly ViewerEvent[] {
    try {
      if (isEventsRecord(payload)) return decodeEvents(payload);
      if (isUserChangeRecord(payload)) onChange(decodeUserChange(payload));
      if (isDecisionRecord(payload)) served.note(decodeServedSlots(payload));
    } catch (error) {
      logger.error({ err: error, fromPosition }, 'a journal record cannot be read; it is skipped');
    }
    return [];
  }

  /** The item of the event, or the items of its impressions; null when one of them is not known here. */
  function knownItemNos(event: ViewerEvent): Int32Array | null {
    if (event.itemId !== null) {
      const itemNo = itemNumbers.known(event.itemId);
      return itemNo === 0 ? null : Int32Array.of(itemNo);
    }
    const itemNos = event.impressionIds.map(served.itemNo);
    return itemNos.includes(null) ? null : Int32Array.from(itemNos as number[]);
  }

  /** Beside the cursor, until nothing is parked. */
  async function settle(): Promise<void> {
    for (let failures = 0; parked.length > 0 && !stopping.signal.aborted; ) {
      const batch = parked.slice(0, PARKED_A_TRIP);
      try {
        const waiting = await settleSome(batch);
        // Who still waits goes to the end, so that nobody waits behind him.
        parked = [...parked.slice(batch.length), ...waiting];
        onProgress();
        failures = waiting.length < batch.length ? 0 : failures + 1;
      } catch (error) {
        failures++;
        logger.warn({ err: error, parked: parked.length, failures }, 'events wait for the names of their items');
      }
      if (failures > 0) await sleep(backoffMs(failures), stopping.signal);
    }
  }

  /** Merges those whose items can be named; returns the others. */
  async function settleSome(batch: readonly Parked[]): Promise<readonly Parked[]> {
    const itemIds = batch.flatMap(({ event }) => (event.itemId === null ? [] : [event.itemId]));
    if (itemIds.length > 0) await itemNumbers.resolve(itemIds);
    const impressionIds = batch
      .flatMap(({ event }) => (event.itemId === null ? event.impressionIds : []))
      .filter((impressionId) => served.itemNo(impressionId) === null);
    const logged = impressionIds.length > 0 ? await logStore.itemsOfImpressions(impressionIds) : new Int32Array(0);
    const loggedItemNo = new Map(impressionIds.map((impressionId, index) => [impressionId, logged[index]!]));

    const entries: StateEntries = new Map();
    const waiting: Parked[] = [];
    for (const one of batch) {
      const { event } = one;
      if (event.itemId !== null) {
        addEntries(entries, event, Int32Array.of(itemNumbers.known(event.itemId)));
        continue;
      }
      const itemNos = event.impressionIds.map((id) => served.itemNo(id) ?? (loggedItemNo.get(id) || null));
      if (itemNos.includes(null) && !isGone(one)) waiting.push(one);
      else
        addEntries(
          entries,
          event,
          Int32Array.from(itemNos, (itemNo) => itemNo ?? 0),
        );
    }
    await mergeUserStates(userStates, entries, logger);
    return waiting;
  }

  const isGone = ({ event, toPosition }: Parked): boolean =>
    shippedTo() >= toPosition && clock.nowMs() - event.receivedAtMs >= IMPRESSION_GRACE_MS;

  return {
    merge,
    get parkedFrom() {
      return parked.length === 0 ? null : parked.reduce((least, one) => Math.min(least, one.fromPosition), Infinity);
    },
    get parkedCount() {
      return parked.length;
    },
    async settled() {
      while (settling !== null) await settling;
    },
    async stop() {
      stopping.abort();
      await settling;
    },
  };
}

function addEntries(entries: StateEntries, event: ViewerEvent, itemNos: Int32Array): void {
  const added = stateEntriesOf(event, event.itemId === null ? 0 : itemNos[0]!, itemNos);
  const { events, views } = entriesOf(entries, event.userKey);
  events.push(...added.events);
  views.push(...added.views);
}

function addChange(entries: StateEntries, change: UserChange): void {
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
