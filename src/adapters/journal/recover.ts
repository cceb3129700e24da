import { ftruncateSync } from 'node:fs';
import type { Logger } from '../../domain/ports/logger.ts';
import type { JournalIo } from './journal-io.ts';
import { parseRecords } from './record.ts';
import { createSegment, endOf, fileBytesOf, openSegments, readSegment, type Segment } from './segment.ts';

/**
 * The segments of a directory, fit to be appended to: the tail that a crash tore off is cut, and what is there is on the disk.
 * The positions of a cut tail are not given out again, so an offset that someone keeps never points into the middle of new records.
 */
export async function recoverSegments(
  directory: string,
  directoryFd: number,
  journalId: string,
  io: JournalIo,
  logger: Logger,
): Promise<Segment[]> {
  const segments = openSegments(directory, journalId, (path) =>
    logger.error({ path }, 'journal: a segment header is damaged; its records are read by their own checksums'),
  );
  const last = segments.at(-1);
  if (last === undefined) {
    segments.push(createSegment(directory, 0));
  } else {
    const writtenEnd = endOf(last);
    const intactEnd = await endOfIntact(last);
    if (intactEnd < writtenEnd) {
      const cutBytes = writtenEnd - intactEnd;
      logger.warn({ path: last.path, position: intactEnd, cutBytes }, 'journal: cut a torn tail');
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

/** Position after the last whole record. Damage before it stays, to be reported by whoever reads it. */
async function endOfIntact(segment: Segment): Promise<number> {
  const bytes = await readSegment(segment, segment.firstPosition, endOf(segment));
  const { damage } = parseRecords(bytes, segment.firstPosition, true, Number.POSITIVE_INFINITY);
  const tail = damage.at(-1);
  return tail !== undefined && tail.position + tail.bytes === endOf(segment) ? tail.position : endOf(segment);
}
