import type { StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import { type EventStream, STREAM_GROUPS, type StreamGroup } from '../../domain/ports/event-stream.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { type OpenedStream, openStreamConnection } from './connection.ts';
import { streamName } from './ensure-stream.ts';
import { type GroupReader, startGroupReader } from './group-reader.ts';
import { createLedger } from './ledger.ts';
import { pause } from './pause.ts';
import { createPublisher } from './publisher.ts';
import { sweep } from './sweep.ts';

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
  const readers = new Map<StreamGroup, GroupReader>();
  const listening = new WeakSet<NatsConnection>();
  const missedSince = new Map<number, number>();
  let ledger = createLedger();
  let seen = { created: '', lastSeq: 0, isWhole: true };
  const closing = new AbortController();

  const opened = (): OpenedStream => {
    const { current } = connection;
    if (current === null) throw new MarqueeError('unavailable', 'The event stream is away.');
    return current;
  };
  const handledSubject = (group: string): string => `${tenant}.handled.${group}`;

  /** Hears from the others what they have handled. What is not heard is read again by and by (sweep.ts), which is harmless. */
  function listen({ connection: nats }: OpenedStream): void {
    if (listening.has(nats)) return;
    listening.add(nats);
    for (const group of STREAM_GROUPS) {
      nats.subscribe(handledSubject(group), {
        callback: (error, message) => {
          if (error === null) ledger.note(group, message.json<number[]>());
        },
      });
    }
  }

  /**
   * Takes out of the stream what every group is known to have handled: told by those who did it, never concluded from what consumers
   * or their acknowledgements look like on the servers. Returns up to where it is handled.
   */
  async function trim(): Promise<number> {
    const { jsm } = opened();
    const info = await jsm.streams.info(streamName(tenant));
    const { first_seq, last_seq, messages, bytes } = info.state;
    // Numbers of a stream that was made anew begin anew.
    if (seen.created !== '' && (seen.created !== info.created || last_seq < seen.lastSeq)) ledger = createLedger();
    const wasWhole = seen.isWhole;
    seen = { created: info.created, lastSeq: last_seq, isWhole: isWhole(info) };
    ledger.begin(messages === 0 ? last_seq + 1 : first_seq);
    const mayPurge = (wasWhole && seen.isWhole) || bytes > info.config.max_bytes / 2;
    if (mayPurge && messages > 0 && ledger.upTo > first_seq) {
      await jsm.streams.purge(streamName(tenant), { seq: Math.min(ledger.upTo, last_seq + 1) });
    }
    return ledger.upTo;
  }

  async function sweepAll(): Promise<void> {
    for (const [group, reader] of readers) {
      const found = await sweep(opened(), { tenant, group, reader, ledger, missedSince, nowMs: clock.nowMs() });
      if (found > 0)
        logger.warn({ group, found }, 'records that no consumer brought were read out of the event stream');
    }
  }

  /** Whoever reads does this: who is not alone does some of it twice, which is harmless. */
  async function keepHouse(): Promise<void> {
    for (let round = 1; ; round++) {
      const current = await connection.opened(closing.signal);
      if (current === null) return;
      listen(current);
      try {
        if (readers.size > 0) await trim();
        if (round % SWEEP_EACH === 0) await sweepAll();
      } catch (error) {
        if (!closing.signal.aborted) logger.info({ err: error }, 'the event stream was not trimmed; the next time');
      }
      await pause(TRIM_EVERY_MS, closing.signal);
    }
  }
  const housekeeping = keepHouse();

  return {
    ...createPublisher({ connection, tenant, closing: closing.signal, clock }),
    subscribe(group, subscribeOptions) {
      if (readers.has(group)) throw new Error(`The group ${group} is subscribed to already.`);
      const reader = startGroupReader({
        connection,
        group,
        options: subscribeOptions,
        onHandled(seqs) {
          ledger.note(group, seqs);
          connection.current?.connection.publish(handledSubject(group), JSON.stringify(seqs));
        },
        logger,
      });
      readers.set(group, reader);
      return {
        async stop() {
          await reader.stop();
          readers.delete(group);
        },
      };
    },
    async settled(until) {
      let last: number | null = null;
      const signal = until === undefined ? closing.signal : AbortSignal.any([closing.signal, until]);
      while (!signal.aborted) {
        try {
          last ??= (await opened().jsm.streams.info(streamName(tenant))).state.last_seq;
          if ((await trim()) > last) return;
        } catch (error) {
          // While a leader is chosen nobody knows. It is the caller who loses patience.
          logger.info({ err: error }, 'the event stream does not say how far it is handled; asked again');
        }
        await pause(SETTLE_MS, signal);
      }
      throw new MarqueeError('unavailable', 'Not everything in the event stream was handled in time.');
    },
    async backlog() {
      const { jsm } = opened();
      const { messages, bytes, first_seq, last_seq } = (await jsm.streams.info(streamName(tenant))).state;
      const from = Math.max(first_seq, ledger.upTo);
      if (messages === 0 || from > last_seq) return { records: 0, bytes, oldestAtMs: null };
      const oldest = await jsm.streams.getMessage(streamName(tenant), { seq: from });
      return { records: last_seq + 1 - from, bytes, oldestAtMs: oldest?.time.getTime() ?? null };
    },
    async ping() {
      // Asks the stream's leader: servers without a quorum can be talked to and take nothing.
      await opened().jsm.streams.info(streamName(tenant));
    },
    async close() {
      closing.abort();
      await Promise.all([...readers.values()].map((reader) => reader.stop()));
      await housekeeping;
      await connection.close();
    },
  };
}

/**
 * Whether no replica is away or catching up. Only then is the stream purged, unless it is half full: of records that were purged while
 * one caught up, others were lost (nats-server 2.9.10; ADR 13).
 */
function isWhole({ config, cluster }: StreamInfo): boolean {
  if (config.num_replicas === 1) return true;
  const replicas = cluster?.replicas ?? [];
  const areCurrent = replicas.every(({ current, offline }) => current && !offline);
  return cluster?.leader !== undefined && replicas.length === config.num_replicas - 1 && areCurrent;
}

const SETTLE_MS = 50;
const TRIM_EVERY_MS = 2000;
/** Of these rounds one in so many looks for what was passed over. */
const SWEEP_EACH = 3;
