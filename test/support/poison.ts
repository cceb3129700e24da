import type { DeadLetterKind } from '../../src/domain/dead-letter.ts';
import type { Decision, DecisionSlots } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { encodeDecision, encodeEvents, encodeUserChange } from '../../src/ingest/journal-records.ts';
import { aDecision, anEvent, userKeyFor } from './log-fixtures.ts';

/** Something that the log must not store, as a record of the journal. */
export interface Poison {
  readonly name: string;
  readonly payload: Uint8Array;
  /** What it becomes a dead letter of. */
  readonly kind: DeadLetterKind;
  /** The same as a client would send it over HTTP; null when no field of the API can say it. */
  readonly body: object | null;
}

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 86_400_000;
/** Stands for a number too large for JavaScript, which JSON can write and JSON.stringify cannot. As long as what it becomes. */
const TOO_LARGE = '_LARGE_';
const TEXTS = {
  number: 7,
  nothing: undefined,
  NUL: 'a\0b',
  'half a surrogate pair': 'a\ud800b',
  list: ['a'],
  object: {},
};
const IDS = { ...TEXTS, empty: '', 'too long': 'x'.repeat(129), 'a space': 'a b', 'a line end': 'a\n', emoji: 'a😀' };
const TIMES = {
  text: '2026-06-01',
  nothing: undefined,
  null: null,
  'too large': TOO_LARGE,
  'the year 9999': Date.UTC(9999, 11, 31),
  'past the calendar': 1e18,
  'five days ahead': NOW_MS + 5 * DAY_MS,
  'the year -30': -63_113_904_000_000,
};
const numbers = (below: number, above: number) => ({
  text: '1',
  boolean: true,
  nothing: undefined,
  'too large': TOO_LARGE,
  [`${below}`]: below,
  [`${above}`]: above,
});
const words = { ...TEXTS, unknown: 'unheard-of', 'of Object': 'constructor' };
const userKeys = { ...TEXTS, short: 'abc', 'not hex': 'z'.repeat(32), 'upper case': 'A'.repeat(32), null: null };

const EVENT_FIELDS: Partial<Record<keyof ViewerEvent, Record<string, unknown>>> = {
  eventId: { ...IDS, null: null },
  type: { ...words, null: null },
  userKey: userKeys,
  itemId: { ...IDS, null: null },
  occurredAtMs: TIMES,
  receivedAtMs: TIMES,
  impressionIds: {
    nothing: undefined,
    null: null,
    text: 'a.0.1',
    'of numbers': [1],
    'of nulls': [null],
    'of lists': [['a.0.1']],
    NUL: ['a\0.0.1'],
    'a space': ['a b'],
    'too many': Array.from({ length: 201 }, (_, n) => `01970000-0000-7000-8000-000000000001.0.${n}`),
  },
  recommendationId: IDS,
  sessionId: IDS,
  portion: numbers(-0.1, 1.1),
  positionS: numbers(-1, 1e10),
  value: numbers(-1.5, 1.5),
  trigger: { ...words, null: null },
  properties: {
    nothing: undefined,
    text: 'a',
    list: ['a'],
    nested: { a: { b: 1 } },
    'a list in it': { a: [1] },
    'too many': Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`p${n}`, n])),
    'too large': { a: 'x'.repeat(3000) },
    'NUL in a value': { a: 'x\0y' },
    'NUL in a name': { 'a\0': 1 },
    'half a surrogate pair in a value': { a: '\udfff' },
    'half a surrogate pair in a name': { '\ud83d': 1 },
    'a number too large': { a: TOO_LARGE },
  },
  origin: { ...words, null: null },
};
/** What a client may leave out, or send as null, and what the service fills in itself. */
const FILLED_IN = ['impressionIds', 'recommendationId', 'sessionId', 'portion', 'positionS', 'trigger', 'properties'];
const NOT_SENT = ['userKey', 'receivedAtMs', 'origin'];

