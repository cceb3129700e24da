/**
 * The append-only log between every answer and every store. A position is a byte offset that only grows, across segments and
 * restarts; a record is opaque bytes. See ARCHITECTURE.md, "The journal".
 */
export interface Journal {
  /** Names this journal for ever: the consumer's offset in Postgres belongs to it. */
  readonly journalId: string;
  /**
   * Hands a record to the operating system; it survives a crash of the process at once and of the machine within 50 ms.
   * Throws MarqueeError 'journal-unavailable' when the journal is full or closed: nothing was kept. Returns its position.
   */
  append(payload: Uint8Array): number;
  /**
   * As append for all records, resolved after fdatasync (shared by all who wait): only then may they be acknowledged. All or none
   * is kept; without records it waits for what was appended before. Rejects with MarqueeError 'journal-unavailable'.
   */
  appendDurable(payloads: readonly Uint8Array[]): Promise<void>;
  /**
   * Whole records from a position on, at most about maxBytes of them (at least one, if there is one). Only what is synced is
   * read: an offset kept elsewhere never points behind what a crash leaves of the journal.
   */
  read(fromPosition: number, maxBytes: number): Promise<JournalRecords>;
  /**
   * Forgets everything before the position: deletes the segments that lie wholly before it. A crash of the machine may bring them
   * back until the next sync (appendDurable([]) waits for one).
   */
  trim(beforePosition: number): Promise<void>;
  /** Lets the next record begin a segment of its own, so that trimming up to here leaves no byte of what was appended before. */
  rotate(): void;
  /** Leaves the positions up to this one unused: for a journal restored from a copy older than an offset kept elsewhere. */
  advance(toPosition: number): void;
  /** Called when appended records have become readable: once a sync. Returns what takes the listener away. */
  onAppend(listener: () => void): () => void;
  /** Position of the oldest record still kept, and the one after the newest. */
  readonly startPosition: number;
  readonly endPosition: number;
  /** Bytes on disk. */
  readonly sizeBytes: number;
  close(): Promise<void>;
}

export interface JournalRecords {
  readonly payloads: readonly Uint8Array[];
  /** Where to read on. */
  readonly nextPosition: number;
}
