import type { Decision, DecisionSlots } from '../domain/decision.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { UserChange } from '../domain/user-change.ts';

/**
 * One decision as a journal record. Little-endian:
 *
 *     u8       kind 1
 *     u8       length of the recommendationId
 *     u16      slots
 *     u32      bytes of the JSON at the end
 *     ascii    recommendationId, padded to a multiple of 4 from the record's start
 *     columns  of the slots, 4-byte ones first, then 2, then 1 (see COLUMNS)
 *     JSON     everything else
 *     bytes    its feature sample, if it has one; releases before it came do not look this far
 */
export function encodeDecision(decision: Decision): Uint8Array {
  const { slots, recommendationId, featureSample, ...rest } = decision;
  const count = slots.itemNo.length;
  const json = JSON.stringify(rest);
  const columnsAt = aligned(HEADER_BYTES + recommendationId.length);
  const jsonAt = columnsAt + count * SLOT_BYTES;
  const sampleAt = jsonAt + Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafeSlow(sampleAt + (featureSample?.length ?? 0));
  bytes[0] = KIND_DECISION;
  bytes[1] = recommendationId.length;
  bytes.writeUInt16LE(count, 2);
  bytes.writeUInt32LE(sampleAt - jsonAt, 4);
  bytes.write(recommendationId, HEADER_BYTES, 'latin1');
  let at = columnsAt;
  for (const name of COLUMNS) {
    const column = slots[name];
    if (column.length !== count)
      throw new RangeError(`decision column ${name} has ${column.length} slots, not ${count}`);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  bytes.write(json, jsonAt);
  if (featureSample !== undefined) bytes.set(featureSample, sampleAt);
  return bytes;
}

/** A batch of events as one record: the kind, then JSON. */
export const encodeEvents = (events: readonly ViewerEvent[]): Uint8Array => encodeJson(KIND_EVENTS, events);

/** The same for one change of a user. */
export const encodeUserChange = (change: UserChange): Uint8Array => encodeJson(KIND_USER_CHANGE, change);

export type JournalRecord =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'events'; readonly events: readonly ViewerEvent[] }
  | { readonly kind: 'user-change'; readonly change: UserChange };

/** Throws MarqueeError 'data-check-failed' for a record of a kind that this release does not know. Copies what it returns. */
export function decodeRecord(payload: Uint8Array): JournalRecord {
  if (payload[0] === KIND_EVENTS) return { kind: 'events', events: decodeEvents(payload) };
  if (payload[0] === KIND_DECISION) return { kind: 'decision', decision: decodeDecision(payload) };
  if (payload[0] === KIND_USER_CHANGE) return { kind: 'user-change', change: decodeUserChange(payload) };
  throw new MarqueeError('data-check-failed', `The journal holds a record of the unknown kind ${payload[0]}.`);
}

export const isEventsRecord = (payload: Uint8Array): boolean => payload[0] === KIND_EVENTS;
export const isDecisionRecord = (payload: Uint8Array): boolean => payload[0] === KIND_DECISION;
export const isUserChangeRecord = (payload: Uint8Array): boolean => payload[0] === KIND_USER_CHANGE;

export const decodeEvents = (payload: Uint8Array): readonly ViewerEvent[] => decodeJson(payload);
export const decodeUserChange = (payload: Uint8Array): UserChange => decodeJson(payload);

/** Which items stood where on a page, without reading the rest of its record. */
export interface ServedSlots {
  readonly recommendationId: string;
  readonly itemNo: Int32Array;
  readonly rowIndex: Int16Array;
  readonly position: Int16Array;
}

export function decodeServedSlots(payload: Uint8Array): ServedSlots {
  const { recommendationId, count, columnsAt } = readHeader(payload);
  return {
    recommendationId,
    itemNo: new Int32Array(copyOf(payload, columnsAt, 4 * count)),
    rowIndex: new Int16Array(copyOf(payload, columnsAt + 20 * count, 2 * count)),
    position: new Int16Array(copyOf(payload, columnsAt + 22 * count, 2 * count)),
  };
}

function decodeDecision(payload: Uint8Array): Decision {
  const { recommendationId, count, columnsAt, jsonBytes } = readHeader(payload);
  // One copy that all columns view: the payload may start at any address, and the buffer it lies in is reused.
  const columns = copyOf(payload, columnsAt, count * SLOT_BYTES);
  const slots: DecisionSlots = {
    itemNo: new Int32Array(columns, 0, count),
    pinNo: new Int32Array(columns, 4 * count, count),
    displacedItemNo: new Int32Array(columns, 8 * count, count),
    score: new Float32Array(columns, 12 * count, count),
    propensity: new Float32Array(columns, 16 * count, count),
    rowIndex: new Int16Array(columns, 20 * count, count),
    position: new Int16Array(columns, 22 * count, count),
    source: new Uint8Array(columns, 24 * count, count),
    explored: new Uint8Array(columns, 25 * count, count),
  };
  const jsonAt = columnsAt + count * SLOT_BYTES;
  const rest = JSON.parse(bufferOf(payload).toString('utf8', jsonAt, jsonAt + jsonBytes));
  const sampleAt = jsonAt + jsonBytes;
  if (sampleAt === payload.length) return { recommendationId, ...rest, slots };
  return { recommendationId, ...rest, slots, featureSample: new Uint8Array(payload.subarray(sampleAt)) };
}

const KIND_DECISION = 1;
const KIND_EVENTS = 2;
const KIND_USER_CHANGE = 3;
const HEADER_BYTES = 8;
const SLOT_BYTES = 26;
const COLUMNS = [
  'itemNo',
  'pinNo',
  'displacedItemNo',
  'score',
  'propensity',
  'rowIndex',
  'position',
  'source',
  'explored',
] as const satisfies readonly (keyof DecisionSlots)[];

function encodeJson(kind: number, value: object): Uint8Array {
  const json = JSON.stringify(value);
  const bytes = Buffer.allocUnsafeSlow(1 + Buffer.byteLength(json));
  bytes[0] = kind;
  bytes.write(json, 1);
  return bytes;
}

const decodeJson = (payload: Uint8Array) => JSON.parse(bufferOf(payload).toString('utf8', 1));

const aligned = (bytes: number): number => (bytes + 3) & ~3;

function readHeader(payload: Uint8Array) {
  const bytes = bufferOf(payload);
  const idBytes = bytes[1]!;
  return {
    recommendationId: bytes.toString('latin1', HEADER_BYTES, HEADER_BYTES + idBytes),
    count: bytes.readUInt16LE(2),
    columnsAt: aligned(HEADER_BYTES + idBytes),
    jsonBytes: bytes.readUInt32LE(4),
  };
}

const bufferOf = (payload: Uint8Array): Buffer => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);

/** Not payload.slice: a Buffer's slice is a view. */
const copyOf = (payload: Uint8Array, at: number, length: number): ArrayBuffer =>
  new Uint8Array(payload.subarray(at, at + length)).buffer;