const DECISION_FIELDS: Partial<Record<keyof Decision, Record<string, unknown>>> = {
  parentId: { text: 'parent', number: 1, nothing: undefined },
  servedAtMs: TIMES,
  userKey: userKeys,
  sessionId: IDS,
  origin: words,
  route: words,
  surface: { ...TEXTS, 'too long': 'x'.repeat(513) },
  region: TEXTS,
  maturity: TEXTS,
  language: TEXTS,
  rung: words,
  retrievalVersion: TEXTS,
  rankerVersion: TEXTS,
  arms: {
    nothing: undefined,
    null: null,
    list: [],
    NUL: { a: '\0' },
    'NUL in a name': { '\0': 'a' },
    number: { a: 1 },
  },
  snapshotVersions: { nothing: undefined, text: { pins: '1' }, 'too large': { pins: TOO_LARGE } },
  randomSeed: { nothing: undefined, text: '1', half: 0.5, 'too large': TOO_LARGE, 'past 2^53': 2 ** 60 },
  tookMs: { nothing: undefined, text: '1', negative: -1, 'past float4': 1e39 },
  rowIds: { nothing: undefined, text: 'top-picks', empty: [], numbers: [1], NUL: ['\0'] },
  withheld: { nothing: undefined, object: {}, 'no reason': [{ pinId: 'p' }], NUL: [{ pinId: '\0', reason: 'a' }] },
};
const SLOTS: Record<string, Partial<DecisionSlots>> = {
  'a negative item': { itemNo: Int32Array.of(-1) },
  'a negative row': { rowIndex: Int16Array.of(-1) },
  'a row that is not there': { rowIndex: Int16Array.of(7) },
  'a negative position': { position: Int16Array.of(-5) },
  'score NaN': { score: Float32Array.of(Number.NaN) },
  'score infinite': { score: Float32Array.of(Number.NEGATIVE_INFINITY) },
  'propensity NaN': { propensity: Float32Array.of(Number.NaN) },
  'propensity infinite': { propensity: Float32Array.of(Number.POSITIVE_INFINITY) },
  'a negative pin': { pinNo: Int32Array.of(-3) },
  'a negative displaced item': { displacedItemNo: Int32Array.of(-3) },
};

const CHANGE_STAMP_FIELDS = { changeId: IDS, userKey: userKeys, changedAtMs: TIMES, origin: words };
const ATTRIBUTE_FIELDS = {
  region: TEXTS,
  language: TEXTS,
  maturity: words,
  labels: {
    nothing: undefined,
    null: null,
    text: 'a',
    numbers: [1],
    NUL: ['\0'],
    'too many': Array.from({ length: 33 }, (_, n) => `l${n}`),
    'too long': ['x'.repeat(65)],
  },
};

/** Every bad value that matters of every field of every kind of record, and records that are none. All differ. */
export function poisonCorpus(): readonly Poison[] {
  return [...eventPoison(), ...decisionPoison(), ...changePoison(), ...brokenRecords()];
}

function* eventPoison(): Iterable<Poison> {
  let n = 0;
  for (const [field, values] of Object.entries(EVENT_FIELDS)) {
    for (const [what, bad] of Object.entries(values)) {
      const event = { ...anEvent({ eventId: `poison-${n++}`, occurredAtMs: NOW_MS }), [field]: bad };
      const isAbsent = bad === undefined || bad === null;
      const isSent =
        !NOT_SENT.includes(field) && !(isAbsent && FILLED_IN.includes(field)) && !(isAbsent && field === 'value');
      yield {
        name: `event: ${field} is ${what}`,
        payload: large(encodeEvents([event as ViewerEvent])),
        kind: 'event',
        body: isSent ? bodyOf(event) : null,
      };
    }
  }
  for (const [what, bad] of Object.entries({ null: null, number: 5, text: 'x', list: [[]], 'nothing in it': {} })) {
    yield {
      name: `event: is ${what}`,
      payload: encodeEvents([bad as unknown as ViewerEvent]),
      kind: 'event',
      body: null,
    };
  }
  const viewed = anEvent({ eventId: `poison-${n++}`, type: 'viewed', itemId: 'film-1', occurredAtMs: NOW_MS });
  yield { name: 'event: viewed with an item', payload: encodeEvents([viewed]), kind: 'event', body: bodyOf(viewed) };
  const deep = `[{"eventId":"deep","properties":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}]`;
  yield { name: 'event: nested too deep for JSON', payload: bytes(2, deep), kind: 'record', body: null };
}

