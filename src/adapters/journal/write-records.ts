import { ftruncateSync } from 'node:fs';
import type { JournalIo } from './journal-io.ts';
import { RECORD_HEAD_BYTES, writeRecordHead } from './record.ts';
import { endOf, fileBytesOf, SEGMENT_HEADER_BYTES, type Segment, segmentHeader } from './segment.ts';

/**
 * Appends records to a segment in one write, all of them or none: what a failed write left is cut off again, and its error
 * thrown. Returns the position of the first.
 */
export function writeRecords(
  segment: Segment,
  payloads: readonly Uint8Array[],
  { journalId, io }: { readonly journalId: string; readonly io: JournalIo },
): number {
  const heads = Buffer.allocUnsafe(RECORD_HEAD_BYTES * payloads.length);
  const pieces: Uint8Array[] = segment.length === 0 ? [segmentHeader(segment, journalId)] : [];
  const first = endOf(segment);
  let position = first;
  for (const [index, payload] of payloads.entries()) {
    const at = index * RECORD_HEAD_BYTES;
    writeRecordHead(heads, at, payload, position);
    pieces.push(heads.subarray(at, at + RECORD_HEAD_BYTES), payload);
    position += RECORD_HEAD_BYTES + payload.length;
  }
  const expected = position - first + (segment.length === 0 ? SEGMENT_HEADER_BYTES : 0);
  try {
    const written = io.writev(segment.fd, pieces, fileBytesOf(segment));
    if (written < expected) throw new Error(`short write: ${written} of ${expected} bytes`);
  } catch (error) {
    ftruncateSync(segment.fd, fileBytesOf(segment));
    throw error;
  }
  segment.length += position - first;
  segment.dirty = true;
  return first;
}
