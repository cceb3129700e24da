/**
 * What replicas share between an acknowledged record and every store: whoever publishes a record need not be who handles it. Each
 * group handles every record at least once, and no group waits for another.
 */
export interface EventStream {
  /**
   * Resolves when all records are durable: only then may they be acknowledged. Rejects with MarqueeError 'journal-unavailable' when
   * that cannot be said of one of them within a few seconds; publishing all of them again is harmless. RangeError
   * for a record that is too long.
   */
  publish(records: readonly StreamRecord[]): Promise<void>;
  /** The same for one record; `handled` resolves when the group has handled it, whichever replica did. It may never resolve. */
  publishAndFollow(record: StreamRecord, group: StreamGroup): Promise<{ readonly handled: Promise<void> }>;
  /** This process takes part in the group from now on. Throws when it does already. */
  subscribe(group: StreamGroup, options: SubscribeOptions): Subscription;
  /**
   * Resolves when every group has handled everything published before this call. Rejects when the stream is closed before, or the
   * signal is aborted.
   */
  settled(signal?: AbortSignal): Promise<void>;
  /** What not every group has handled yet. Rejects when the stream does not answer. */
  backlog(): Promise<StreamBacklog>;
  /** Rejects unless records can be published. */
  ping(): Promise<void>;
  /** After stopping every subscription. What is not handled stays. */
  close(): Promise<void>;
}

export interface StreamBacklog {
  readonly records: number;
  /** Of the whole stream: what is handled leaves a little later. */
  readonly bytes: number;
  /** When the oldest was published; null when there is none. */
  readonly oldestAtMs: number | null;
}

export const STREAM_GROUPS = ['log', 'state'] as const;
/** Who reads the stream: what brings records into the log, and what merges them into the user states. */
export type StreamGroup = (typeof STREAM_GROUPS)[number];

export interface StreamRecord {
  /** The same id twice within minutes is one record: it has to name the content. At most 300 printable ASCII characters. */
  readonly id: string;
  /** Whose record it is: who reads is partitioned by it. */
  readonly userKey: string;
  /** At most MAX_STREAM_RECORD_BYTES. */
  readonly payload: Uint8Array;
}

/** What every server takes as it is installed. */
export const MAX_STREAM_RECORD_BYTES = 512 * 1024;

export interface SubscribeOptions {
  /** Of one batch. */
  readonly maxRecords: number;
  /** Pause after a batch, so that the next is worth a transaction. */
  readonly lingerMs: number;
  /**
   * Resolves when the records are handled, save those kept. Rejects when none is: they come again, to this process or another, ever
   * more slowly up to 5 s, for ever.
   */
  readonly handle: (records: readonly DeliveredRecord[]) => Promise<void>;
}

export interface DeliveredRecord {
  readonly payload: Uint8Array;
  /**
   * Takes the record out of its batch: it is handled when every function that was returned for it has been called, and nobody
   * waits for that. Should the process end before, it comes again.
   */
  keep(): () => void;
}

export interface Subscription {
  /** After the batch under way; what is not handled goes to other processes at once. */
  stop(): Promise<void>;
}
