import { crc32c } from '@node-rs/crc32';

/**
 * One record in a segment:
 *
 *     u32 LE  payload length in the low 24 bits, the mark 0xA7 in the high 8
 *     u32 LE  crc32c of the payload, started from (length ^ position)
 *     payload
 *
 * The mark makes zeroes no record and finding the next record after damage cheap. Starting the checksum from the length and
 * the position makes a record valid only where it was written: old blocks of a disk that come back are not taken for new.
 */
export function writeRecordHead(head: Buffer, at: number, payload: Uint8Array, position: number): void {
  head.writeUInt32LE((MARK | payload.length) >>> 0, at);
  head.writeUInt32LE(checksum(payload, position), at + 4);
}

export const RECORD_HEAD_BYTES = 8;
export const MAX_PAYLOAD_BYTES = 0x00ff_ffff;

export interface ParsedRecords {
  readonly payloads: Buffer[];
  /** Bytes done with: whole records and damage that is known to end. The rest needs more bytes to be judged. */
  readonly consumedBytes: number;
  /** What was no record, by position. Nothing of it is in payloads. */
  readonly damage: readonly { readonly position: number; readonly bytes: number }[];
}

/**
 * The records in `bytes`, whose first byte has `position`; payloads are views into it. Stops after about `maxBytes` of them.
 * With `complete`, nothing follows these bytes, so what is no record is damage; without, it may be cut off.
 */
export function parseRecords(bytes: Buffer, position: number, complete: boolean, maxBytes: number): ParsedRecords {
  const payloads: Buffer[] = [];
  const damage: { position: number; bytes: number }[] = [];
  let at = 0;
  while (at < bytes.length && at < maxBytes) {
    const end = recordEnd(bytes, at, position);
    if (end > 0) {
      payloads.push(bytes.subarray(at + RECORD_HEAD_BYTES, end));
      at = end;
      continue;
    }
    if (end === CUT_OFF && !complete) break;
    const next = nextRecord(bytes, at + 1, position, complete);
    if (next === CUT_OFF) break;
    damage.push({ position: position + at, bytes: next - at });
    at = next;
  }
  return { payloads, consumedBytes: at, damage };
}

const MARK = 0xa700_0000;
const CUT_OFF = -1;
const NO_RECORD = -2;

const checksum = (payload: Uint8Array, position: number): number => crc32c(payload, (payload.length ^ position) >>> 0);

/** Where the record at `at` ends; NO_RECORD, or CUT_OFF when it may be one that goes on after these bytes. */
function recordEnd(bytes: Buffer, at: number, position: number): number {
  if (bytes.length - at < RECORD_HEAD_BYTES) return CUT_OFF;
  const word = bytes.readUInt32LE(at);
  if ((word & 0xff00_0000) >>> 0 !== MARK) return NO_RECORD;
  const end = at + RECORD_HEAD_BYTES + (word & MAX_PAYLOAD_BYTES);
  if (end > bytes.length) return CUT_OFF;
  const payload = bytes.subarray(at + RECORD_HEAD_BYTES, end);
  return checksum(payload, position + at) === bytes.readUInt32LE(at + 4) ? end : NO_RECORD;
}

/** The first whole record from `from` on, or the end of the bytes when complete. */
function nextRecord(bytes: Buffer, from: number, position: number, complete: boolean): number {
  const markByte = MARK >>> 24;
  for (let mark = bytes.indexOf(markByte, from + 3); mark !== -1; mark = bytes.indexOf(markByte, mark + 1)) {
    const end = recordEnd(bytes, mark - 3, position);
    if (end > 0) return mark - 3;
    if (end === CUT_OFF && !complete) return CUT_OFF;
  }
  return complete ? bytes.length : CUT_OFF;
}
