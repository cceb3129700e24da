import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../src/domain/event.ts';
import { FIELD_CHECKS, refusal } from '../../src/ingest/event-fields.ts';
import { EVENT_SCHEMAS, type EventSchemas } from '../../src/ingest/event-schema.ts';
import { judgeEvents } from '../../src/ingest/validate.ts';

const NOW = '2026-03-01T12:00:00.000Z';

/** The release after this one, had it renamed a field: version 1 said `watched` in percent, version 2 says `portion` from 0 to 1. */
const NEXT_RELEASE: EventSchemas = {
  current: {
    version: 2,
    fields: FIELD_CHECKS,
    upgrade: ({ watched, ...rest }) => (watched == null ? rest : { ...rest, portion: (watched as number) / 100 }),
  },
  previous: {
    version: 1,
    fields: new Map(
      [...FIELD_CHECKS].map(([name, check]) => (name === 'portion' ? ['watched', percent] : [name, check])),
    ),
    upgrade: null,
  },
};

function percent(value: unknown, name: string) {
  return typeof value === 'number' && value >= 0 && value <= 100
    ? null
    : refusal('out-of-range', `${name} must be from 0 to 100.`);
}

function judge(differences: Record<string, unknown>, schemas?: EventSchemas) {
  const event = { eventId: 'e1', type: 'progress', userId: 'u1', itemId: '318', timestamp: NOW, ...differences };
  const { accepted, rejected } = judgeEvents([event], {
    nowMs: Date.parse(NOW),
    retentionMs: 86_400_000,
    origin: 'app',
    userKeyOf: (userId) => userId,
    schemas,
  });
  return { event: accepted[0], code: rejected[0]?.code, detail: rejected[0]?.detail };
}

describe('a release of version N', () => {
  test('takes an event of N-1 and brings it up to N', () => {
    expect(judge({ schemaVersion: 1, watched: 25 }, NEXT_RELEASE).event).toMatchObject({ portion: 0.25 });
    expect(judge({ schemaVersion: 2, portion: 0.25 }, NEXT_RELEASE).event).toMatchObject({ portion: 0.25 });
  });

  test('an event that names no version is of the current one', () => {
    expect(judge({ portion: 0.25 }, NEXT_RELEASE).event).toMatchObject({ portion: 0.25 });
    expect(judge({ watched: 25 }, NEXT_RELEASE)).toMatchObject({ code: 'unknown-field' });
  });

  test('holds an event of N-1 to the fields of N-1, and says so in its words', () => {
    expect(judge({ schemaVersion: 1, watched: 101 }, NEXT_RELEASE)).toMatchObject({
      code: 'out-of-range',
      detail: 'watched must be from 0 to 100.',
    });
    expect(judge({ schemaVersion: 1, portion: 0.25 }, NEXT_RELEASE)).toMatchObject({ code: 'unknown-field' });
  });

  test('needs of an event of N-1 what every event needs', () => {
    expect(judge({ schemaVersion: 1 }, NEXT_RELEASE)).toMatchObject({ code: 'missing-field' });
  });

  test('refuses N+2 and N-2 with what to do', () => {
    for (const schemaVersion of [0, 4]) {
      const { code, detail } = judge({ schemaVersion, portion: 0.5 }, NEXT_RELEASE);
      expect(code).toBe('unsupported-schema');
      expect(detail).toMatch(/must be 1 or 2, or 3 with nothing but fields added: .*update the service first/);
    }
  });

  test('this release is version 1 and has nothing before it', () => {
    expect(EVENT_SCHEMAS.current.version).toBe(1);
    expect(judge({ schemaVersion: 0, portion: 0.5 })).toMatchObject({
      code: 'unsupported-schema',
      detail: expect.stringContaining('must be 1, or 2 with nothing but fields added'),
    });
  });
});

describe('an event of N+1', () => {
  const next = (differences: Record<string, unknown>) => judge({ schemaVersion: 2, portion: 0.5, ...differences });

  test('keeps the scalars of fields that are not known yet under properties, beside those that were sent', () => {
    expect(next({ device: 'tv', hdr: true, bitrate: 4.5, gone: null, properties: { build: 7 } }).event).toMatchObject({
      portion: 0.5,
      properties: { build: 7, device: 'tv', hdr: true, bitrate: 4.5 },
    });
    expect(next({ device: 'tv' }).event?.properties).toEqual({ device: 'tv' });
    expect(next({}).event?.properties).toBeNull();
  });

  test('is held to all that is known', () => {
    expect(next({ portion: 2 })).toMatchObject({ code: 'out-of-range' });
    expect(next({ type: 'binge' })).toMatchObject({ code: 'unknown-type' });
    expect(next({ itemId: undefined })).toMatchObject({ code: 'missing-field' });
    expect(next({ device: 'tv', properties: ['x'] })).toMatchObject({ code: 'invalid-type' });
  });

  test('is refused, and not cut, where properties cannot hold what is new', () => {
    const sixteen = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`p${n}`, n]));
    expect(next({ device: { kind: 'tv' } })).toMatchObject({
      code: 'invalid-type',
      detail: expect.stringContaining(`flatten "device"`),
    });
    expect(next({ device: 'tv', properties: { device: 'x' } })).toMatchObject({ code: 'conflicting-fields' });
    expect(next({ device: 'tv', properties: sixteen })).toMatchObject({ code: 'properties-too-large' });
    expect(next({ device: 'x'.repeat(3000) })).toMatchObject({ code: 'properties-too-large' });
    expect(next({ device: 'NUL \u0000' })).toMatchObject({ code: 'invalid-text' });
    expect(next(JSON.parse('{"__proto__": "tv"}')).code).toBeUndefined();
  });

  test('a version that is no number is refused as that', () => {
    expect(judge({ schemaVersion: '2', portion: 0.5 })).toMatchObject({ code: 'invalid-type' });
  });

  test('every type there is can be sent in it', () => {
    const least: Record<string, object> = {
      viewed: { itemId: undefined, impressionId: '0197f1a2-0000-7000-8000-000000000001.0.3' },
      rate: { value: 1 },
    };
    for (const type of EVENT_TYPES) expect(next({ type, ...least[type], device: 'tv' }).code).toBeUndefined();
  });
});
