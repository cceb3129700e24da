import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { EventStream, StreamGroup, Subscription } from '../../domain/ports/event-stream.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { type OpenedStream, openStreamConnection } from './connection.ts';
import { streamName } from './ensure-stream.ts';
import { startGroupReader } from './group-reader.ts';
import { pause } from './pause.ts';
import { createPublisher } from './publisher.ts';

export interface NatsEventStreamOptions {
  /** nats:// or tls:// URLs of some servers of one cluster, separated by commas; credentials are those of the first. */
  readonly url: string;
  readonly tenant: string;
  /** Of all that is not handled yet. */
  readonly maxBytes: number;
  /** Of every record, where there are as many servers; else one, and the log says so. */
  readonly replicas?: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The event stream in NATS JetStream: one stream a tenant, kept in files, its subjects and durable consumers partitioned by user.
 * Returns at once and connects in the background, for ever; until then nothing can be published.
 */
export function openNatsEventStream(options: NatsEventStreamOptions): EventStream {
  const { tenant, clock, logger, replicas = 3 } = options;
  const connection = openStreamConnection({ ...options, replicas });
  const subscriptions = new Map<StreamGroup, Subscription>();
  const closing = new AbortController();

  const opened = (): OpenedStream => {
    const { current } = connection;
    if (current === null) throw new MarqueeError('unavailable', 'The event stream is away.');
    return current;
  };
  const state = async () => (await opened().jsm.streams.info(streamName(tenant))).state;

  return {
    ...createPublisher({ connection, tenant, closing: closing.signal, clock }),
    subscribe(group, subscribeOptions) {
      if (subscriptions.has(group)) throw new Error(`The group ${group} is subscribed to already.`);
      const reader = startGroupReader({ connection, group, options: subscribeOptions, logger });
      const subscription = {
        async stop() {
          await reader.stop();
          subscriptions.delete(group);
        },
      };
      subscriptions.set(group, subscription);
      return subscription;
    },
    async settled() {
      let lastSeq: number | null = null;
      while (!closing.signal.aborted) {
        const { messages, last_seq, first_seq } = await state();
        lastSeq ??= last_seq;
        // What both groups have acknowledged is gone.
        if (messages === 0 || first_seq > lastSeq) return;
        await pause(SETTLE_MS, closing.signal);
      }
      throw new MarqueeError('unavailable', 'The event stream was closed before everything was handled.');
    },
    async backlog() {
      const { messages, bytes, first_ts } = await state();
      return { records: messages, bytes, oldestAtMs: messages === 0 ? null : Date.parse(first_ts) };
    },
    async ping() {
      // Asks the stream's leader: servers without a quorum can be talked to and take nothing.
      await state();
    },
    async close() {
      closing.abort();
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.stop()));
      await connection.close();
    },
  };
}

const SETTLE_MS = 25;
