import { MarqueeError } from '../domain/errors.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { decodeProfile, encodeProfile } from './user-profile-codec.ts';
import {
  type EventColumns,
  type FlagColumns,
  MAX_EVENTS,
  MAX_VIEWS,
  type StampColumns,
  type UserState,
} from './user-state.ts';

/**
 * The one binary form of a user state; equal states give equal bytes. Little-endian, as every machine Node runs on that we
 * support, so that reading is one copy and a view per column instead of a parse per event:
 *
 *     header   24 bytes  u8 format, u8 0, u16 events, u16 views, u16 profile bytes, u32 listed, u32 hidden, u32 watched,
 *                        u32 watched bytes
 *     f64      erasedAtMs, of a user who was erased: format 3
 *     f64      occurredAtMs of events, views, listed, hidden
 *     u32 x 2  event keys of the same
 *     i32      item numbers of the same
 *     f32      values of events
 *     u8       types and triggers of events (indices into EVENT_TYPES and TRIGGERS, which only grow), on of listed, hidden
 *     varint   watched, ascending, each as its distance from the one before (LEB128)
 *     JSON     attributes and links, where there are any (user-profile-codec.ts): format 2 or 3
 *
 * The format is the least that can hold the state: bytes of users without a profile, or never erased, did not change when those
 * formats came, and older processes read them.
 *
 * 26 bytes an event, 20 a view, 21 a flag, 1-2 a watched title.
 */
export function encodeUserState(state: UserState): Uint8Array {
  const { events, views, listed, hidden, watched, erasedAtMs } = state;
  const stamps = events.length + views.length + listed.length + hidden.length;
  const watchedBytes = varintBytes(watched);
  const profile = encodeProfile(state);
  const format = erasedAtMs > 0 ? FORMAT : profile.length > 0 ? FORMAT_NEVER_ERASED : FORMAT_WITHOUT_PROFILE;
  const fixed = headBytes(format) + fixedBytes(events.length, stamps, listed.length + hidden.length);
  const bytes = new Uint8Array(fixed + watchedBytes + profile.length);
  const header = new DataView(bytes.buffer, 0, headBytes(format));
  header.setUint8(0, format);
  header.setUint16(2, events.length, true);
  header.setUint16(4, views.length, true);
  header.setUint16(6, profile.length, true);
  header.setUint32(8, listed.length, true);
  header.setUint32(12, hidden.length, true);
  header.setUint32(16, watched.length, true);
  header.setUint32(20, watchedBytes, true);
  if (format === FORMAT) header.setFloat64(HEADER_BYTES, erasedAtMs, true);

  const parts: StampColumns[] = [events, views, listed, hidden];
  let at = headBytes(format);
  const put = (column: Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array): void => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  };
  for (const part of parts) put(part.occurredAtMs);
  for (const part of parts) put(part.eventKey);
  for (const part of parts) put(part.itemNo);
  put(events.value);
  put(events.type);
  put(events.trigger);
  put(listed.on);
  put(hidden.on);
  writeVarints(watched, bytes, at);
  bytes.set(profile, at + watchedBytes);
  return bytes;
}

/**
 * Throws MarqueeError 'data-check-failed' when the bytes are of another format, cut short, too long or impossible. The state
 * owns its memory: the bytes given may be reused.
 */
