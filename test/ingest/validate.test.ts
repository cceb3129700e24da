import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../src/domain/event.ts';
import { REFUSAL_CODES } from '../../src/ingest/event-fields.ts';
import { judgeEvents, validateEvents } from '../../src/ingest/validate.ts';

const NOW = '2026-03-01T12:00:00.000Z';
const PAGE = '0197f1a2-0000-7000-8000-000000000001';
const rules = {
  nowMs: Date.parse(NOW),
  retentionMs: 90 * 86_400_000,
  origin: 'app',
  userKeyOf: (userId: string) => `key of ${userId}`,
} as const;

/** The least an event of each type needs. */
const LEAST: Record<string, Record<string, unknown>> = {
  viewed: { itemId: undefined, impressionId: `${PAGE}.0.3` },
  progress: { portion: 0.5 },
  complete: { portion: 1 },
  rate: { value: null },
};

function anEvent(type: string, differences: Record<string, unknown> = {}): Record<string, unknown> {
  const event = { eventId: 'e1', type, userId: 'u1', itemId: '318', timestamp: NOW, ...LEAST[type], ...differences };
  return JSON.parse(JSON.stringify(event));
}

const judge = (event: unknown) => judgeEvents([event], rules);
const codeOf = (event: unknown) => judge(event).rejected[0]?.code;

describe('an event that is right', () => {
  test.each(EVENT_TYPES)('%s is taken with no more than it needs', (type) => {
    expect(judge(anEvent(type)).rejected).toEqual([]);
  });

  test('comes out complete, under the hashed user, at its own time', () => {
    const sent = anEvent('progress', {
      timestamp: '2026-03-01T13:30:00.1239+02:00',
      impressionId: `${PAGE}.2.11`,
      sessionId: 's:1',
      positionS: 90,
      schemaVersion: 1,
      properties: { device: 'tv', build: 3, beta: false, note: null },
    });
    expect(judge(sent).accepted).toEqual([
      {
        eventId: 'e1',
        type: 'progress',
        userKey: 'key of u1',
        itemId: '318',
        occurredAtMs: Date.parse('2026-03-01T11:30:00.123Z'),
        receivedAtMs: rules.nowMs,
        impressionIds: [`${PAGE}.2.11`],
        recommendationId: PAGE,
        sessionId: 's:1',
        portion: 0.5,
        positionS: 90,
        value: null,
        trigger: 'user',
        properties: { device: 'tv', build: 3, beta: false, note: null },
        origin: 'app',
      },
    ]);
  });

  test('null stands for absent', () => {
    const sent = anEvent('click', { sessionId: null, impressionId: null, portion: null, properties: null });
    expect(judge(sent).rejected).toEqual([]);
  });

  test('a value of null takes an opinion back', () => {
    expect(judge(anEvent('rate', { value: null })).accepted[0]!.value).toBeNull();
  });

  test('viewed may name up to 200 slots, and its page when they have one', () => {
    const impressionIds = Array.from({ length: 200 }, (_, slot) => `${PAGE}.0.${slot}`);
    const [event] = judge(anEvent('viewed', { impressionId: undefined, impressionIds })).accepted;
    expect(event).toMatchObject({ itemId: null, recommendationId: PAGE, impressionIds });
    const other = '0197f1a2-0000-7000-8000-000000000002.0.0';
    const mixed = anEvent('viewed', { impressionId: undefined, impressionIds: [impressionIds[0], other] });
    expect(judge(mixed).accepted[0]!.recommendationId).toBeNull();
  });

  test('each user is hashed once a call, however many events he sent', () => {
    const asked: string[] = [];
    const userKeyOf = (userId: string) => {
      asked.push(userId);
      return userId;
    };
    judgeEvents([anEvent('click'), anEvent('click'), anEvent('click', { userId: 'u2' })], { ...rules, userKeyOf });
    expect(asked).toEqual(['u1', 'u2']);
  });
});

