import { closeSync, constants, fstatSync, openSync, read, readdirSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32c } from '@node-rs/crc32';
import { MarqueeError } from '../../domain/errors.ts';

/**
 * One file of the journal, named by the position of its first record. It is born empty; its header goes in with its first
 * record, so that a disk without room can still begin a new segment and let the old one go.
 */
export interface Segment {
  readonly firstPosition: number;
  readonly path: string;
  readonly fd: number;
  /** Record bytes written. */
  length: number;
  /** Written since the last fdatasync. */
  dirty: boolean;
  /** Reads and syncs under way; the file is closed when the last is done after `retired`. */
  users: number;
  retired: boolean;
}

/**
 * Before the first record:
 *     0  4  "MQJ1"     magic and format
 *     4 16  uuid       journalId
 *    20  8  f64 LE     firstPosition
 *    28  4  u32 LE     crc32c of the 28 bytes before
 */
export const SEGMENT_HEADER_BYTES = 32;

export const endOf = (segment: Segment): number => segment.firstPosition + segment.length;

export const fileBytesOf = (segment: Segment): number =>
  segment.length === 0 ? 0 : SEGMENT_HEADER_BYTES + segment.length;

export function createSegment(directory: string, firstPosition: number): Segment {
  const path = join(directory, segmentName(firstPosition));
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  return { firstPosition, path, fd, length: 0, dirty: false, users: 0, retired: false };
}

/** The segments of a directory by position. Refuses files of a newer format or of another journal. */
export function openSegments(directory: string, journalId: string, damaged: (path: string) => void): Segment[] {
  const names = readdirSync(directory).filter((name) => SEGMENT_NAME.test(name));
  return names.toSorted().map((name) => {
    const path = join(directory, name);
    const fd = openSync(path, constants.O_RDWR);
    const fileBytes = fstatSync(fd).size;
    // A file cut within its header holds no record: it is as good as new.
    if (fileBytes >= SEGMENT_HEADER_BYTES && !checkHeader(fd, path, journalId)) damaged(path);
    const length = Math.max(0, fileBytes - SEGMENT_HEADER_BYTES);
    return { firstPosition: Number.parseInt(name, 10), path, fd, length, dirty: false, users: 0, retired: false };
  });
}

export function segmentHeader(segment: Segment, journalId: string): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.write(journalId.replaceAll('-', ''), 4, 'hex');
  header.writeDoubleLE(segment.firstPosition, 20);
  header.writeUInt32LE(crc32c(header.subarray(0, 28)), 28);
  return header;
}

/** Record bytes [from, until) by position. What a file lost while it was open is read as zeroes, which are no record. */
export async function readSegment(segment: Segment, fromPosition: number, untilPosition: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(untilPosition - fromPosition);
  const offset = SEGMENT_HEADER_BYTES + fromPosition - segment.firstPosition;
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await readAt(segment.fd, bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.fill(0, filled);
}

/** Keeps the file open while it is in use. */
export async function using<Result>(segment: Segment, work: () => Promise<Result>): Promise<Result> {
  segment.users++;
  try {
    return await work();
  } finally {
    segment.users--;
    if (segment.retired && segment.users === 0) closeSync(segment.fd);
  }
}

export function closeSegment(segment: Segment): void {
  segment.retired = true;
  if (segment.users === 0) closeSync(segment.fd);
}

export function deleteSegment(segment: Segment): void {
  unlinkSync(segment.path);
  closeSegment(segment);
}

const readAt = promisify(read);
const MAGIC = 'MQJ1';
const SEGMENT_NAME = /^\d{16}\.segment$/;

const segmentName = (firstPosition: number): string => `${String(firstPosition).padStart(16, '0')}.segment`;

/** false: the header is damaged; the records have checksums of their own. */
function checkHeader(fd: number, path: string, journalId: string): boolean {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  readSync(fd, header, 0, header.length, 0);
  if (crc32c(header.subarray(0, 28)) !== header.readUInt32LE(28)) return false;
  if (header.toString('latin1', 0, 4) !== MAGIC) {
    throw new MarqueeError(
      'data-check-failed',
      `${path} was written by another release; start that one, or move it away.`,
    );
  }
  if (header.toString('hex', 4, 20) !== journalId.replaceAll('-', '')) {
    throw new MarqueeError('data-check-failed', `${path} belongs to another journal; move it away.`);
  }
  return true;
}
