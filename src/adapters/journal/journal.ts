import { closeSync, mkdirSync, openSync } from 'node:fs';
import { MarqueeError } from '../../domain/errors.ts';
import type { Journal, JournalRecords } from '../../domain/ports/journal.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { createDamageReport, type DamagePlace } from './damage-report.ts';
import { createGroupCommit } from './group-commit.ts';
import { journalIdOf } from './journal-id.ts';
import { type JournalIo, SYSTEM_IO } from './journal-io.ts';
import { readRecords } from './read-records.ts';
import { MAX_PAYLOAD_BYTES, RECORD_HEAD_BYTES } from './record.ts';
import { recoverSegments } from './recover.ts';
import {
  closeSegment,
  createSegment,
  deleteSegment,
  endOf,
  fileBytesOf,
  SEGMENT_HEADER_BYTES,
  type Segment,
  using,
} from './segment.ts';
import { syncAncestors } from './sync-ancestors.ts';
import { writeRecords } from './write-records.ts';

export interface JournalOptions {
  readonly directory: string;
  /** Refuses records beyond this many bytes on disk. */
  readonly maxBytes: number;
  readonly segmentBytes?: number;
  /** A plain append is synced after this long at the latest. */
  readonly syncDelayMs?: number;
  readonly logger: Logger;
  /** Called for every piece of the journal that was no record, once each. */
  readonly onDamage?: (place: DamagePlace, bytes: number) => void;
  /** Called once when the disk failed to keep what it had taken. The process must end: no later sync can be believed. */
  readonly onFatal: (error: Error) => void;
  readonly io?: Partial<JournalIo>;
}

const MIB = 1024 ** 2;

/** The journal of a directory (see domain/ports/journal.ts), one process at a time: the caller holds the lock. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { directory, maxBytes, syncDelayMs = 40, logger } = options;
  // Small enough that what is consumed frees room long before the whole bound is used.
  const segmentBytes = Math.min(options.segmentBytes ?? 64 * MIB, Math.ceil(maxBytes / 4));
  const io = { ...SYSTEM_IO, ...options.io };

  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const directoryFd = openSync(directory, 'r');
  const journalId = journalIdOf(directory);
  const report = createDamageReport({ directory, logger, onDamage: options.onDamage ?? (() => {}) });
  const segments = await recoverSegments(directory, directoryFd, journalId, io, report);
  await syncAncestors(directory, io);
  const listeners = new Set<() => void>();
  let directoryDirty = false;
  let trimmedTo = 0;
  let closed = false;
  const active = (): Segment => segments.at(-1)!;
  let syncedPosition = endOf(active());
  let closedBytes = segments.slice(0, -1).reduce((sum, segment) => sum + fileBytesOf(segment), 0);

  const commit = createGroupCommit({
    delayMs: syncDelayMs,
    sync,
    onSynced: () => {
      for (const listener of listeners) listener();
    },
    onFatal: (error) => {
      logger.error({ err: error, directory }, 'journal: the disk failed to keep records; ending');
      options.onFatal(error);
    },
  });

  async function sync(): Promise<void> {
    const upTo = endOf(active());
    const dirty = segments.filter((segment) => segment.dirty);
    for (const segment of dirty) segment.dirty = false;
    const work = dirty.map((segment) => using(segment, () => io.fdatasync(segment.fd)));
    if (directoryDirty) work.push(io.fsync(directoryFd));
    directoryDirty = false;
    await Promise.all(work);
    syncedPosition = upTo;
  }

  function write(payloads: readonly Uint8Array[], secondTry = false): number {
    if (closed) throw unavailable('The journal is closed: the service is stopping.');
    if (commit.failure !== null) throw unavailable('The journal has failed; restart the service.', commit.failure);
    let bytes = 0;
    for (const payload of payloads) {
      if (payload.length > MAX_PAYLOAD_BYTES)
        throw unavailable('A record is larger than the journal takes; send less.');
      bytes += RECORD_HEAD_BYTES + payload.length;
    }
    try {
      if (active().length > 0 && active().length + bytes > segmentBytes) startSegment(endOf(active()));
      const room = maxBytes - closedBytes - fileBytesOf(active());
      if (bytes + SEGMENT_HEADER_BYTES > room) throw unavailable('The journal is full; try again later.');
      return writeRecords(active(), payloads, { journalId, io });
    } catch (error) {
      if (!secondTry && letActiveGo()) return write(payloads, true);
      if (error instanceof MarqueeError) throw error;
      throw unavailable('The journal cannot be written; check the disk and try again later.', error);
    }
  }

  function startSegment(firstPosition: number): void {
    const segment = createSegment(directory, firstPosition);
    closedBytes += fileBytesOf(active());
    segments.push(segment);
    directoryDirty = true;
  }

  async function read(fromPosition: number, maxReadBytes: number): Promise<JournalRecords> {
    let position = Math.max(fromPosition, segments[0]!.firstPosition);
    let at = segments.findLastIndex((segment) => segment.firstPosition <= position);
    while (position >= endOf(segments[at]!) && at + 1 < segments.length) position = segments[++at]!.firstPosition;
    const segment = segments[at]!;
    return using(segment, () => readFrom(segment, position, maxReadBytes));
  }

  async function readFrom(segment: Segment, position: number, maxReadBytes: number): Promise<JournalRecords> {
    const end = Math.min(endOf(segment), syncedPosition);
    const { payloads, consumedBytes, damage } = await readRecords(segment, position, end, maxReadBytes);
    damage.forEach(report.within);
    return { payloads, nextPosition: position + consumedBytes };
  }

  /** When there is no room: an active segment that nobody needs any more is deleted as well. true: it was. */
  function letActiveGo(): boolean {
    if (active().length === 0 || endOf(active()) > trimmedTo) return false;
    try {
      startSegment(endOf(active()));
      deleteTrimmed();
      return true;
    } catch (error) {
      logger.warn({ err: error, directory }, 'journal: could not make room');
      return false;
    }
  }

  function deleteTrimmed(): void {
    while (segments.length > 1 && endOf(segments[0]!) <= trimmedTo) {
      const oldest = segments.shift()!;
      closedBytes -= fileBytesOf(oldest);
      deleteSegment(oldest);
      directoryDirty = true;
    }
  }

  return {
    journalId,
    append(payload) {
      const position = write([payload]);
      commit.arm();
      return position;
    },
    async appendDurable(payloads) {
      if (payloads.length > 0) write(payloads);
      await commit.wait().catch((cause) => {
        throw unavailable('The journal could not make the records durable; try again later.', cause);
      });
    },
    read,
    async trim(beforePosition) {
      trimmedTo = Math.max(trimmedTo, beforePosition);
      deleteTrimmed();
      if (directoryDirty) commit.arm();
    },
    rotate() {
      if (active().length > 0) startSegment(endOf(active()));
      commit.arm();
    },
    advance(toPosition) {
      if (toPosition > endOf(active())) startSegment(toPosition);
      commit.arm();
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get startPosition() {
      return segments[0]!.firstPosition;
    },
    get endPosition() {
      return endOf(active());
    },
    get sizeBytes() {
      return closedBytes + fileBytesOf(active());
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        if (commit.failure === null) await commit.wait();
      } finally {
        for (const segment of segments) closeSegment(segment);
        closeSync(directoryFd);
      }
    },
  };
}

const unavailable = (sentence: string, cause?: unknown): MarqueeError =>
  new MarqueeError('journal-unavailable', sentence, { cause });
