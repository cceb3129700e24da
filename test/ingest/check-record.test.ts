import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENT_TYPES, type EventType, TRIGGERS } from '../../src/domain/event.ts';
import { checkDecision, checkEvent, checkUserChange } from '../../src/ingest/check-record.ts';
import { decodeEvents, encodeEvents } from '../../src/ingest/journal-records.ts';
import { validateEvents } from '../../src/ingest/validate.ts';
import { aDecision, userKeyFor } from '../support/log-fixtures.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 86_400_000;
const rules = {
  nowMs: NOW_MS,
  retentionMs: Number.POSITIVE_INFINITY,
  origin: 'app' as const,
  userKeyOf: () => userKeyFor(1),
};

const id = fc.stringMatching(/^[A-Za-z0-9._:@-]{1,128}$/);
const page = fc.uuid();
const impression = fc
  .tuple(page, fc.nat(999), fc.nat(9999))
  .map(([recommendationId, row, position]) => `${recommendationId}.${row}.${position}`);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const properties = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.oneof(fc.string({ unit: 'binary', maxLength: 700 }), fc.double(), fc.boolean(), fc.constant(null)),
  { maxKeys: 17 },
);
const body = fc.record({
  eventId: id,
  type: fc.constantFrom(...EVENT_TYPES),
  userId: id,
  timestamp: fc.integer({ min: -30_610_224_000_000, max: NOW_MS + 600_000 }).map((ms) => new Date(ms).toISOString()),
  itemId: id,
  impressionIds: fc.array(impression, { minLength: 1, maxLength: 3 }),
  recommendationId: optional(page),
  sessionId: optional(id),
  portion: fc.double({ min: 0, max: 1, noNaN: true }),
  positionS: optional(fc.double({ min: 0, max: 1e9, noNaN: true })),
  value: fc.double({ min: -1, max: 1, noNaN: true }),
  trigger: fc.constantFrom(...TRIGGERS),
  properties: optional(properties),
});

/** What the type of the event has no place for is left out. */
function fitting<T extends { type: EventType; itemId: string; impressionIds: readonly string[] }>(sent: T): object {
  if (sent.type === 'viewed') return { ...sent, itemId: null };
  return { ...sent, impressionIds: sent.impressionIds.slice(0, 1) };
}

describe('the check of records', () => {
  test('takes every event that the door takes, then and days later, read back from a journal', () => {
    let taken = 0;
    fc.assert(
      fc.property(body, fc.integer({ min: -2, max: 1000 }), (sent, days) => {
        const { accepted } = validateEvents({ events: [fitting(sent)] }, rules);
        taken += accepted.length;
        for (const event of decodeEvents(encodeEvents(accepted))) {
          expect(checkEvent(event, NOW_MS + days * DAY_MS)).toBeNull();
        }
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
        (value) => {
          for (const check of [checkEvent, checkDecision, checkUserChange]) {
            const problem = check(value, NOW_MS);
            expect(problem === null || typeof problem === 'string').toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('takes pages of every shape that is one, empty ones too', () => {
    expect(checkDecision(aDecision([1, 2, 3]), NOW_MS)).toBeNull();
    expect(checkDecision(aDecision([], { rowIds: [] }), NOW_MS)).toBeNull();
  });

  test('takes pages that say nothing of switches, as those of before did, and none that say nonsense', () => {
    const { switches: _noted, ...before } = aDecision([1]);
    expect(checkDecision(before, NOW_MS)).toBeNull();
    for (const switches of [null, [], ['ranker', 'one of a release to come']]) {
      expect(checkDecision({ ...before, switches }, NOW_MS)).toBeNull();
    }
    for (const switches of ['ranker', [7], ['\0'], {}]) {
      expect(checkDecision({ ...before, switches }, NOW_MS)).toMatch(/^switches must be/);
    }
  });

  test('takes times up to the end of the third day ahead, and no later ones', () => {
    const at = (servedAtMs: number) => checkDecision(aDecision([1], { servedAtMs }), NOW_MS);
    const end = Date.UTC(2026, 5, 5);
    expect(at(end - 1)).toBeNull();
    expect(at(end)).toMatch(/^servedAtMs must be/);
  });
});
