import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { EventStream, Subscription } from '../domain/ports/event-stream.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { readRecords } from './read-records.ts';
import type { ServedImpressions } from './served-impressions.ts';
import { sleep as realSleep, type Sleep } from './sleep.ts';
import { createStateMerger, IMPRESSION_GRACE_MS } from './state-merger.ts';

/**
 * This process's part in reading the stream that replicas share: it brings events and changes of users into the log, and merges
 * them into the user states, neither waiting for the other. A record that comes twice changes nothing: the log knows its key, and
 * the states are a merge.
 */
export interface StreamConsumer {
  start(): void;
  /**
   * Resolves when everything published before this call is in the log and in the user states, whoever brought it there. After
   * `timeoutMs` rejects with MarqueeError 'unavailable'.
   */
  drain(timeoutMs?: number): Promise<void>;
  /** After the batches under way; other processes go on with the rest, or the next start. */
  stop(): Promise<void>;
}

export interface StreamConsumerDeps {
  readonly eventStream: EventStream;
  readonly logStore: Pick<LogStore, 'store' | 'itemsOfImpressions'>;
  readonly userStates: UserStateStore;
  readonly itemNumbers: ItemNumbers;
  /** The pages served here; those of other replicas are asked of the log. */
  readonly served: ServedImpressions;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sleep?: Sleep;
}

/** At half a kilobyte an event: a transaction is worth it, and decoding does not hold up a page. */
const LOG_BATCH = 2000;
const STATE_BATCH = 500;
const LOG_LINGER_MS = 200;

export function createStreamConsumer(deps: StreamConsumerDeps): StreamConsumer {
  const { eventStream, logStore, clock, metrics, logger, sleep = realSleep } = deps;
  let subscriptions: readonly Subscription[] = [];
  const merger = createStateMerger<() => void>({
    ...deps,
    // The page may be of a replica that cannot ship for a while: what counts is how long the log has been asked.
    isGone: ({ missedAtMs }) => missedAtMs !== null && clock.nowMs() - missedAtMs >= IMPRESSION_GRACE_MS,
    onSettled: (settle) => settle(),
    onProgress() {},
    sleep,
  });

  async function store(payloads: readonly Uint8Array[]): Promise<void> {
    const records = readRecords(payloads, clock.nowMs());
    const oldestMs = records.events.reduce((least, { receivedAtMs }) => Math.min(least, receivedAtMs), Infinity);
    try {
      const { decisions, events, deadLetters } = await logStore.store(records);
      metrics.shipped(decisions, events);
      for (const [kind, count] of deadLetters) metrics.deadLetters(kind, count);
      if (deadLetters.size > 0) {
        logger.warn(Object.fromEntries(deadLetters), 'records went to the dead letters; the others are stored');
      }
    } finally {
      if (oldestMs < Infinity) metrics.eventLag(Math.max(0, clock.nowMs() - oldestMs) / 1000);
    }
  }

  return {
    start() {
      subscriptions = [
        eventStream.subscribe('log', {
          maxRecords: LOG_BATCH,
          lingerMs: LOG_LINGER_MS,
          handle: (records) => store(records.map(({ payload }) => payload)),
        }),
        eventStream.subscribe('state', {
          maxRecords: STATE_BATCH,
          lingerMs: 0,
          handle: (records) =>
            merger.merge({
              payloads: records.map(({ payload }) => payload),
              receiptOf: (index) => records[index]!.keep(),
            }),
        }),
      ];
    },
    async drain(timeoutMs) {
      if (timeoutMs === undefined) return eventStream.settled();
      const over = new AbortController();
      const late = sleep(timeoutMs, over.signal).then(() => {
        if (over.signal.aborted) return;
        throw new MarqueeError('unavailable', 'Not everything was stored in time; the stream keeps it.');
      });
      try {
        await Promise.race([eventStream.settled(over.signal), late]);
      } finally {
        over.abort();
      }
    },
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await merger.stop();
    },
  };
}
