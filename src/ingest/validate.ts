import { MarqueeError } from '../domain/errors.ts';
import type { EventType, Trigger, ViewerEvent } from '../domain/event.ts';
import type { Origin } from '../domain/origin.ts';
import { type Refusal, refusal, shortName } from './event-fields.ts';
import { EVENT_SCHEMAS, type EventSchemas, isOfVersion, problemOfFields, translateEvent } from './event-schema.ts';
import { parseTimestamp } from './parse-timestamp.ts';

export interface EventRules {
  readonly nowMs: number;
  /** Events older than this are refused; Infinity takes any age. */
  readonly retentionMs: number;
  readonly origin: Origin;
  readonly userKeyOf: (userId: string) => string;
  /** Whose events alone are taken; null or absent: anybody's. */
  readonly onlyUserKey?: string | null;
  /** What an event is; for tests of a version to come. */
  readonly schemas?: EventSchemas;
}

export interface JudgedEvents {
  /** In the order sent, without the rejected. */
  readonly accepted: ViewerEvent[];
  readonly rejected: (Refusal & { readonly index: number })[];
}

export const MAX_EVENTS_A_CALL = 500;
export const MAX_AHEAD_MS = 10 * 60_000;

/**
 * The body of POST /v1/events. Each event is judged alone; only an envelope that is none throws, MarqueeError
 * 'invalid-request'.
 */
export function validateEvents(body: unknown, rules: EventRules): JudgedEvents {
  if (!isObject(body)) throw invalid('Send a JSON object: {"events": [...]}.');
  const unknown = Object.keys(body).find((name) => name !== 'events');
  if (unknown !== undefined)
    throw invalid(`Remove the unknown field ${shortName(unknown)}: the body has only "events".`);
  const { events } = body;
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS_A_CALL) {
    throw invalid(`"events" must be an array of 1 to ${MAX_EVENTS_A_CALL} events.`);
  }
  return judgeEvents(events, rules);
}

/** The same judgement of any number of events, for files. */
export function judgeEvents(bodies: readonly unknown[], rules: EventRules): JudgedEvents {
  const { onlyUserKey = null, schemas = EVENT_SCHEMAS } = rules;
  const accepted: ViewerEvent[] = [];
  const rejected: (Refusal & { index: number })[] = [];
  // Most calls are about one user, and a keyed hash costs more than all the rest.
  const userKeys = new Map<string, string>();
  for (let index = 0; index < bodies.length; index++) {
    let body = bodies[index];
    let shape: Refusal | null = null;
    if (isObject(body) && !isOfVersion(body, schemas.current)) {
      const translation = translateEvent(body, schemas);
      if ('body' in translation) body = translation.body;
      else shape = translation.problem;
    }
    shape ??= problemOfShape(body, schemas);
    const occurredAtMs = shape === null ? parseTimestamp((body as ValidBody).timestamp) : Number.NaN;
    const problem = shape ?? problemOfTime(occurredAtMs, rules);
    if (problem !== null) {
      rejected.push({ index, ...problem });
      continue;
    }
    const event = normalise(body as ValidBody, occurredAtMs, rules, userKeys);
    if (onlyUserKey === null || event.userKey === onlyUserKey) accepted.push(event);
    else rejected.push({ index, ...refusal('forbidden-user', 'userId must be the user that the token was made for.') });
  }
  return { accepted, rejected };
}

/** The fields an event of a type cannot do without, beside those that every event needs. */
const NEEDED: Record<EventType, readonly (keyof ValidBody)[]> = {
  viewed: [],
  click: ['itemId'],
  dismiss: ['itemId'],
  hide: ['itemId'],
  unhide: ['itemId'],
  'list-add': ['itemId'],
  'list-remove': ['itemId'],
  play: ['itemId'],
  progress: ['itemId', 'portion'],
  complete: ['itemId', 'portion'],
  rate: ['itemId'],
};
const ALWAYS_NEEDED: readonly (keyof ValidBody)[] = ['eventId', 'type', 'userId', 'timestamp'];

