import { createHash } from 'node:crypto';
import { MarqueeError } from '../domain/errors.ts';
import type { UserState } from './user-state.ts';
import { encodeUserState } from './user-state-codec.ts';

/** The features of what one page shows, exactly as they were scored, and what it takes to compute them again. */
export interface FeatureSample {
  readonly fingerprint: string;
  readonly modelVersion: string;
  readonly nowMs: number;
  readonly surface: string;
  readonly region: string | null;
  /** null too in samples of before it was a feature. */
  readonly language: string | null;
  readonly timeZone: string;
  /** Of the snapshot, as logged with the decision. */
  readonly snapshotVersions: Readonly<Record<string, number>>;
  readonly stats: { readonly version: number; readonly anchorMs: number };
  readonly state: StateDigest;
  /** Permanent item number of each row of `features`. */
  readonly itemNo: Int32Array;
  /** itemNo.length x featureWidth. */
  readonly features: Float32Array;
}

/** Tells one user state from another, by what the user did: not by what was said of the user, which no feature reads. */
export interface StateDigest {
  readonly events: number;
  readonly views: number;
  /** Of the newest event or view; null: none. */
  readonly newestMs: number | null;
  /** Half a SHA-256, hex. */
  readonly hash: string;
}

export function digestOf(state: UserState): StateDigest {
  const { events, views } = state;
  const bytes = encodeUserState({ ...state, attributes: null, mergedInto: [], erasedAtMs: 0 });
  const newest = Math.max(
    events.length === 0 ? Number.NEGATIVE_INFINITY : events.occurredAtMs[events.length - 1]!,
    views.length === 0 ? Number.NEGATIVE_INFINITY : views.occurredAtMs[views.length - 1]!,
  );
  return {
    events: events.length,
    views: views.length,
    newestMs: Number.isFinite(newest) ? newest : null,
    hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
  };
}

/**
 * Little-endian: u8 format, 3 bytes 0, u32 bytes of the JSON, JSON padded with spaces to a multiple of 4, i32 item numbers, f32
 * features. Starts at any address; the columns are copied when it is read.
 */
export function encodeFeatureSample({ itemNo, features, ...rest }: FeatureSample): Uint8Array {
  const json = Buffer.from(JSON.stringify({ ...rest, items: itemNo.length }));
  const jsonBytes = (json.length + 3) & ~3;
  const bytes = Buffer.alloc(HEADER_BYTES + jsonBytes + itemNo.byteLength + features.byteLength, ' ');
  bytes.writeUInt32LE(FORMAT, 0);
  bytes.writeUInt32LE(jsonBytes, 4);
  json.copy(bytes, HEADER_BYTES);
  const columnsAt = HEADER_BYTES + jsonBytes;
  bytes.set(new Uint8Array(itemNo.buffer, itemNo.byteOffset, itemNo.byteLength), columnsAt);
  bytes.set(new Uint8Array(features.buffer, features.byteOffset, features.byteLength), columnsAt + itemNo.byteLength);
  return bytes;
}

/** Throws MarqueeError 'data-check-failed' for what is no sample, or one of a later release. */
export function decodeFeatureSample(bytes: Uint8Array): FeatureSample {
  // One copy that the columns view.
  const { buffer } = new Uint8Array(bytes);
  const header = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES || header.getUint32(0, true) !== FORMAT)
    throw unreadable('its format is unknown');
  const columnsAt = HEADER_BYTES + header.getUint32(4, true);
  try {
    const { items, ...rest } = JSON.parse(Buffer.from(buffer, HEADER_BYTES, columnsAt - HEADER_BYTES).toString());
    const itemNo = new Int32Array(buffer, columnsAt, items);
    const features = new Float32Array(buffer, columnsAt + itemNo.byteLength);
    return { language: null, ...rest, itemNo, features };
  } catch (cause) {
    throw unreadable('it is cut short', cause);
  }
}

const FORMAT = 1;
const HEADER_BYTES = 8;

const unreadable = (why: string, cause?: unknown): MarqueeError =>
  new MarqueeError('data-check-failed', `A feature sample cannot be read: ${why}.`, { cause });
