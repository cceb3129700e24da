import type { RefusedPart } from '../domain/dead-letter.ts';
import { PAGE_ROUTES } from '../domain/decision.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { ID_PATTERN, MATURITIES } from '../domain/item.ts';
import { ORIGINS } from '../domain/origin.ts';
import { RUNGS } from '../domain/page.ts';
import { MAX_DAYS_AHEAD } from '../domain/ports/log-store.ts';
import { MAX_LABEL_LENGTH, MAX_LABELS } from '../domain/user-attributes.ts';
import { MAX_IMPRESSIONS, MAX_PROPERTIES, MAX_PROPERTIES_BYTES } from './event-fields.ts';

/**
 * Why a decoded part of the journal can never be stored, in words that name fields and hold none of their values; null when it
 * can. Structure alone: the door has judged what it means, but a journal may also be damaged, another release's, or made by hand.
 * The log and the user states ask the same question, so that neither holds what the other refused. Never throws.
 */
export function checkRecord(part: Exclude<RefusedPart, { kind: 'record' }>, nowMs: number): string | null {
  if (part.kind === 'decision') return checkDecision(part.value, nowMs);
  return part.kind === 'user-change' ? checkUserChange(part.value, nowMs) : checkEvent(part.value, nowMs);
}

export function checkEvent(value: unknown, nowMs: number): string | null {
  if (!isObject(value)) return 'An event must be an object.';
  const problem = problemOf(value, EVENT_RULES, nowMs);
  if (problem !== null) return problem;
  if ((value.type === 'viewed') !== (value.itemId === null))
    return 'itemId must be null for viewed and for nothing else.';
  return checkProperties(value.properties);
}

export function checkDecision(value: unknown, nowMs: number): string | null {
  if (!isObject(value)) return 'A decision must be an object.';
  return problemOf(value, DECISION_RULES, nowMs) ?? checkSlots(value.slots, (value.rowIds as string[]).length);
}

export function checkUserChange(value: unknown, nowMs: number): string | null {
  if (!isObject(value)) return 'A user change must be an object.';
  const problem = problemOf(value, CHANGE_RULES, nowMs);
  if (problem !== null) return problem;
  if (value.kind === 'merge') return problemOf(value, MERGE_RULES, nowMs);
  if (!isObject(value.attributes)) return 'attributes must be an object.';
  return problemOf(value.attributes, ATTRIBUTE_RULES, nowMs);
}

