import { ID_PATTERN } from '../domain/item.ts';
import { plainName, readInstantMs } from './foreign-values.ts';
import { type ImportRecord, refused } from './import-report.ts';

/** A line of a Metarank event log, its shared fields checked. */
export type MetarankEvent =
  | { readonly event: 'item'; readonly atMs: number; readonly item: string; readonly fields: MetarankFields }
  | { readonly event: 'user'; readonly atMs: number; readonly user: string; readonly fields: MetarankFields }
  | (Shown & {
      readonly event: 'ranking';
      readonly items: readonly { readonly id: string; readonly relevancy: number }[];
    })
  | (Shown & {
      readonly event: 'interaction';
      readonly item: string;
      readonly type: string;
      readonly ranking: string | null;
      readonly fields: MetarankFields;
    });

/** By plainName of the field. */
export type MetarankFields = ReadonlyMap<string, unknown>;

interface Shown {
  readonly id: string;
  readonly atMs: number;
  /** The session stands for a user whom nobody named. */
  readonly userId: string;
  readonly sessionId: string | null;
}

/** Positions are two bytes in the log and four digits in an impression id. */
const MAX_RANKED = 10_000;

/** Checks one line; refused with a sentence that names the field and never repeats what it says. */
export function readMetarankEvent(record: ImportRecord<unknown>): MetarankEvent | ImportRecord<never> {
  if (record.refusal) return record;
  const refuse = (code: string, detail: string) => refused(record.file, record.line, code, detail);
  const body = record.value as Readonly<Record<string, unknown>> | null;
  const event = typeof body === 'object' ? body?.event : undefined;
  if (body === null || (event !== 'item' && event !== 'user' && event !== 'ranking' && event !== 'interaction')) {
    return refuse('unknown-event', 'The line must be an object whose "event" is item, user, ranking or interaction.');
  }
  const atMs = readInstantMs(body.timestamp, 'ms');
  if (atMs === undefined || atMs < 0) {
    return refuse('invalid-timestamp', 'The "timestamp" must be ms since 1970 or a time with offset (RFC 3339).');
  }
  if (event === 'user') {
    if (!isId(body.user)) return refuse('invalid-id', `The "user" must be ${ID_MEANING}.`);
    return { event, atMs, user: body.user, fields: namedFields(body.fields) };
  }
  if (event === 'item') {
    if (!isId(body.item)) return refuse('invalid-id', `The "item" must be ${ID_MEANING}.`);
    return { event, atMs, item: body.item, fields: namedFields(body.fields) };
  }

  if (typeof body.id !== 'string' || body.id === '') return refuse('invalid-id', 'The "id" must be a text.');
  if (body.user == null && body.session == null)
    return refuse('missing-user', 'Add the "user", or at least the "session".');
  const userId = body.user ?? body.session;
  if (!isId(userId)) return refuse('invalid-id', `The "user" (or "session") must be ${ID_MEANING}.`);
  if (body.session != null && !isId(body.session)) return refuse('invalid-id', `The "session" must be ${ID_MEANING}.`);
  const shown = { id: body.id, atMs, userId, sessionId: body.session ?? null };
  if (event === 'ranking') {
    const items = rankedItems(body.items);
    if (typeof items === 'string') return refuse('invalid-ranking', items);
    return { event, ...shown, items };
  }
  if (!isId(body.item)) return refuse('invalid-id', `The "item" must be ${ID_MEANING}.`);
  if (typeof body.type !== 'string') return refuse('missing-field', 'The interaction must have a "type".');
  const ranking = typeof body.ranking === 'string' && body.ranking !== '' ? body.ranking : null;
  return { event, ...shown, item: body.item, type: body.type, ranking, fields: namedFields(body.fields) };
}

const isId = (value: unknown): value is string => typeof value === 'string' && ID_PATTERN.test(value);
const ID_MEANING = '1 to 128 characters of A-Z a-z 0-9 . _ : @ -';

function rankedItems(items: unknown): readonly { id: string; relevancy: number }[] | string {
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_RANKED) {
    return `The "items" must be a list of 1 to ${MAX_RANKED}.`;
  }
  const ranked: { id: string; relevancy: number }[] = [];
  for (const item of items) {
    if (!isId(item?.id)) return `Each of "items" must have an "id" of ${ID_MEANING}.`;
    ranked.push({ id: item.id, relevancy: Number.isFinite(item.relevancy) ? item.relevancy : 0 });
  }
  return ranked;
}

/** `[{name, value}]` as a map; what has no name is left out. */
function namedFields(fields: unknown): MetarankFields {
  const named = new Map<string, unknown>();
  for (const field of Array.isArray(fields) ? fields : []) {
    if (typeof field?.name === 'string') named.set(plainName(field.name), field.value);
  }
  return named;
}
