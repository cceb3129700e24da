import { MarqueeError } from '../../domain/errors.ts';
import {
  type EventStream,
  STREAM_GROUPS,
  type StreamGroup,
  type StreamRecord,
  type SubscribeOptions,
} from '../../domain/ports/event-stream.ts';

/** What outlives a stream that is closed and opened again. */
export interface MemoryStreamContents {
  readonly waiting: ReadonlyMap<StreamGroup, StreamRecord[]>;
}

export const createMemoryStreamContents = (): MemoryStreamContents => ({
  waiting: new Map(STREAM_GROUPS.map((group) => [group, []])),
});

/** The event stream in memory, for tests. Several opened on the same contents are replicas that share it. */
export function openMemoryEventStream(
  contents = createMemoryStreamContents(),
  { maxBytes = Number.POSITIVE_INFINITY } = {},
): EventStream {
  const { waiting } = contents;
  const followers = new Map<StreamRecord, { group: StreamGroup; resolve(): void }>();
  const readers = new Map<StreamGroup, { wake(): void; stop(): Promise<void> }>();
  let closed = false;

  const held = (): Set<StreamRecord> => new Set([...waiting.values()].flat());
  const bytesOf = (records: Iterable<StreamRecord>): number =>
    [...records].reduce((sum, { payload }) => sum + payload.length, 0);

  async function publish(records: readonly StreamRecord[]): Promise<void> {
    if (closed || bytesOf(held()) + bytesOf(records) > maxBytes) {
      throw new MarqueeError('journal-unavailable', 'Nothing can be accepted at the moment.');
    }
    for (const queue of waiting.values()) queue.push(...records);
    for (const reader of readers.values()) reader.wake();
  }

  function read(group: StreamGroup, { maxRecords, handle }: SubscribeOptions) {
    const queue = waiting.get(group)!;
    const taken = new Set<StreamRecord>();
    let stopped = false;
    let news = Promise.withResolvers<void>();
    const settle = (record: StreamRecord): void => {
      taken.delete(record);
      const at = queue.indexOf(record);
      if (at >= 0) queue.splice(at, 1);
      const follower = followers.get(record);
      if (follower?.group === group) follower.resolve();
    };
    async function run(): Promise<void> {
      while (!stopped) {
        const batch = queue.filter((record) => !taken.has(record)).slice(0, maxRecords);
        if (batch.length === 0) {
          news = Promise.withResolvers();
          await news.promise;
          continue;
        }
        const kept = new Set<StreamRecord>();
        const deliver = (record: StreamRecord) => ({
          payload: record.payload,
          keep() {
            kept.add(record);
            taken.add(record);
            return () => settle(record);
          },
        });
        try {
          await handle(batch.map(deliver));
          for (const record of batch) if (!kept.has(record)) settle(record);
        } catch {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    }
    const running = run();
    return {
      wake: () => news.resolve(),
      async stop() {
        stopped = true;
        news.resolve();
        await running;
        readers.delete(group);
      },
    };
  }

  return {
    publish,
    async publishAndFollow(record, group) {
      const { promise, resolve } = Promise.withResolvers<void>();
      followers.set(record, { group, resolve });
      await publish([record]);
      return { handled: promise };
    },
    subscribe(group, options) {
      if (readers.has(group)) throw new Error(`The group ${group} is subscribed to already.`);
      const reader = read(group, options);
      readers.set(group, reader);
      return reader;
    },
    async settled(signal) {
      const before = held();
      while ([...waiting.values()].some((queue) => queue.some((record) => before.has(record)))) {
        if (closed || signal?.aborted)
          throw new MarqueeError('unavailable', 'The event stream was closed before everything was handled.');
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async backlog() {
      const records = held();
      return { records: records.size, bytes: bytesOf(records), oldestAtMs: null };
    },
    ping: async () => {},
    async close() {
      closed = true;
      await Promise.all([...readers.values()].map((reader) => reader.stop()));
    },
  };
}
