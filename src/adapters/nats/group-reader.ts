import type { ConsumerMessages } from '@nats-io/jetstream';
import type { DeliveredRecord, StreamGroup, SubscribeOptions, Subscription } from '../../domain/ports/event-stream.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { StreamConnection } from './connection.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import { ACK_WAIT_MS, PARTITIONS } from './ensure-stream.ts';
import { pause } from './pause.ts';

export interface GroupReader extends Subscription {
  /** Sequence numbers of what is here and not handled yet. */
  heldSeqs(): ReadonlySet<number>;
  /** How many more records it takes. */
  room(): number;
  /** Records that did not come by a consumer, to be handled with the others. */
  offer(deliveries: readonly Delivery[]): void;
}

/** The reading half of the stream for one group: pulls from every partition's consumer and hands on in batches of them all. */
export function startGroupReader({
  connection,
  group,
  options,
  onHandled,
  logger,
}: {
  readonly connection: StreamConnection;
  readonly group: StreamGroup;
  readonly options: SubscribeOptions;
  /** Told the sequence numbers of what is handled, soon after. */
  readonly onHandled: (seqs: readonly number[]) => void;
  readonly logger: Logger;
}): GroupReader {
  const { maxRecords, lingerMs, handle } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Delivered and not acknowledged, with the beats each has lived through. */
  const held = new Map<Delivery, number>();
  const fetches = new Set<ConsumerMessages>();
  let queue: Delivery[] = [];
  let news: number[] = [];
  let changed = Promise.withResolvers<void>();
  let working = Promise.resolve();

  /** Wakes all who wait for the queue to be longer or shorter. */
  function tellChanged(): void {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  }

  function offer(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) held.set(delivery, 0);
    queue.push(...deliveries);
    tellChanged();
  }

  async function pull(partition: number): Promise<void> {
    while (!signal.aborted) {
      const opened = await connection.opened(signal);
      if (opened === null) return;
      const { info } = opened.consumers.find((one) => one.group === group && one.partition === partition)!;
      try {
        const consumer = opened.js.consumers.getConsumerFromInfo(info);
        const messages = await consumer.fetch({ max_messages: FETCH, expires: FETCH_MS });
        fetches.add(messages);
        if (signal.aborted) messages.stop();
        const overdue = setTimeout(() => messages.stop(), OVERDUE_MS);
        try {
          for await (const message of messages) {
            offer([deliveryOf(message)]);
          }
        } finally {
          clearTimeout(overdue);
          fetches.delete(messages);
        }
      } catch (error) {
        // A leader that went away, mostly. What is acknowledged stays, and the next pull gets it.
        logger.info({ err: error, group, partition }, 'a pull from the event stream was broken off');
        await pause(RETRY_MS, signal);
      }
      while (queue.length > MAX_QUEUE && !signal.aborted) await changed.promise;
    }
  }

  async function work(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      if (queue.length === 0) {
        await changed.promise;
        continue;
      }
      const batch = queue.slice(0, maxRecords);
      const records = batch.map(deliver);
      try {
        await handle(records);
        queue = queue.slice(batch.length);
        for (const record of records) record.finish();
        tellChanged();
        failures = 0;
        if (queue.length < maxRecords && lingerMs > 0) await pause(lingerMs, signal);
      } catch (error) {
        failures++;
        const retryMs = Math.min(MAX_BACKOFF_MS, 25 * 2 ** Math.min(failures, 10));
        logger.warn(
          { err: error, group, records: batch.length, failures, retryMs },
          'stream records wait: will try again',
        );
        await pause(retryMs, signal);
      }
    }
  }

  function deliver(delivery: Delivery): DeliveredRecord & { finish(): void } {
    // One for the batch.
    let open = 1;
    const close = once(() => {
      acknowledge(delivery);
    });
    const release = (): void => {
      open--;
      if (open === 0) close();
    };
    return {
      payload: delivery.payload,
      keep() {
        open++;
        return once(release);
      },
      finish: release,
    };
  }

  function acknowledge(delivery: Delivery): void {
    if (!held.delete(delivery)) return;
    delivery.ack();
    if (news.push(delivery.seq) === 1) queueMicrotask(tellHandled);
    const { follow } = delivery;
    if (follow?.group === group) connection.current?.connection.publish(follow.inbox);
  }

  function tellHandled(): void {
    const seqs = news;
    news = [];
    onHandled(seqs);
  }

  /** Who is alive says so, that nobody takes his records over. */
  const beat = setInterval(() => {
    for (const [delivery, beats] of held) {
      if (beats > 0) delivery.working();
      held.set(delivery, beats + 1);
    }
  }, ACK_WAIT_MS / 3);
  const breakOff = (): void => {
    for (const messages of fetches) messages.stop();
  };
  // A pull that was asked of a server that is gone is answered by none, and its client would wait.
  const unsubscribe = connection.onChange(breakOff);
  const pulling = Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => pull(partition)));
  working = work();

  return {
    heldSeqs: () => new Set([...held.keys()].map(({ seq }) => seq)),
    room: () => Math.max(0, MAX_QUEUE - queue.length),
    offer,
    async stop() {
      stopping.abort();
      tellChanged();
      unsubscribe();
      breakOff();
      await working;
      clearInterval(beat);
      await pulling;
      for (const delivery of held.keys()) delivery.giveBack();
      held.clear();
    },
  };
}

const FETCH = 256;
/** Short, because a pull that nobody answers is only found out when two heartbeats are missing, of half of this each. */
const FETCH_MS = 2000;
const OVERDUE_MS = FETCH_MS + 1000;
const RETRY_MS = 250;
/** So many records wait in memory, and at most a pull of every partition more. */
const MAX_QUEUE = 2000;
const MAX_BACKOFF_MS = 5000;

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    call();
  };
}