/** A body that has passed problemOfShape. */
interface ValidBody {
  readonly eventId: string;
  readonly type: EventType;
  readonly userId: string;
  readonly timestamp: string;
  readonly itemId?: string | null;
  readonly impressionId?: string | null;
  readonly impressionIds?: readonly string[] | null;
  readonly recommendationId?: string | null;
  readonly sessionId?: string | null;
  readonly portion?: number | null;
  readonly positionS?: number | null;
  readonly value?: number | null;
  readonly trigger?: Trigger | null;
  readonly properties?: ViewerEvent['properties'];
}

function problemOfShape(body: unknown, { current }: EventSchemas): Refusal | null {
  if (!isObject(body)) return refusal('invalid-type', 'Each event must be a JSON object.');
  const problem = problemOfFields(body, current.fields);
  if (problem !== null) return problem;
  const event = body as unknown as ValidBody;
  const missing =
    ALWAYS_NEEDED.find((name) => event[name] == null) ?? NEEDED[event.type].find((name) => event[name] == null);
  if (missing !== undefined) return refusal('missing-field', `Add ${missing}${neededBy(missing, event)}.`);
  return problemOfType(event);
}

function problemOfType(event: ValidBody): Refusal | null {
  if (event.type === 'rate' && event.value === undefined) {
    return refusal('missing-field', 'Add value: -1 to 1, or null to take the opinion back.');
  }
  if (event.impressionId != null && event.impressionIds != null) {
    return refusal('conflicting-fields', 'Send either impressionId or impressionIds.');
  }
  if (event.type === 'viewed') {
    if (event.impressionId == null && event.impressionIds == null) {
      return refusal('missing-field', 'Add impressionId or impressionIds: viewed is about served slots.');
    }
    if (event.itemId != null)
      return refusal('unexpected-field', 'Remove itemId: viewed names its items by impressionIds.');
  } else if (event.impressionIds != null && event.impressionIds.length > 1) {
    return refusal('out-of-range', `Send one impressionId: ${event.type} comes from one slot.`);
  }
  return null;
}

function problemOfTime(occurredAtMs: number, { nowMs, retentionMs }: EventRules): Refusal | null {
  if (Number.isNaN(occurredAtMs)) {
    return refusal('invalid-timestamp', 'timestamp must be RFC 3339 with an offset, as 2026-01-31T20:15:00.000Z.');
  }
  if (occurredAtMs < nowMs - retentionMs) {
    return refusal('too-old', `timestamp must be within the last ${Math.floor(retentionMs / 86_400_000)} days.`);
  }
  if (occurredAtMs > nowMs + MAX_AHEAD_MS) {
    return refusal('in-future', `timestamp must be at most ${MAX_AHEAD_MS / 60_000} minutes ahead: check the clock.`);
  }
  return null;
}

function normalise(
  body: ValidBody,
  occurredAtMs: number,
  rules: EventRules,
  userKeys: Map<string, string>,
): ViewerEvent {
  let userKey = userKeys.get(body.userId);
  if (userKey === undefined) {
    userKey = rules.userKeyOf(body.userId);
    userKeys.set(body.userId, userKey);
  }
  const impressionIds = body.impressionIds ?? (body.impressionId == null ? [] : [body.impressionId]);
  return {
    eventId: body.eventId,
    type: body.type,
    userKey,
    itemId: body.itemId ?? null,
    occurredAtMs,
    receivedAtMs: rules.nowMs,
    impressionIds,
    recommendationId: body.recommendationId ?? pageOf(impressionIds),
    sessionId: body.sessionId ?? null,
    portion: body.portion ?? null,
    positionS: body.positionS ?? null,
    value: body.value ?? null,
    trigger: body.trigger ?? 'user',
    properties: body.properties ?? null,
    origin: rules.origin,
  };
}

/** The answer that all the impressions belong to; null when there is none or several. */
function pageOf(impressionIds: readonly string[]): string | null {
  const page = impressionIds[0]?.slice(0, UUID_LENGTH) ?? null;
  return page !== null && impressionIds.every((one) => one.startsWith(page)) ? page : null;
}

const UUID_LENGTH = 36;

const neededBy = (name: keyof ValidBody, event: ValidBody): string =>
  ALWAYS_NEEDED.includes(name) ? '' : `: ${event.type} cannot be understood without it`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (sentence: string): MarqueeError => new MarqueeError('invalid-request', sentence);
