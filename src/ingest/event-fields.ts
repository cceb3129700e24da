import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { ID_PATTERN } from '../domain/item.ts';

/** Why one event was not taken: the code is for programs, the detail tells a person what to do. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
}

export const REFUSAL_CODES = [
  'unknown-field',
  'missing-field',
  'unexpected-field',
  'conflicting-fields',
  'invalid-type',
  'invalid-id',
  'invalid-text',
  'invalid-timestamp',
  'too-old',
  'in-future',
  'out-of-range',
  'unknown-type',
  'unsupported-schema',
  'properties-too-large',
  'forbidden-user',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const MAX_IMPRESSIONS = 200;
export const MAX_PROPERTIES = 16;
export const MAX_PROPERTIES_BYTES = 2048;
export const MAX_POSITION_S = 1e9;
export const RECOMMENDATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const IMPRESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,3})$/;

/** What a field's value has to be, whatever the type of the event; null when it is. */
export type FieldCheck = (value: unknown, name: string) => Refusal | null;

/** Every field an event of the current version may have (event-schema.ts). null stands for absent, save in `value`. */
export const FIELD_CHECKS: ReadonlyMap<string, FieldCheck> = new Map<string, FieldCheck>([
  ['eventId', id],
  ['type', oneOf(EVENT_TYPES, 'unknown-type')],
  ['userId', id],
  ['itemId', id],
  ['timestamp', text],
  ['impressionId', impressionId],
  ['impressionIds', impressionIds],
  ['recommendationId', pattern(RECOMMENDATION_ID, 'the recommendationId of an answer')],
  ['sessionId', id],
  ['portion', between(0, 1)],
  ['positionS', between(0, MAX_POSITION_S)],
  ['value', between(-1, 1)],
  ['trigger', oneOf(TRIGGERS, 'out-of-range')],
  ['schemaVersion', schemaVersion],
  ['properties', properties],
]);

export const refusal = (code: RefusalCode, detail: string): Refusal => ({ code, detail });

/** A field's name in a sentence: names come from outside and may be of any length. */
export const shortName = (name: string): string => JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name);

function text(value: unknown, name: string): Refusal | null {
  return typeof value === 'string' ? null : refusal('invalid-type', `${name} must be a string.`);
}

function id(value: unknown, name: string): Refusal | null {
  if (typeof value !== 'string') return text(value, name);
  if (ID_PATTERN.test(value)) return null;
  return refusal('invalid-id', `${name} must be 1 to 128 characters out of A-Z a-z 0-9 . _ : @ -`);
}

function pattern(expression: RegExp, meaning: string): FieldCheck {
  return (value, name) => {
    if (typeof value !== 'string') return text(value, name);
    return expression.test(value) ? null : refusal('invalid-id', `${name} must be ${meaning}, unchanged.`);
  };
}

function impressionId(value: unknown, name: string): Refusal | null {
  if (typeof value !== 'string') return text(value, name);
  if (IMPRESSION_ID.test(value)) return null;
  return refusal('invalid-id', `${name} must be the impressionId of a served slot, unchanged.`);
}

function impressionIds(value: unknown, name: string): Refusal | null {
  if (!Array.isArray(value)) return refusal('invalid-type', `${name} must be an array of impressionIds.`);
  if (value.length === 0 || value.length > MAX_IMPRESSIONS) {
    return refusal(
      'out-of-range',
      `${name} must hold 1 to ${MAX_IMPRESSIONS} impressionIds; send more in another event.`,
    );
  }
  for (const one of value) {
    const problem = impressionId(one, `Each of ${name}`);
    if (problem !== null) return problem;
  }
  return null;
}

function between(low: number, high: number): FieldCheck {
  return (value, name) => {
    if (typeof value !== 'number') return refusal('invalid-type', `${name} must be a number.`);
    return value >= low && value <= high ? null : refusal('out-of-range', `${name} must be from ${low} to ${high}.`);
  };
}

function oneOf(values: readonly string[], code: RefusalCode): FieldCheck {
  return (value, name) => {
    if (typeof value !== 'string') return text(value, name);
    return values.includes(value) ? null : refusal(code, `${name} must be one of ${values.join(', ')}.`);
  };
}

/** Which numbers are taken is decided before the fields are looked at. */
function schemaVersion(value: unknown, name: string): Refusal | null {
  return typeof value === 'number' ? null : refusal('invalid-type', `${name} must be a number.`);
}

function properties(value: unknown, name: string): Refusal | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refusal('invalid-type', `${name} must be an object of scalars.`);
  }
  const entries = Object.entries(value);
  if (entries.length > MAX_PROPERTIES) {
    return refusal('properties-too-large', `${name} must hold at most ${MAX_PROPERTIES} entries.`);
  }
  for (const [key, one] of entries) {
    if (typeof one === 'object' && one !== null) {
      return refusal(
        'invalid-type',
        `Each of ${name} must be a string, number, boolean or null: flatten what is nested.`,
      );
    }
    if (typeof one === 'number' && !Number.isFinite(one)) {
      return refusal('out-of-range', `Each number of ${name} must be finite.`);
    }
    if (!isStorable(key) || (typeof one === 'string' && !isStorable(one))) {
      return refusal('invalid-text', `${name} must be valid Unicode without NUL: remove what is not.`);
    }
  }
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_PROPERTIES_BYTES) {
    return refusal('properties-too-large', `${name} must be at most ${MAX_PROPERTIES_BYTES} bytes of JSON.`);
  }
  return null;
}

/** Postgres keeps neither NUL nor half of a surrogate pair in a text. */
const isStorable = (value: string): boolean => value.isWellFormed() && !value.includes('\0');