export function decodeUserState(bytes: Uint8Array): UserState {
  if (bytes.length < HEADER_BYTES) throw unreadable('it is cut short');
  const { buffer } = new Uint8Array(bytes);
  const header = new DataView(buffer);
  const format = header.getUint8(0);
  if (format < FORMAT_WITHOUT_PROFILE || format > FORMAT) {
    throw unreadable(`its format is ${format}, this release reads ${FORMAT_WITHOUT_PROFILE} to ${FORMAT}`);
  }
  const profileBytes = header.getUint16(6, true);
  if (format !== FORMAT && (format === FORMAT_NEVER_ERASED) !== profileBytes > 0) {
    throw unreadable('its format is not what its header says');
  }
  const eventCount = header.getUint16(2, true);
  const viewCount = header.getUint16(4, true);
  const listedCount = header.getUint32(8, true);
  const hiddenCount = header.getUint32(12, true);
  const watchedCount = header.getUint32(16, true);
  const watchedBytes = header.getUint32(20, true);
  if (eventCount > MAX_EVENTS || viewCount > MAX_VIEWS) throw unreadable('it holds more events than a state can');
  const stampCount = eventCount + viewCount + listedCount + hiddenCount;
  const fixed = headBytes(format) + fixedBytes(eventCount, stampCount, listedCount + hiddenCount);
  if (fixed + watchedBytes + profileBytes !== buffer.byteLength) {
    throw unreadable('its length is not what its header says');
  }
  const erasedAtMs = format === FORMAT ? header.getFloat64(HEADER_BYTES, true) : 0;
  if (format === FORMAT && !(erasedAtMs > 0 && erasedAtMs < Infinity)) throw unreadable('its erasure has no time');

  let timesAt = headBytes(format);
  let keysAt = timesAt + 8 * stampCount;
  let itemsAt = keysAt + 8 * stampCount;
  const stamps = (length: number): StampColumns => {
    const columns = {
      length,
      occurredAtMs: new Float64Array(buffer, timesAt, length),
      eventKey: new Uint32Array(buffer, keysAt, 2 * length),
      itemNo: new Int32Array(buffer, itemsAt, length),
    };
    timesAt += 8 * length;
    keysAt += 8 * length;
    itemsAt += 4 * length;
    return columns;
  };
  const eventStamps = stamps(eventCount);
  const views = stamps(viewCount);
  const listedStamps = stamps(listedCount);
  const hiddenStamps = stamps(hiddenCount);
  const valuesAt = itemsAt;
  const typesAt = valuesAt + 4 * eventCount;
  const triggersAt = typesAt + eventCount;
  const listedAt = triggersAt + eventCount;
  const hiddenAt = listedAt + listedCount;
  const events: EventColumns = {
    ...eventStamps,
    value: new Float32Array(buffer, valuesAt, eventCount),
    type: checked(new Uint8Array(buffer, typesAt, eventCount), EVENT_TYPES.length),
    trigger: checked(new Uint8Array(buffer, triggersAt, eventCount), TRIGGERS.length),
  };
  const listed: FlagColumns = { ...listedStamps, on: checked(new Uint8Array(buffer, listedAt, listedCount), 2) };
  const hidden: FlagColumns = { ...hiddenStamps, on: checked(new Uint8Array(buffer, hiddenAt, hiddenCount), 2) };
  const watched = readVarints(new Uint8Array(buffer, fixed, watchedBytes), watchedCount);
  const profile = decodeProfile(new Uint8Array(buffer, fixed + watchedBytes), unreadable);
  return { events, views, watched, listed, hidden, ...profile, erasedAtMs };
}

/** Bump with every change of the layout; older formats must stay readable for as long as a stored state may have them. */
const FORMAT = 3;
const FORMAT_NEVER_ERASED = 2;
const FORMAT_WITHOUT_PROFILE = 1;
const HEADER_BYTES = 24;

const headBytes = (format: number): number => HEADER_BYTES + (format === FORMAT ? 8 : 0);

const fixedBytes = (events: number, stamps: number, flags: number): number => 20 * stamps + 6 * events + flags;

function varintBytes(ascending: Int32Array): number {
  let bytes = 0;
  let before = 0;
  for (const number of ascending) {
    const distance = number - before;
    bytes += distance < 0x80 ? 1 : distance < 0x4000 ? 2 : distance < 0x20_0000 ? 3 : distance < 0x1000_0000 ? 4 : 5;
    before = number;
  }
  return bytes;
}

function writeVarints(ascending: Int32Array, out: Uint8Array, from: number): void {
  let at = from;
  let before = 0;
  for (const number of ascending) {
    let rest = number - before;
    while (rest >= 0x80) {
      out[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    out[at++] = rest;
    before = number;
  }
}

function readVarints(bytes: Uint8Array, count: number): Int32Array {
  // Each number takes a byte at least: a header that promises more must not make us allocate for it.
  if (count > bytes.length) throw unreadable('its watched titles are cut short');
  const numbers = new Int32Array(count);
  let at = 0;
  let before = 0;
  for (let index = 0; index < count; index++) {
    let distance = 0;
    let factor = 1;
    let byte = 0x80;
    while (byte >= 0x80) {
      if (at === bytes.length) throw unreadable('its watched titles are cut short');
      byte = bytes[at++]!;
      distance += (byte & 0x7f) * factor;
      factor *= 128;
    }
    before += distance;
    if (distance === 0 || before > 0x7fff_ffff) throw unreadable('its watched titles are not ascending item numbers');
    numbers[index] = before;
  }
  if (at !== bytes.length) throw unreadable('its watched titles are longer than announced');
  return numbers;
}

function checked(column: Uint8Array, bound: number): Uint8Array {
  for (let index = 0; index < column.length; index++) {
    if (column[index]! >= bound) throw unreadable('it holds a code that this release does not know');
  }
  return column;
}

const unreadable = (why: string): MarqueeError =>
  new MarqueeError('data-check-failed', `A stored user state cannot be read: ${why}. Rebuild it from the log.`);
