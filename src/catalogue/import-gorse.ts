import { MarqueeError } from '../domain/errors.ts';
import { ID_PATTERN, type Item } from '../domain/item.ts';
import type { UserChange } from '../domain/user-change.ts';
import { type EventMap, translateEvent } from './event-map.ts';
import { fieldsOf, toForeignItem } from './foreign-item.ts';
import { foreignProfile, profileChange } from './foreign-user.ts';
import { plainName, readInstantMs, readList } from './foreign-values.ts';
import { type ImportBatch, importBatch, valuesOf } from './import-batch.ts';
import { type EventValidator, judgeBodies } from './import-events.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { readCsv } from './read-csv.ts';
import { jsonProblem, readNdjson } from './read-ndjson.ts';
import { stableEventId } from './stable-ids.ts';

export interface ForeignEventDeps {
  readonly userKeyOf: (userId: string) => string;
  readonly validate: EventValidator;
  readonly eventMap: EventMap;
}

/**
 * An export of Gorse: its users, items or feedback, as the JSON lines that its dashboard exports or as the CSV that older ones
 * did (told apart by the first character, records by their fields). Feedback becomes events of origin import, whose ids are made
 * of type, user, item and time; items keep their ids, categories are genres, labels tags. Users have nothing that is kept here.
 */
export async function* importGorse(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
  deps: ForeignEventDeps,
): AsyncGenerator<ImportBatch> {
  for await (const records of readExport(source, file)) {
    const read = records.map((record) => readRecord(record, deps));
    const items = read.flatMap(({ item }) => item ?? []);
    const events = judgeBodies(
      read.flatMap(({ event }) => event ?? []),
      deps.validate,
    );
    const others = read.flatMap(({ other }) => other ?? []);
    yield importBatch({
      records: [...items, ...events, ...others],
      items: valuesOf(items),
      events: valuesOf(events),
      userChanges: read.flatMap(({ userChange }) => userChange ?? []),
    });
  }
}

/** A record's fields by plainName. */
type Fields = ReadonlyMap<string, unknown>;

interface ReadRecord {
  readonly item?: ImportRecord<Item>;
  /** An event body, not judged yet. */
  readonly event?: ImportRecord<unknown>;
  readonly other?: ImportRecord<null>;
  readonly userChange?: UserChange;
}

function readRecord(record: ImportRecord<Fields>, deps: ForeignEventDeps): ReadRecord {
  if (record.refusal) return { other: record };
  const { file, line, value: fields } = record;
  if (fields.has('feedbacktype')) return { event: readFeedback(file, line, fields, deps) };
  if (fields.has('itemid')) return { item: readItem(file, line, fields) };
  if (fields.has('userid')) return readUser(file, line, fields, deps);
  return {
    other: refused(
      file,
      line,
      'unknown-record',
      'The line must be a feedback, an item or a user, as Gorse exports them.',
    ),
  };
}

function readFeedback(file: string, line: number, fields: Fields, deps: ForeignEventDeps): ImportRecord<unknown> {
  const [word, userId, itemId] = ['feedbacktype', 'userid', 'itemid'].map((name) => fields.get(name));
  if (typeof word !== 'string' || typeof userId !== 'string' || typeof itemId !== 'string') {
    return refused(file, line, 'missing-field', 'A feedback must have FeedbackType, UserId and ItemId.');
  }
  const number = Number(fields.get('value') ?? Number.NaN);
  const said = translateEvent(word, Number.isNaN(number) ? null : number, deps.eventMap);
  if (typeof said === 'string') return refused(file, line, 'unknown-type', said);
  const atMs = instantOf(fields);
  if (atMs === undefined) {
    return refused(file, line, 'invalid-timestamp', 'The feedback must say when: a Timestamp as 2021-10-24T06:42:20Z.');
  }
  const eventId = stableEventId('gorse', word, deps.userKeyOf(userId), itemId, atMs);
  return accepted(file, line, { ...said, eventId, userId, itemId, timestamp: new Date(atMs).toISOString() });
}

function readItem(file: string, line: number, fields: Fields): ImportRecord<Item> {
  const itemId = fields.get('itemid');
  if (typeof itemId !== 'string') return refused(file, line, 'missing-field', 'An item must have an ItemId.');
  const labels = fields.get('labels');
  const isObject = typeof labels === 'object' && labels !== null && !Array.isArray(labels);
  const own = isObject ? fieldsOf(labels) : new Map<string, unknown>([['tags', labels]]);
  const atMs = instantOf(fields);
  const item = new Map<string, unknown>([
    ...(atMs === undefined ? [] : ([['releasedate', new Date(atMs).toISOString()]] as const)),
    ...own,
    ...(hasEntries(fields.get('categories')) ? ([['genres', fields.get('categories')]] as const) : []),
  ]);
  const comment = String(fields.get('comment') ?? fields.get('description') ?? '').trim();
  return toForeignItem({ file, line }, itemId, item, {
    title: comment === '' ? undefined : comment,
    tagsOfOthers: true,
    isHidden: fields.get('ishidden') === true,
  });
}