function* decisionPoison(): Iterable<Poison> {
  let n = 0;
  const page = (differences: object) => aDecision([5], { servedAtMs: NOW_MS + n++, ...differences });
  for (const [field, values] of Object.entries(DECISION_FIELDS)) {
    for (const [what, bad] of Object.entries(values)) {
      const payload = large(encodeDecision(page({ [field]: bad })));
      yield { name: `decision: ${field} is ${what}`, payload, kind: 'decision', body: null };
    }
  }
  for (const [what, bad] of Object.entries(SLOTS)) {
    const good = page({});
    const payload = encodeDecision({ ...good, slots: { ...good.slots, ...bad } });
    yield { name: `decision: slots with ${what}`, payload, kind: 'decision', body: null };
  }
  for (const recommendationId of ['', 'page-1', '0197\x000-0000-7000-8000-000000000001']) {
    const payload = encodeDecision(page({ recommendationId }));
    yield {
      name: `decision: recommendationId ${JSON.stringify(recommendationId)}`,
      payload,
      kind: 'decision',
      body: null,
    };
  }
}

function* changePoison(): Iterable<Poison> {
  let n = 0;
  const profile = { region: 'SE', language: null, maturity: 'teen', labels: ['a'] };
  const poison = (what: string, differences: object): Poison => {
    const stamp = { changeId: `poison-${n++}`, userKey: userKeyFor(900), changedAtMs: NOW_MS, origin: 'app' };
    const change = { kind: 'attributes', ...stamp, attributes: profile, ...differences };
    return {
      name: `user change: ${what}`,
      payload: large(encodeUserChange(change as unknown as Parameters<typeof encodeUserChange>[0])),
      kind: 'user-change',
      body: null,
    };
  };
  for (const [field, values] of Object.entries(CHANGE_STAMP_FIELDS)) {
    for (const [what, bad] of Object.entries(values)) yield poison(`${field} is ${what}`, { [field]: bad });
  }
  for (const [field, values] of Object.entries(ATTRIBUTE_FIELDS)) {
    for (const [what, bad] of Object.entries(values)) {
      yield poison(`attributes.${field} is ${what}`, { attributes: { ...profile, [field]: bad } });
    }
  }
  for (const attributes of [undefined, null, 'none', []]) yield poison(`attributes is ${attributes}`, { attributes });
  yield poison('kind is unknown', { kind: 'unheard-of' });
  for (const fromUserKey of [undefined, null, 'nobody', 7]) {
    yield poison(`fromUserKey is ${fromUserKey}`, { kind: 'merge', attributes: undefined, fromUserKey });
  }
}

function* brokenRecords(): Iterable<Poison> {
  const page = encodeDecision(aDecision([1, 2, 3]));
  const records: Record<string, Uint8Array> = {
    'of an unknown kind': Uint8Array.of(77, 1, 2, 3),
    'without a byte': new Uint8Array(0),
    'of a kind alone': Uint8Array.of(2),
    'events cut short': bytes(2, '[{"eventId":"a"'),
    'events that are no list': bytes(2, '{"eventId":"a"}'),
    'events that are null': bytes(2, 'null'),
    'a change cut short': bytes(3, '{"kind":'),
    'a page of a header alone': page.slice(0, 8),
    'a page cut in its columns': page.slice(0, 60),
    'a page cut in its JSON': page.slice(0, page.length - 5),
    'a page of more slots than it has': Uint8Array.from(page, (byte, at) => (at === 3 ? 200 : byte)),
  };
  for (const [what, payload] of Object.entries(records))
    yield { name: `record ${what}`, payload, kind: 'record', body: null };
}

function bodyOf(event: object): object {
  const { userKey: _u, receivedAtMs: _r, origin: _o, occurredAtMs, ...sent } = event as ViewerEvent;
  const isTime = typeof occurredAtMs === 'number' && Math.abs(occurredAtMs) <= 8.64e15;
  const timestamp = isTime ? new Date(occurredAtMs).toISOString() : occurredAtMs;
  const body = { ...sent, userId: 'user-1', timestamp };
  if (Array.isArray(sent.impressionIds) && sent.impressionIds.length === 0)
    Object.assign(body, { impressionIds: null });
  return JSON.parse(JSON.stringify(body).replaceAll(`"${TOO_LARGE}"`, '1e999'));
}

/** The same record with the number that JSON.stringify cannot write. */
function large(payload: Uint8Array): Uint8Array {
  const record = Buffer.from(payload);
  for (let at = record.indexOf(`"${TOO_LARGE}"`); at >= 0; at = record.indexOf(`"${TOO_LARGE}"`)) {
    record.write('1e9999999', at, 'latin1');
  }
  return record;
}

const bytes = (kind: number, json: string): Uint8Array => Buffer.concat([Uint8Array.of(kind), Buffer.from(json)]);
