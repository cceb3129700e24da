import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { StateOffset } from '../domain/ports/state-offset.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { createCursor } from './cursor.ts';
import { createLogShipper } from './log-shipper.ts';
import { createServedImpressions, type ServedImpressions } from './served-impressions.ts';
import { sleep as realSleep, type Sleep } from './sleep.ts';
import { createStateMerger, IMPRESSION_GRACE_MS } from './state-merger.ts';

/**
 * The one reader of a journal. Two cursors side by side, neither waiting for the other: one brings decisions and events into the
 * log, once; the other merges events into the user states. What both are done with is trimmed.
 */
export interface Consumer {
  start(): void;
  /**
   * Resolves when everything appended before this call is in the log and in the user states. After `timeoutMs` rejects with
   * MarqueeError 'unavailable': the journal keeps the rest for the next start.
   */
  drain(timeoutMs?: number): Promise<void>;
  /** Resolves when everything durable before this call is in the user states, save what waits for the name of its item. */
  merged(): Promise<void>;
  /** After the batches under way; the rest stays in the journal. */
  stop(): Promise<void>;
  lag(): ConsumerLag;
}

export interface ConsumerLag {
  readonly unshippedBytes: number;
  readonly unmergedBytes: number;
  /** Events merged past, waiting for the names of their items. */
  readonly parkedEvents: number;
}

export interface ConsumerDeps {
  readonly journal: Journal;
  readonly logStore: LogStore;
  readonly userStates: UserStateStore;
  readonly itemNumbers: ItemNumbers;
  readonly stateOffset: StateOffset;
  /** The pages served here, where others look them up, too. */
  readonly served?: ServedImpressions;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sleep?: Sleep;
}

/** Where in the journal the batch lay that an event came in. */
interface Stretch {
  readonly fromPosition: number;
  readonly toPosition: number;
}

/** So many only when that many wait: each batch costs a dozen round trips and a sync of Postgres' own log. */
const LOG_BATCH_BYTES = 4 * 1024 ** 2;
/** Small enough that decoding one does not hold up a page. */
const LOG_PIECE_BYTES = 128 * 1024;
const STATE_BATCH_BYTES = 256 * 1024;
/** A transaction a page would cost Postgres more than the page; impressions may be two seconds late. */
const LOG_LINGER_MS = 200;
const SAVE_EVERY_MS = 1000;

export function createConsumer(deps: ConsumerDeps): Consumer {
  const { journal, logStore, userStates, itemNumbers, stateOffset, clock, logger, metrics, sleep = realSleep } = deps;
  const { served = createServedImpressions() } = deps;
  let savedAtMs = Number.NEGATIVE_INFINITY;
  let saving = Promise.resolve();

  const shipper = createLogShipper({ journal, logStore, clock, logger, metrics });
  const merger = createStateMerger<Stretch>({
    userStates,
    itemNumbers,
    logStore,
    served,
    // Of this journal's pages it is known when they are shipped.
    isGone: ({ event, receipt }) =>
      shipper.shippedTo >= receipt.toPosition && clock.nowMs() - event.receivedAtMs >= IMPRESSION_GRACE_MS,
    onSettled() {},
    onProgress,
    clock,
    sleep,
    logger,
  });
  const logCursor = createCursor({
    name: 'log',
    journal,
    maxBytes: LOG_BATCH_BYTES,
    pieceBytes: LOG_PIECE_BYTES,
    lingerMs: LOG_LINGER_MS,
    locate: shipper.locate,
    prepare: shipper.prepare,
    handle: shipper.ship,
    onProgress,
    sleep,
    logger,
  });
  const stateCursor = createCursor({
    name: 'state',
    journal,
    maxBytes: STATE_BATCH_BYTES,
    pieceBytes: STATE_BATCH_BYTES,
    lingerMs: 0,
    // A saved position past the end is of records that a restored journal does not have.
    locate: async (position) => position ?? Math.min(await stateOffset.load(), journal.endPosition),
    prepare: (payloads) => payloads,
    handle({ pieces, fromPosition, toPosition }) {
      const stretch = { fromPosition, toPosition };
      return merger.merge({ payloads: pieces.flat(), receiptOf: () => stretch });
    },
    onProgress,
    sleep,
    logger,
  });

  function onProgress(): void {
    if (clock.monotonicMs() - savedAtMs >= SAVE_EVERY_MS) void save();
    else void trim();
  }

  /** One after the other, so that an older position never overwrites a newer one. */
  function save(): Promise<void> {
    savedAtMs = clock.monotonicMs();
    saving = saving.then(async () => {
      if (stateCursor.position === null) return;
      try {
        await stateOffset.save(mergedTo());
      } catch (error) {
        logger.warn({ err: error }, 'the position of the user states could not be saved');
      }
      await trim();
    });
    return saving;
  }

  /** All before it is in the user states: whoever begins earlier, from a position saved long ago, misses nothing that is gone. */
  const mergedTo = (): number =>
    merger.parkedReceipts().reduce((least, one) => Math.min(least, one.fromPosition), stateCursor.position ?? 0);

  /** Saved or not: on a full disk no position can be saved before what is consumed is let go. */
  async function trim(): Promise<void> {
    try {
      await journal.trim(Math.min(shipper.shippedTo, mergedTo()));
    } catch (error) {
      logger.warn({ err: error }, 'the journal could not be trimmed');
    }
  }

  async function drainAll(): Promise<void> {
    // Also makes what was appended readable.
    await journal.appendDurable([]);
    const end = journal.endPosition;
    await Promise.all([logCursor.reached(end), stateCursor.reached(end).then(() => merger.settled())]);
    await save();
  }

  return {
    start() {
      logCursor.start();
      stateCursor.start();
    },
    async drain(timeoutMs) {
      if (timeoutMs === undefined) return drainAll();
      const over = new AbortController();
      const late = sleep(timeoutMs, over.signal).then(() => {
        if (over.signal.aborted) return;
        throw new MarqueeError(
          'unavailable',
          'Not everything was stored in time; the journal keeps it for the next start.',
        );
      });
      try {
        await Promise.race([drainAll(), late]);
      } finally {
        over.abort();
      }
    },
    merged: () => stateCursor.reached(journal.endPosition),
    async stop() {
      await Promise.all([logCursor.stop(), stateCursor.stop(), merger.stop()]);
      await save();
    },
    lag: () => ({
      unshippedBytes: Math.max(0, journal.endPosition - shipper.shippedTo),
      unmergedBytes: Math.max(0, journal.endPosition - (stateCursor.position ?? 0)),
      parkedEvents: merger.parkedCount,
    }),
  };
}
