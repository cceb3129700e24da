import { createHash } from 'node:crypto';
import type { Decision } from './decision.ts';
import type { ViewerEvent } from './event.ts';
import type { UserChange } from './user-change.ts';

/** Something that could not be stored: whole, with the reason, so that it can be looked at and tried again. */
export interface DeadLetter {
  readonly kind: DeadLetterKind;
  /** For a person; names fields, and no value of a user's. */
  readonly reason: string;
  /**
   * What Postgres answered; null when it was not asked. An event or user change that has one passed every check of ours: the
   * user's live state has merged it.
   */
  readonly sqlstate: string | null;
  /** A journal record's bytes for kind 'record', else JSON in UTF-8. */
  readonly payload: Uint8Array;
  /** Equal for what is sent again: SHA-256 of the payload without the time it was received at. */
  readonly contentKey: Uint8Array;
  /** Whose it is; null when that cannot be read. */
  readonly userKey: string | null;
}

/**
 * record: no part of it could be decoded. conflicting-event: the log has another event of the same id on the same UTC day; the
 * live state has merged both. Others: named for what was refused.
 */
export const DEAD_LETTER_KINDS = ['record', 'event', 'conflicting-event', 'decision', 'user-change'] as const;
export type DeadLetterKind = (typeof DEAD_LETTER_KINDS)[number];

/** A refused part of the journal. What failed a check need not be what its type says. */
export type RefusedPart =
  | { readonly kind: 'record'; readonly payload: Uint8Array }
  | { readonly kind: 'event' | 'conflicting-event'; readonly value: ViewerEvent }
  | { readonly kind: 'decision'; readonly value: Decision }
  | { readonly kind: 'user-change'; readonly value: UserChange };

/** Throws RangeError for a value nested so deep that no JSON can be made of it: keep its record instead. */
export function deadLetterOf(part: RefusedPart, reason: string, sqlstate: string | null = null): DeadLetter {
  const letter = { kind: part.kind, reason: reason.slice(0, MAX_REASON_LENGTH), sqlstate };
  if (part.kind === 'record') {
    return { ...letter, payload: part.payload, contentKey: sha256(part.payload), userKey: null };
  }
  const value = withoutSample(part.value);
  return {
    ...letter,
    payload: Buffer.from(jsonOf(value)),
    contentKey: sha256(jsonOf(withoutReceipt(value))),
    userKey: userKeyIn(value),
  };
}

/** The part again, as it went in; throws SyntaxError when the payload is no JSON. Checks nothing. */
export function refusedPartOf({ kind, payload }: Pick<DeadLetter, 'kind' | 'payload'>): RefusedPart {
  if (kind === 'record') return { kind, payload };
  const value = JSON.parse(Buffer.from(payload).toString());
  if (kind !== 'decision' || !isObject(value) || !isObject(value.slots)) return { kind, value } as RefusedPart;
  const slots: Record<string, unknown> = { ...value.slots };
  for (const [name, Column] of Object.entries(SLOT_COLUMNS)) {
    // Numbers that JSON has no sign for stand as words.
    const column = slots[name];
    if (Array.isArray(column)) slots[name] = new Column(column.map(Number));
  }
  return { kind, value: { ...value, slots } as unknown as Decision };
}

const MAX_REASON_LENGTH = 500;

const SLOT_COLUMNS = {
  itemNo: Int32Array,
  rowIndex: Int16Array,
  position: Int16Array,
  source: Uint8Array,
  score: Float32Array,
  propensity: Float32Array,
  explored: Uint8Array,
  pinNo: Int32Array,
  displacedItemNo: Int32Array,
} as const;

function jsonOf(value: unknown): string {
  const json = JSON.stringify(value, (_key, part) => {
    if (ArrayBuffer.isView(part))
      return Array.from(part as Float32Array, (one) => (Number.isFinite(one) ? one : String(one)));
    // Read from JSON it can only have been a number too large, which has to come back as one.
    return part === Infinity || part === -Infinity ? rawJson(part > 0 ? '1e999' : '-1e999') : part;
  });
  return json ?? 'null';
}

/** Not yet among TypeScript's own types. */
const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);

/** A sample is no part of what was decided, and not worth its bytes as JSON. */
function withoutSample(value: unknown): unknown {
  if (!isObject(value) || !('featureSample' in value)) return value;
  const { featureSample: _, ...decided } = value;
  return decided;
}

function withoutReceipt(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { receivedAtMs: _, ...content } = value;
  return Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The user whose state it would go into: of a merge the one that is merged. */
function userKeyIn(value: unknown): string | null {
  if (!isObject(value)) return null;
  const userKey = value.kind === 'merge' ? value.fromUserKey : value.userKey;
  return typeof userKey === 'string' && USER_KEY.test(userKey) ? userKey : null;
}

const USER_KEY = /^[0-9a-f]{32}$/;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const sha256 = (content: string | Uint8Array): Uint8Array => createHash('sha256').update(content).digest();