describe('an event that is wrong', () => {
  const wrong: [string, string, Record<string, unknown>][] = [
    ['unknown-field', 'click', { itemID: '318' }],
    ['unknown-field', 'click', { origin: 'app' }],
    ['missing-field', 'click', { eventId: undefined }],
    ['missing-field', 'click', { userId: null }],
    ['missing-field', 'click', { type: undefined }],
    ['missing-field', 'click', { timestamp: undefined }],
    ['missing-field', 'click', { itemId: undefined }],
    ['missing-field', 'dismiss', { itemId: undefined }],
    ['missing-field', 'hide', { itemId: undefined }],
    ['missing-field', 'unhide', { itemId: undefined }],
    ['missing-field', 'list-add', { itemId: undefined }],
    ['missing-field', 'list-remove', { itemId: undefined }],
    ['missing-field', 'play', { itemId: undefined }],
    ['missing-field', 'progress', { portion: undefined }],
    ['missing-field', 'complete', { portion: null }],
    ['missing-field', 'rate', { value: undefined }],
    ['missing-field', 'viewed', { impressionId: undefined }],
    ['unexpected-field', 'viewed', { itemId: '318' }],
    ['conflicting-fields', 'viewed', { impressionIds: [`${PAGE}.0.3`] }],
    ['invalid-type', 'click', { userId: 7 }],
    ['invalid-type', 'click', { impressionId: {} }],
    ['invalid-type', 'click', { impressionIds: `${PAGE}.0.3` }],
    ['invalid-type', 'click', { timestamp: 1_700_000_000 }],
    ['invalid-type', 'progress', { portion: '0.5' }],
    ['invalid-type', 'click', { schemaVersion: '1' }],
    ['invalid-type', 'click', { properties: ['tv'] }],
    ['invalid-type', 'click', { properties: { nested: { deep: 1 } } }],
    ['invalid-type', 'click', { properties: { list: [1] } }],
    ['invalid-id', 'click', { eventId: '' }],
    ['invalid-id', 'click', { userId: 'with space' }],
    ['invalid-id', 'click', { itemId: 'x'.repeat(129) }],
    ['invalid-id', 'click', { sessionId: 'null\u0000byte' }],
    ['invalid-id', 'viewed', { impressionId: `${PAGE}.0` }],
    ['invalid-id', 'viewed', { impressionId: `${PAGE}.0.-1` }],
    ['invalid-id', 'viewed', { impressionId: undefined, impressionIds: [`${PAGE}.0.1`, 'x'] }],
    ['invalid-id', 'click', { recommendationId: 'r1' }],
    ['invalid-text', 'click', { properties: { note: 'NUL \u0000' } }],
    ['invalid-text', 'click', { properties: { 'key \u0000': 1 } }],
    ['invalid-timestamp', 'click', { timestamp: '2026-03-01' }],
    ['invalid-timestamp', 'click', { timestamp: '2026-03-01T12:00:00' }],
    ['invalid-timestamp', 'click', { timestamp: '2026-02-30T12:00:00Z' }],
    ['too-old', 'click', { timestamp: '2025-11-30T12:00:00Z' }],
    ['in-future', 'click', { timestamp: '2026-03-01T12:10:01Z' }],
    ['out-of-range', 'progress', { portion: 1.01 }],
    ['out-of-range', 'progress', { positionS: -1 }],
    ['out-of-range', 'rate', { value: -1.5 }],
    ['out-of-range', 'play', { trigger: 'robot' }],
    ['out-of-range', 'viewed', { impressionId: undefined, impressionIds: [] }],
    ['out-of-range', 'viewed', { impressionId: undefined, impressionIds: Array(201).fill(`${PAGE}.0.1`) }],
    ['out-of-range', 'click', { impressionIds: [`${PAGE}.0.1`, `${PAGE}.0.2`] }],
    ['unknown-type', 'like', {}],
    ['unsupported-schema', 'click', { schemaVersion: 3 }],
    ['unsupported-schema', 'click', { schemaVersion: 0 }],
    ['unsupported-schema', 'click', { schemaVersion: 1.5 }],
    ['unknown-field', 'click', { schemaVersion: 1, device: 'tv' }],
    ['properties-too-large', 'click', { properties: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [n, n])) }],
    ['properties-too-large', 'click', { properties: { note: 'x'.repeat(2048) } }],
    ['properties-too-large', 'click', { properties: { note: 'ü'.repeat(1100) } }],
  ];

  test.each(wrong)('%s: %s with %j', (code, type, differences) => {
    const { accepted, rejected } = judge(anEvent(type, differences));
    expect(accepted).toEqual([]);
    expect(rejected).toMatchObject([{ index: 0, code, detail: expect.stringMatching(/^[A-Za-z]/) }]);
  });

  test('is refused for half a surrogate pair, which JSON lets through', () => {
    expect(
      codeOf(JSON.parse(JSON.stringify(anEvent('click', { properties: { note: 'x' } })).replace('"x"', '"\\ud83d"'))),
    ).toBe('invalid-text');
  });

  test.each([null, 7, 'event', [], undefined])('%j is no event', (body) => {
    expect(codeOf(body)).toBe('invalid-type');
  });

  test('no refusal repeats what was sent, save the name of a field', () => {
    const secret = 'anna@example.org ';
    const events = ['userId', 'itemId', 'sessionId', 'timestamp', 'impressionId', 'type'].map((field) =>
      anEvent('click', { [field]: secret }),
    );
    const { rejected } = judgeEvents(events, rules);
    expect(rejected).toHaveLength(events.length);
    expect(JSON.stringify(rejected)).not.toContain('anna');
  });

  test('every code there is has its case above', () => {
    // A matter of who sends, not of the event: it has its own tests below.
    expect(REFUSAL_CODES.filter((code) => !wrong.some(([known]) => known === code))).toEqual(['forbidden-user']);
  });

  test('costs the others nothing: each is judged alone, and told by its index', () => {
    const { accepted, rejected } = validateEvents(
      { events: [anEvent('click', { eventId: 'a' }), 7, anEvent('click', { eventId: 'b' }), anEvent('nothing')] },
      rules,
    );
    expect(accepted.map((event) => event.eventId)).toEqual(['a', 'b']);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'invalid-type'],
      [3, 'unknown-type'],
    ]);
  });
});

