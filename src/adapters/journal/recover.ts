import { ftruncateSync } from 'node:fs';
import { MarqueeError } from '../../domain/errors.ts';
import type { DamageReport } from './damage-report.ts';
import type { JournalIo } from './journal-io.ts';
import { readRecords } from './read-records.ts';
import { createSegment, endOf, fileBytesOf, openSegments, SEGMENT_HEADER_BYTES, type Segment } from './segment.ts';

/**
 * The segments of a directory, fit to be appended to: the tail that a crash tore off is cut, and what is there is on the disk.
 * The positions of a cut tail are not given out again, so an offset that someone keeps never points into the middle of new records.
 * Rejects with MarqueeError 'journal-unavailable' when the disk cannot read the end: nobody can say what it holds.
 */
export async function recoverSegments(
  directory: string,
  directoryFd: number,
  journalId: string,
  io: JournalIo,
  report: DamageReport,
): Promise<Segment[]> {
  const segments = openSegments(directory, journalId, (path) => report.header({ path, bytes: SEGMENT_HEADER_BYTES }));
  const last = segments.at(-1);
  if (last === undefined) {
    segments.push(createSegment(directory, 0));
  } else {
    const writtenEnd = endOf(last);
    const intactEnd = await endOfIntact(last);
    if (intactEnd < writtenEnd) {
      report.tail({ path: last.path, position: intactEnd, bytes: writtenEnd - intactEnd });
      segments.push(createSegment(directory, writtenEnd));
      // The new segment must be there before the old end is gone.
      await io.fsync(directoryFd);
      last.length = intactEnd - last.firstPosition;
      ftruncateSync(last.fd, fileBytesOf(last));
    }
    // A process that died may have left records with the operating system only.
    await Promise.all(segments.map((segment) => io.fdatasync(segment.fd)));
  }
  await io.fsync(directoryFd);
  return segments;
}

const PIECE_BYTES = 1024 ** 2;

/** Position after the last whole record. Damage before it stays, to be reported by whoever reads it. */
async function endOfIntact(segment: Segment): Promise<number> {
  const end = endOf(segment);
  let position = segment.firstPosition;
  let tail = end;
  try {
    while (position < end) {
      const { damage, consumedBytes } = await readRecords(segment, position, end, PIECE_BYTES);
      const last = damage.at(-1);
      if (last !== undefined && last.position + last.bytes === end) tail = last.position;
      position += consumedBytes;
    }
  } catch (cause) {
    throw new MarqueeError(
      'journal-unavailable',
      `The disk cannot read ${segment.path}: see docs/operations.md, "A disk that fails".`,
      { cause },
    );
  }
  return tail;
}