/** Gorse does not say when: a profile that was put through the API holds against it. */
const LONG_AGO_MS = 1;

function readUser(file: string, line: number, fields: Fields, deps: ForeignEventDeps): ReadRecord {
  const userId = fields.get('userid');
  if (typeof userId !== 'string' || !ID_PATTERN.test(userId)) {
    return {
      other: refused(
        file,
        line,
        'invalid-id',
        'A user must have a UserId of 1 to 128 characters of A-Z a-z 0-9 . _ : @ -.',
      ),
    };
  }
  const labels = fields.get('labels');
  const isObject = typeof labels === 'object' && labels !== null && !Array.isArray(labels);
  const profile = foreignProfile(isObject ? fieldsOf(labels) : new Map([['labels', labels]]));
  if (typeof profile === 'string') return { other: refused(file, line, 'invalid-user', profile) };
  const userChange = profileChange('gorse', deps.userKeyOf(userId), LONG_AGO_MS, profile);
  return { other: accepted(file, line, null), userChange };
}

const hasEntries = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** undefined also for the year 1, which is how Go writes no time at all. */
function instantOf(fields: Fields): number | undefined {
  const ms = readInstantMs(fields.get('timestamp'), 's');
  return ms === undefined || ms < Date.UTC(1000, 0) ? undefined : ms;
}

async function* readExport(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<readonly ImportRecord<Fields>[]> {
  const { first, all } = await peek(source);
  if (first === '{' || first === '[' || first === '') {
    for await (const records of readNdjson(all, file)) yield records.map(toFields);
    return;
  }
  let names: readonly string[] = [];
  const readHeader = (header: readonly string[]): void => {
    names = header.map(plainName);
    if (names.includes('itemid') || names.includes('userid')) return;
    throw new MarqueeError(
      'bad-argument',
      `${file} must be JSON lines, or CSV with a header line that has feedback_type, item_id or user_id.`,
    );
  };
  for await (const records of readCsv(all, file, readHeader)) {
    yield records.map((record) => (record.refusal ? record : toCsvFields(record, names)));
  }
}

function toFields(record: ImportRecord<unknown>): ImportRecord<Fields> {
  if (record.refusal) return record;
  const { file, line, value } = record;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return accepted(file, line, fieldsOf(value));
  return refused(file, line, 'unknown-record', 'The line must be one JSON object: split a list with jq -c ".[]".');
}

function toCsvFields(
  { file, line, value }: { readonly file: string; readonly line: number; readonly value: readonly string[] },
  names: readonly string[],
): ImportRecord<Fields> {
  const fields = new Map<string, unknown>(names.map((name, place) => [name, value[place]]));
  const [labels, categories] = [value[names.indexOf('labels')] ?? '', value[names.indexOf('categories')] ?? ''];
  try {
    // Newer exports write labels as JSON, older ones with bars between them.
    fields.set('labels', /^\s*(\[|\{|null\s*$)/.test(labels) ? JSON.parse(labels) : readList(labels));
  } catch (error) {
    return refused(file, line, 'invalid-json', `The labels are not JSON: ${jsonProblem(error)}.`);
  }
  fields.set('categories', readList(categories));
  fields.set('ishidden', /^(true|t|1)$/i.test(value[names.indexOf('ishidden')] ?? ''));
  if (fields.get('value') === '') fields.delete('value');
  return accepted(file, line, fields);
}

/** The first character that is not space, and the whole source again. */
async function peek(
  source: AsyncIterable<Uint8Array | string>,
): Promise<{ first: string; all: AsyncIterable<Uint8Array | string> }> {
  const iterator = source[Symbol.asyncIterator]();
  const begun: (Uint8Array | string)[] = [];
  let first = '';
  while (first === '') {
    const step = await iterator.next();
    if (step.done) break;
    begun.push(step.value);
    first = Buffer.from(step.value)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim()
      .slice(0, 1);
  }
  const all = async function* () {
    try {
      yield* begun;
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await iterator.return?.();
    }
  };
  return { first, all: all() };
}
