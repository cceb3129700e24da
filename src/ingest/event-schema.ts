import { FIELD_CHECKS, type FieldCheck, type Refusal, refusal, shortName } from './event-fields.ts';

/** An event as it was sent: a JSON object, nothing of it known yet. */
export type EventBody = Readonly<Record<string, unknown>>;

/**
 * What an event is in one version. A new version is made for what would break a sender: a field renamed, removed, needed or
 * narrowed. New optional fields need none (docs/adr/0015).
 */
export interface EventSchema {
  readonly version: number;
  readonly fields: ReadonlyMap<string, FieldCheck>;
  /** An event whose fields passed the checks of the version before -> the same event in this version. null: there is none before. */
  readonly upgrade: ((older: EventBody) => EventBody) | null;
}

/** What this release takes: its own version, the one before, and the one after where that only adds fields. */
export interface EventSchemas {
  readonly current: EventSchema;
  readonly previous: EventSchema | null;
}

export const EVENT_SCHEMAS: EventSchemas = {
  current: { version: 1, fields: FIELD_CHECKS, upgrade: null },
  previous: null,
};

/** The first field that the version does not have, or whose value it does not take; null when there is none. */
export function problemOfFields(body: EventBody, fields: EventSchema['fields']): Refusal | null {
  for (const name in body) {
    const check = fields.get(name);
    if (check === undefined) return refusal('unknown-field', `Remove the unknown field ${shortName(name)}.`);
    const value = body[name];
    const problem = value == null ? null : check(value, name);
    if (problem !== null) return problem;
  }
  return null;
}

/** Whether the event says of itself, in words or by silence, that it is of the current version: most are. */
export const isOfVersion = (body: EventBody, { version }: EventSchema): boolean =>
  body.schemaVersion == null || body.schemaVersion === version;

/** An event of a neighbouring version in the terms of the current one, yet to be checked there; or why that cannot be. */
export function translateEvent(
  body: EventBody,
  { current, previous }: EventSchemas,
): { readonly body: EventBody } | { readonly problem: Refusal } {
  const { schemaVersion } = body;
  if (typeof schemaVersion !== 'number') {
    return { problem: refusal('invalid-type', 'schemaVersion must be a number.') };
  }
  if (schemaVersion === current.version + 1) return keepUnknown(body, current);
  if (previous !== null && schemaVersion === previous.version) {
    const problem = problemOfFields(body, previous.fields);
    return problem === null ? { body: current.upgrade!(body) } : { problem };
  }
  const spoken = [previous?.version, current.version].filter((version) => version !== undefined).join(' or ');
  const sentence =
    `schemaVersion must be ${spoken}, or ${current.version + 1} with nothing but fields added: ` +
    'send the event in one of these, or update the service first.';
  return { problem: refusal('unsupported-schema', sentence) };
}

/**
 * Fields of the next version that this release does not know become properties under their own names, so that they lie in the
 * log when it learns of them. Only what `properties` takes can be kept; the rest is refused rather than dropped.
 */
function keepUnknown(body: EventBody, { version, fields }: EventSchema): ReturnType<typeof translateEvent> {
  const unknown = Object.entries(body).filter(([name, value]) => !fields.has(name) && value != null);
  const { properties = null } = body;
  // Properties that are none are told of by their own check.
  if (unknown.length === 0 || (properties !== null && !isPlainObject(properties))) return { body: known(body, fields) };
  for (const [name, value] of unknown) {
    if (typeof value === 'object') {
      const sentence = `This release speaks version ${version} and can keep only scalars of a field it does not know: flatten ${shortName(name)}, or update the service first.`;
      return { problem: refusal('invalid-type', sentence) };
    }
    if (properties !== null && Object.hasOwn(properties, name)) {
      const sentence = `This release speaks version ${version} and keeps ${shortName(name)} under properties, which has one already: leave one of them out.`;
      return { problem: refusal('conflicting-fields', sentence) };
    }
  }
  const kept = Object.fromEntries([...Object.entries(properties ?? {}), ...unknown]);
  const problem = fields.get('properties')!(kept, `properties, with the fields that version ${version} does not know,`);
  return problem === null ? { body: { ...known(body, fields), properties: kept } } : { problem };
}

const known = (body: EventBody, fields: EventSchema['fields']): EventBody =>
  Object.fromEntries(Object.entries(body).filter(([name]) => fields.has(name)));

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
