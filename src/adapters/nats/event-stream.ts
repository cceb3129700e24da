import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { EventStream, StreamGroup, Subscription } from '../../domain/ports/event-stream.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { type OpenedStream, openStreamConnection } from './connection.ts';
import { streamName } from './ensure-stream.ts';
import { startGroupReader } from './group-reader.ts';
import { type Handled, handledUpTo } from './handled-up-to.ts';
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
  /** Takes out of the stream what every group has acknowledged; returns up to where that is. */
  async function trim(): Promise<Handled> {
    const { jsm } = opened();
    const handled = await handledUpTo(jsm, tenant);
    const { upTo, state } = handled;
    if (state.messages > 0 && upTo > state.first_seq) await jsm.streams.purge(streamName(tenant), { seq: upTo });
    return handled;
  }

  /** Whoever reads trims, all the same: who is not alone does it twice, which is harmless. */
  async function keepTrimming(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(TRIM_EVERY_MS, closing.signal);
      if (closing.signal.aborted || subscriptions.size === 0 || connection.current === null) continue;
      await trim().catch((error: unknown) => {
        if (!closing.signal.aborted)
          logger.info({ err: error }, 'the event stream could not be trimmed; the next time');
      });
    }
  }
  const trimming = keepTrimming();

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
    async settled(until) {
      let last: number | null = null;
      const signal = until === undefined ? closing.signal : AbortSignal.any([closing.signal, until]);
      while (!signal.aborted) {
        try {
          last ??= (await opened().jsm.streams.info(streamName(tenant))).state.last_seq;
          if ((await trim()).upTo > last) return;
        } catch (error) {
          // While a leader is chosen nobody knows. It is the caller who loses patience.
          logger.info({ err: error }, 'the event stream does not say how far it is handled; asked again');
        }
        await pause(SETTLE_MS, signal);
      }
      throw new MarqueeError('unavailable', 'Not everything in the event stream was handled in time.');
    },
    async backlog() {
      const { messages, bytes, first_ts } = (await opened().jsm.streams.info(streamName(tenant))).state;
      return { records: messages, bytes, oldestAtMs: messages === 0 ? null : Date.parse(first_ts) };
    },
    async ping() {
      // Asks the stream's leader: servers without a quorum can be talked to and take nothing.
      await opened().jsm.streams.info(streamName(tenant));
    },
    async close() {
      closing.abort();
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.stop()));
      await trimming;
      await connection.close();
    },
  };
}

const SETTLE_MS = 50;
const TRIM_EVERY_MS = 2000;
