import type { Clock } from '../domain/clock.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { UserChange } from '../domain/user-change.ts';
import { checkEvent, checkUserChange } from './check-record.ts';
import {
  decodeEvents,
  decodeServedSlots,
  decodeUserChange,
  isDecisionRecord,
  isEventsRecord,
  isUserChangeRecord,
} from './journal-records.ts';
import { mergeUserStates, type StateEntries } from './merge-user-states.ts';
import type { ServedImpressions } from './served-impressions.ts';
import { backoffMs, type Sleep } from './sleep.ts';
import { addChange, addEvent } from './state-entries.ts';

/**
 * Brings records into the user states. Needs the user state store alone; an event about an item or page that this process has not
 * met is parked until Postgres can say which it was, and holds nobody else up. A receipt says which record an event came in.
 */
export interface StateMerger<Receipt> {
  merge(batch: MergeBatch<Receipt>): Promise<void>;
  /** Of what is parked, in no order, once an event. */
  parkedReceipts(): readonly Receipt[];
  readonly parkedCount: number;
  /** Resolves when nothing is parked. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface MergeBatch<Receipt> {
  readonly payloads: readonly Uint8Array[];
  /** Called once for each event that is parked. */
  receiptOf(index: number): Receipt;
}

export interface StateMergerDeps<Receipt> {
  readonly userStates: UserStateStore;
  readonly itemNumbers: ItemNumbers;
  readonly logStore: Pick<LogStore, 'itemsOfImpressions'>;
  /** The pages that passed through this process. */
  readonly served: ServedImpressions;
  /** Whether an impression that the log does not have will never be there; till then its event waits. */
  isGone(parked: Parked<Receipt>): boolean;
  /** Called for each event that was parked, once it is merged. */
  onSettled(receipt: Receipt): void;
  readonly onProgress: () => void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

export interface Parked<Receipt> {
  readonly event: ViewerEvent;
  readonly receipt: Receipt;
  /** When the log first said that it does not have one of the impressions; null before. */
  readonly missedAtMs: number | null;
}

/** An impression that the log does not have may be another replica's, not shipped yet; after this it is nobody's. */
export const IMPRESSION_GRACE_MS = 10_000;

const MAX_PARKED = 50_000;
const PARKED_A_TRIP = 2000;

export function createStateMerger<Receipt>(deps: StateMergerDeps<Receipt>): StateMerger<Receipt> {
  const { userStates, itemNumbers, logStore, served, isGone, onSettled, onProgress, clock, sleep, logger } = deps;
  const stopping = new AbortController();
  let parked: readonly Parked<Receipt>[] = [];
  let settling: Promise<void> | null = null;

  async function merge({ payloads, receiptOf }: MergeBatch<Receipt>): Promise<void> {
    if (parked.length >= MAX_PARKED) throw new Error(`${parked.length} events wait for Postgres to name their items`);
    const entries: StateEntries = new Map();
    const unknown: { event: ViewerEvent; index: number }[] = [];
    for (const [index, payload] of payloads.entries()) {
      for (const event of readPayload(payload, (change) => addChange(entries, change))) {
        const itemNos = knownItemNos(event);
        if (itemNos === null) unknown.push({ event, index });
        else addEvent(entries, event, itemNos);
      }
    }
    await mergeUserStates(userStates, entries, logger);
    // Only now: a batch that failed comes again whole.
    parked = [
      ...parked,
      ...unknown.map(({ event, index }) => ({ event, receipt: receiptOf(index), missedAtMs: null })),
    ];
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

  function readPayload(payload: Uint8Array, onChange: (change: UserChange) => void): readonly ViewerEvent[] {
    const nowMs = clock.nowMs();
    try {
      // What fails its check is left to the log's side, which keeps it as a dead letter and tells of it.
      if (isEventsRecord(payload)) return decodeEvents(payload).filter((event) => checkEvent(event, nowMs) === null);
      if (isUserChangeRecord(payload)) {
        const change = decodeUserChange(payload);
        if (checkUserChange(change, nowMs) === null) onChange(change);
      }
      if (isDecisionRecord(payload)) served.note(decodeServedSlots(payload));
    } catch (error) {
      logger.debug({ err: error }, 'a record cannot be read; the log keeps it as a dead letter');
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
  async function settleSome(batch: readonly Parked<Receipt>[]): Promise<readonly Parked<Receipt>[]> {
    const itemIds = batch.flatMap(({ event }) => (event.itemId === null ? [] : [event.itemId]));
    if (itemIds.length > 0) await itemNumbers.resolve(itemIds);
    const impressionIds = batch
      .flatMap(({ event }) => (event.itemId === null ? event.impressionIds : []))
      .filter((impressionId) => served.itemNo(impressionId) === null);
    const logged = impressionIds.length > 0 ? await logStore.itemsOfImpressions(impressionIds) : new Int32Array(0);
    const loggedItemNo = new Map(impressionIds.map((impressionId, index) => [impressionId, logged[index]!]));

    const entries: StateEntries = new Map();
    const waiting: Parked<Receipt>[] = [];
    const settled: Receipt[] = [];
    for (const one of batch) {
      const { event } = one;
      const itemNos =
        event.itemId !== null
          ? [itemNumbers.known(event.itemId)]
          : event.impressionIds.map((id) => served.itemNo(id) ?? (loggedItemNo.get(id) || null));
      const missed = { ...one, missedAtMs: one.missedAtMs ?? clock.nowMs() };
      if (itemNos.includes(null) && !isGone(missed)) {
        waiting.push(missed);
        continue;
      }
      addEvent(
        entries,
        event,
        Int32Array.from(itemNos, (itemNo) => itemNo ?? 0),
      );
      settled.push(one.receipt);
    }
    await mergeUserStates(userStates, entries, logger);
    for (const receipt of settled) onSettled(receipt);
    return waiting;
  }

  return {
    merge,
    parkedReceipts: () => parked.map(({ receipt }) => receipt),
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