describe('the envelope', () => {
  test.each([
    ['no object', []],
    ['null', null],
    ['no events', {}],
    ['events that are no array', { events: {} }],
    ['no event', { events: [] }],
    ['501 events', { events: Array(501).fill(anEvent('click')) }],
    ['an unknown field', { events: [anEvent('click')], source: 'app' }],
  ])('is refused with %s', (_, body) => {
    expect(() => validateEvents(body, rules)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  test('takes 1 to 500 events', () => {
    expect(validateEvents({ events: [anEvent('click')] }, rules).accepted).toHaveLength(1);
    expect(validateEvents({ events: Array(500).fill(anEvent('click')) }, rules).accepted).toHaveLength(500);
  });
});

describe('a caller who speaks for one user alone', () => {
  test('has the events of others rejected, each for itself, and is told what else is wrong first', () => {
    const events = [
      anEvent('click'),
      anEvent('click', { userId: 'u2' }),
      anEvent('click', { userId: 'u2', itemId: 7 }),
    ];
    const { accepted, rejected } = judgeEvents(events, { ...rules, onlyUserKey: 'key of u1' });
    expect(accepted.map(({ userKey }) => userKey)).toEqual(['key of u1']);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'forbidden-user'],
      [2, 'invalid-type'],
    ]);
  });
});

describe('ages', () => {
  test('hold at their bounds', () => {
    const at = (ms: number) => codeOf(anEvent('click', { timestamp: new Date(ms).toISOString() }));
    expect(at(rules.nowMs - rules.retentionMs)).toBeUndefined();
    expect(at(rules.nowMs - rules.retentionMs - 1)).toBe('too-old');
    expect(at(rules.nowMs + 600_000)).toBeUndefined();
    expect(at(rules.nowMs + 600_001)).toBe('in-future');
  });

  test('do not matter to files', () => {
    const old = [anEvent('click', { timestamp: '1996-03-29T18:36:55Z' })];
    const timeless = { ...rules, retentionMs: Number.POSITIVE_INFINITY };
    expect(judgeEvents(old, timeless).accepted).toHaveLength(1);
  });
});
