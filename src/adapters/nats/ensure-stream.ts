import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { STREAM_GROUPS, type StreamGroup } from '../../domain/ports/event-stream.ts';

export interface StreamSettings {
  /** Of the stream, its consumers' and its subjects' names. */
  readonly tenant: string;
  /** Beyond it nothing is taken: what is acknowledged is never dropped for what is new. An older stream is made larger, never smaller. */
  readonly maxBytes: number;
  /** Of every record; where there are fewer servers it is one, until there are. */
  readonly replicas: number;
}

export interface EnsuredStream {
  /** One a group and partition. */
  readonly consumers: readonly {
    readonly group: StreamGroup;
    readonly partition: number;
    readonly info: ConsumerInfo;
  }[];
  /** Of every record, as the stream has them. */
  readonly replicas: number;
  /** What was made because it was missing: nothing, once the stream is in use. */
  readonly made: readonly string[];
}

/** As many readers of a group as are busy at the same time. Fixed: it is in the subjects and in the consumers' names. */
export const PARTITIONS = 8;

/** A replica that died has its records taken over after this; who lives says so three times in it. */
export const ACK_WAIT_MS = 9000;

export const streamName = (tenant: string): string => `${tenant}-events`;
export const consumerName = (group: StreamGroup, partition: number): string => `${group}-${partition}`;
export const subjectOf = (tenant: string, partition: number | '*'): string => `${tenant}.events.${partition}`;

/**
 * Makes the stream and its consumers where they are missing, and brings an older stream to the settings. A consumer begins with all
 * that is in the stream, so that making one anew repeats records and loses none. Rejects when the servers cannot do it now.
 */
export async function ensureStream(jsm: JetStreamManager, settings: StreamSettings): Promise<EnsuredStream> {
  const { tenant } = settings;
  const name = streamName(tenant);
  const { stream, made } = await ensureStreamItself(jsm, settings);
  const wanted = STREAM_GROUPS.flatMap((group) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      group,
      partition,
      consumer: consumerName(group, partition),
    })),
  );
  const existing = new Map<string, ConsumerInfo>();
  for await (const info of jsm.consumers.list(name)) existing.set(info.name, info);
  const consumers = await Promise.all(
    wanted.map(async ({ group, partition, consumer }) => ({
      group,
      partition,
      info:
        existing.get(consumer) ??
        (await jsm.consumers.add(name, {
          durable_name: consumer,
          filter_subject: subjectOf(tenant, partition),
          deliver_policy: DeliverPolicy.All,
          ack_policy: AckPolicy.Explicit,
          ack_wait: nanos(ACK_WAIT_MS),
          max_deliver: -1,
          max_ack_pending: MAX_ACK_PENDING,
        })),
    })),
  );
  const added = wanted.filter(({ consumer }) => !existing.has(consumer)).map(({ consumer }) => consumer);
  return { consumers, replicas: stream.config.num_replicas, made: [...made, ...added] };
}

/** Records that are kept must not hold up those behind them. */
const MAX_ACK_PENDING = 50_000;
const DUPLICATE_WINDOW_MS = 120_000;

async function ensureStreamItself(
  jsm: JetStreamManager,
  settings: StreamSettings,
): Promise<{ stream: StreamInfo; made: readonly string[] }> {
  const { tenant, maxBytes, replicas } = settings;
  const name = streamName(tenant);
  const existing = await jsm.streams.info(name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return null;
    throw error;
  });
  if (existing === null) {
    const config: Partial<StreamConfig> & { name: string } = {
      name,
      subjects: [subjectOf(tenant, '*')],
      storage: StorageType.File,
      // Nothing leaves because the servers think that nobody wants it: see the trimming in event-stream.ts.
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_bytes: maxBytes,
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    };
    const stream = await orWithOne(replicas, (count) => jsm.streams.add({ ...config, num_replicas: count }));
    return { stream, made: [name] };
  }
  const { config } = existing;
  // Only ever more, so that services of different settings do not take it from each other.
  const wanted = { replicas: Math.max(replicas, config.num_replicas), maxBytes: Math.max(maxBytes, config.max_bytes) };
  if (config.num_replicas === wanted.replicas && config.max_bytes === wanted.maxBytes) {
    return { stream: existing, made: [] };
  }
  const stream = await orWithOne(wanted.replicas, (count) =>
    jsm.streams.update(name, {
      ...config,
      max_bytes: wanted.maxBytes,
      num_replicas: Math.max(count, config.num_replicas),
    }),
  );
  return { stream, made: [] };
}

/** A server alone, or a cluster of two, takes no more than one replica. */
async function orWithOne(replicas: number, make: (count: number) => Promise<StreamInfo>): Promise<StreamInfo> {
  if (replicas === 1) return make(1);
  try {
    return await make(replicas);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || !TOO_FEW_SERVERS.includes(error.code)) throw error;
    return make(1);
  }
}

const STREAM_NOT_FOUND = 10059;
/** JetStream's own error codes: no suitable peers for placement; replicas > 1 without a cluster. */
const TOO_FEW_SERVERS: readonly number[] = [10005, 10074];