type Test = (value: unknown, nowMs: number) => boolean;
/** By field: what its value must be, tested and in words. */
type Rules = readonly (readonly [field: string, test: Test, meaning: string])[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemOf(value: Record<string, unknown>, rules: Rules, nowMs: number): string | null {
  for (const [field, test, meaning] of rules) if (!test(value[field], nowMs)) return `${field} must be ${meaning}.`;
  return null;
}

const DAY_MS = 86_400_000;
/** As old as a timestamp may be that the door takes, in any time zone. */
const EARLIEST_MS = Date.UTC(1000, 0, 1) - DAY_MS;
const MAX_TEXT_LENGTH = 512;
const MAX_INT4 = 2_147_483_647;
const MAX_FLOAT4 = 3.4028234663852886e38;

const matches =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const among =
  (values: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const within =
  (low: number, high: number): Test =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high;
const orNull =
  (test: Test): Test =>
  (value, nowMs) =>
    value === null || test(value, nowMs);
const listOf =
  (test: Test, maxLength: number): Test =>
  (value, nowMs) =>
    Array.isArray(value) && value.length <= maxLength && value.every((one) => test(one, nowMs));
const mapOf =
  (test: Test): Test =>
  (value, nowMs) =>
    isObject(value) && Object.entries(value).every(([key, one]) => isStorable(key) && test(one, nowMs));

/** Postgres keeps neither NUL nor half of a surrogate pair. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const isText: Test = (value) => typeof value === 'string' && value.length <= MAX_TEXT_LENGTH && isStorable(value);
/** Within the days that have a partition or are before the first. */
const isTime: Test = (value, nowMs) =>
  typeof value === 'number' &&
  value >= EARLIEST_MS &&
  value < (Math.floor(nowMs / DAY_MS) + MAX_DAYS_AHEAD + 1) * DAY_MS;
const isId = matches(ID_PATTERN);
const isCount: Test = (value) => Number.isInteger(value) && within(0, MAX_INT4)(value, 0);
const areNames = listOf(isText, 100);
const isUuid = matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const isUserKey = matches(/^[0-9a-f]{32}$/);
const isWithheld: Test = (value) => isObject(value) && isText(value.pinId, 0) && isText(value.reason, 0);

const ID = '1 to 128 characters of an id';
const TEXT = 'text without NUL and halves of surrogate pairs';
const TIME = `milliseconds from the year 1000 to ${MAX_DAYS_AHEAD} days ahead`;
const USER_KEY = '32 hex characters';
const ORIGIN = ['origin', among(ORIGINS), 'a known origin'] as const;

const EVENT_RULES: Rules = [
  ['eventId', isId, ID],
  ['type', among(EVENT_TYPES), 'a known event type'],
  ['userKey', isUserKey, USER_KEY],
  ['itemId', orNull(isId), `${ID}, or null`],
  ['occurredAtMs', isTime, TIME],
  ['receivedAtMs', isTime, TIME],
  ['impressionIds', listOf(isId, MAX_IMPRESSIONS), `at most ${MAX_IMPRESSIONS} ids`],
  ['recommendationId', orNull(isId), `${ID}, or null`],
  ['sessionId', orNull(isId), `${ID}, or null`],
  ['portion', orNull(within(0, 1)), 'from 0 to 1, or null'],
  ['positionS', orNull(within(0, 1e9)), 'from 0 to 1e9, or null'],
  ['value', orNull(within(-1, 1)), 'from -1 to 1, or null'],
  ['trigger', among(TRIGGERS), 'a known trigger'],
  ORIGIN,
];

const DECISION_RULES: Rules = [
  ['recommendationId', isUuid, 'a UUID'],
  ['parentId', orNull(isUuid), 'a UUID, or null'],
  ['servedAtMs', isTime, TIME],
  ['userKey', isUserKey, USER_KEY],
  ['sessionId', orNull(isId), `${ID}, or null`],
  ORIGIN,
  ['route', among(PAGE_ROUTES), 'a known route'],
  ['surface', isText, TEXT],
  ['region', orNull(isText), `${TEXT}, or null`],
  ['maturity', isText, TEXT],
  ['language', orNull(isText), `${TEXT}, or null`],
  // Pages of releases before this one do not have it.
  ['timeZone', (value, nowMs) => value === undefined || orNull(isText)(value, nowMs), `${TEXT}, or null`],
  ['rung', among(RUNGS), 'a known rung'],
  ['retrievalVersion', orNull(isText), `${TEXT}, or null`],
  ['rankerVersion', orNull(isText), `${TEXT}, or null`],
  ['arms', mapOf(isText), `${TEXT} by ${TEXT}`],
  // The same.
  ['switches', (value, nowMs) => value === undefined || orNull(areNames)(value, nowMs), `a list of ${TEXT}, or null`],
  ['snapshotVersions', mapOf(within(-MAX_FLOAT4, MAX_FLOAT4)), 'finite numbers by part'],
  ['randomSeed', Number.isSafeInteger, 'a whole number below 2^53'],
  ['tookMs', within(0, MAX_FLOAT4), 'a finite number from 0'],
  ['slotsAsked', (value) => value === undefined || orNull(isCount)(value, 0), 'a whole number from 0, or null'],
  ['rowIds', listOf(isText, 32_767), `a list of ${TEXT}`],
  ['withheld', listOf(isWithheld, 32_767), 'a list of pin ids with reasons'],
  ['featureSample', (value) => value === undefined || value instanceof Uint8Array, 'bytes, if it is there'],
];

const CHANGE_RULES: Rules = [
  ['changeId', isId, ID],
  ['kind', among(['attributes', 'merge']), 'attributes or merge'],
  ['userKey', isUserKey, USER_KEY],
  ['changedAtMs', isTime, TIME],
  ORIGIN,
];
const MERGE_RULES: Rules = [['fromUserKey', isUserKey, USER_KEY]];
const isLabel: Test = (value) => isText(value, 0) && (value as string).length <= MAX_LABEL_LENGTH;
const ATTRIBUTE_RULES: Rules = [
  ['region', orNull(isText), `${TEXT}, or null`],
  ['language', orNull(isText), `${TEXT}, or null`],
  ['maturity', orNull(among(MATURITIES)), 'a known level, or null'],
  ['labels', listOf(isLabel, MAX_LABELS), `at most ${MAX_LABELS} labels of at most ${MAX_LABEL_LENGTH} characters`],
];

/** Scalars alone, as many and as large as the door takes. */
function checkProperties(properties: unknown): string | null {
  if (properties === null) return null;
  if (!isObject(properties)) return 'properties must be an object, or null.';
  let count = 0;
  let characters = 0;
  for (const key in properties) {
    const one = properties[key];
    if (++count > MAX_PROPERTIES) return `properties must hold at most ${MAX_PROPERTIES} entries.`;
    if (!isStorable(key)) return `Each name in properties must be ${TEXT}.`;
    if (!(typeof one === 'string' ? isStorable(one) : isScalar(one))) {
      return `Each of properties must be ${TEXT}, a finite number, a boolean or null.`;
    }
    characters += key.length + (typeof one === 'string' ? one.length : MAX_NUMBER_LENGTH) + PUNCTUATION_LENGTH;
  }
  // Nearly all are so small that their JSON need not be written to know it.
  if (characters * MAX_BYTES_A_CHARACTER <= MAX_PROPERTIES_BYTES) return null;
  if (Buffer.byteLength(JSON.stringify(properties)) <= MAX_PROPERTIES_BYTES) return null;
  return `properties must be at most ${MAX_PROPERTIES_BYTES} bytes of JSON.`;
}

/** As JSON writes them: -1.7976931348623157e+308; quotes, colon and comma, braces; \u001f. */
const MAX_NUMBER_LENGTH = 24;
const PUNCTUATION_LENGTH = 7;
const MAX_BYTES_A_CHARACTER = 6;

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

const SLOT_COLUMNS = [
  ['itemNo', 'Int32Array'],
  ['rowIndex', 'Int16Array'],
  ['position', 'Int16Array'],
  ['source', 'Uint8Array'],
  ['score', 'Float32Array'],
  ['propensity', 'Float32Array'],
  ['explored', 'Uint8Array'],
  ['pinNo', 'Int32Array'],
  ['displacedItemNo', 'Int32Array'],
] as const;

function checkSlots(slots: unknown, rows: number): string | null {
  if (!isObject(slots)) return 'slots must be columns.';
  const columns = slots as Record<string, Float32Array | undefined>;
  for (const [name, type] of SLOT_COLUMNS) {
    const column = columns[name];
    if (column?.[Symbol.toStringTag] !== (type as string))
      return `slots.${name} must be a column of numbers of its type.`;
    if (column!.length !== columns.itemNo!.length) return `slots.${name} must be as long as slots.itemNo.`;
    if (!isWithin(column!, name === 'score' ? -Number.MAX_VALUE : 0))
      return `slots.${name} must be finite, and from 0 but for score.`;
  }
  return columns.rowIndex!.every((row) => row < rows) ? null : 'slots.rowIndex must name a row of rowIds.';
}

/** A loop, not every(): a page has 1,440 of these numbers. */
function isWithin(column: ArrayLike<number>, low: number): boolean {
  for (let at = 0; at < column.length; at++) {
    const value = column[at]!;
    if (!(value >= low && value <= Number.MAX_VALUE)) return false;
  }
  return true;
}
