import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decision } from '../../src/domain/decision.ts';
import { EVENT_TYPES, TRIGGERS, type ViewerEvent } from '../../src/domain/event.ts';
import { ORIGINS } from '../../src/domain/origin.ts';
import { RUNGS } from '../../src/domain/page.ts';
import { SWITCH_NAMES } from '../../src/domain/switches.ts';
import {
  decodeRecord,
  decodeServedSlots,
  encodeDecision,
  encodeEvents,
  encodeUserChange,
  isDecisionRecord,
  isEventsRecord,
} from '../../src/ingest/journal-records.ts';
import { someChange } from '../support/user-states.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const ms = fc.nat({ max: 4_000_000_000_000 });

const slots = fc.nat({ max: 300 }).chain((length) => {
  const column = <A extends ArrayLike<number>>(make: (values: number[]) => A, value: fc.Arbitrary<number>) =>
    fc.array(value, { minLength: length, maxLength: length }).map(make);
  const i32 = fc.integer({ min: 0, max: 0x7fff_ffff });
  const small = fc.nat({ max: 0x7fff });
  const byte = fc.nat({ max: 255 });
  const real = fc.float();
  return fc.record({
    itemNo: column((values) => Int32Array.from(values), i32),
    rowIndex: column((values) => Int16Array.from(values), small),
    position: column((values) => Int16Array.from(values), small),
    source: column((values) => Uint8Array.from(values), byte),
    score: column((values) => Float32Array.from(values), real),
    propensity: column((values) => Float32Array.from(values), real),
    explored: column((values) => Uint8Array.from(values), byte),
    pinNo: column((values) => Int32Array.from(values), i32),
    displacedItemNo: column((values) => Int32Array.from(values), i32),
  });
});

const decision: fc.Arbitrary<Decision> = fc.record({
  recommendationId: fc.oneof(fc.uuid(), fc.stringMatching(/^[a-z0-9-]{0,60}$/)),
  parentId: maybe(fc.uuid()),
  servedAtMs: ms,
  userKey: fc.stringMatching(/^[0-9a-f]{32}$/),
  sessionId: maybe(fc.string()),
  origin: fc.constantFrom(...ORIGINS),
  route: fc.constant('home' as const),
  surface: fc.string(),
  region: maybe(fc.string({ unit: 'grapheme' })),
  maturity: fc.string(),
  language: maybe(fc.string()),
  rung: fc.constantFrom(...RUNGS),
  retrievalVersion: maybe(fc.string()),
  rankerVersion: maybe(fc.string()),
  arms: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
  switches: fc.subarray([...SWITCH_NAMES]),
  snapshotVersions: fc.dictionary(fc.string(), fc.nat(), { noNullPrototype: true }),
  randomSeed: fc.nat(),
  tookMs: number,
  rowIds: fc.array(fc.string({ unit: 'grapheme' })),
  withheld: fc.array(fc.record({ pinId: fc.string(), reason: fc.string() })),
  slots,
});

const event: fc.Arbitrary<ViewerEvent> = fc.record({
  eventId: fc.string({ unit: 'grapheme' }),
  type: fc.constantFrom(...EVENT_TYPES),
  userKey: fc.string(),
  itemId: maybe(fc.string()),
  occurredAtMs: ms,
  receivedAtMs: ms,
  impressionIds: fc.array(fc.string()),
  recommendationId: maybe(fc.string()),
  sessionId: maybe(fc.string()),
  portion: maybe(number),
  positionS: maybe(number),
  value: maybe(number),
  trigger: fc.constantFrom(...TRIGGERS),
  properties: maybe(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), number, fc.boolean(), fc.constant(null)), {
      noNullPrototype: true,
    }),
  ),
  origin: fc.constantFrom(...ORIGINS),
});

/** The record as it comes from the journal: in the middle of a larger buffer, at any address, which is then used again. */
function throughBuffer<T>(payload: Uint8Array, shift: number, decode: (payload: Uint8Array) => T): T {
  const shared = Buffer.alloc(payload.length + shift + 9, 0xee);
  shared.set(payload, shift);
  const decoded = decode(shared.subarray(shift, shift + payload.length));
  shared.fill(0);
  return decoded;
}

const shift = fc.nat({ max: 7 });

test('a feature sample lies behind the record, where releases that do not know it never look', () => {
  fc.assert(
    fc.property(decision, fc.uint8Array({ minLength: 1, maxLength: 300 }), (plain, featureSample) => {
      const without = encodeDecision(plain);
      const bytes = encodeDecision({ ...plain, featureSample });
      const asBefore = decodeRecord(bytes.subarray(0, without.length));
      expect(asBefore).toEqual({ kind: 'decision', decision: plain });
      const read = decodeRecord(bytes);
      expect(read).toMatchObject({ kind: 'decision', decision: { featureSample } });
      expect(decodeRecord(without)).toEqual({ kind: 'decision', decision: plain });
    }),
    { numRuns: 50 },
  );
});

describe('a record', () => {
  test('of a decision comes back as it went in, from any address, and keeps no hold on the buffer', () => {
    fc.assert(
      fc.property(decision, shift, (given, at) => {
        const payload = encodeDecision(given);
        expect(throughBuffer(payload, at, decodeRecord)).toEqual({ kind: 'decision', decision: given });
        expect([isDecisionRecord(payload), isEventsRecord(payload)]).toEqual([true, false]);
      }),
    );
  });

  test('of a decision tells which item stood where without the rest being read', () => {
    fc.assert(
      fc.property(decision, shift, (given, at) => {
        const { recommendationId } = given;
        const { itemNo, rowIndex, position } = given.slots;
        expect(throughBuffer(encodeDecision(given), at, decodeServedSlots)).toEqual({
          recommendationId,
          itemNo,
          rowIndex,
          position,
        });
      }),
    );
  });

  test('of events comes back as it went in', () => {
    fc.assert(
      fc.property(fc.array(event), shift, (given, at) => {
        const payload = encodeEvents(given);
        expect(throughBuffer(payload, at, decodeRecord)).toEqual({ kind: 'events', events: given });
        expect([isDecisionRecord(payload), isEventsRecord(payload)]).toEqual([false, true]);
      }),
    );
  });

  test('of a change of a user comes back as it went in', () => {
    fc.assert(
      fc.property(someChange, (change) => {
        expect(decodeRecord(encodeUserChange(change))).toEqual({ kind: 'user-change', change });
      }),
    );
  });

  test('of a page from before switches were noted is read as one that says nothing of them', () => {
    fc.assert(
      fc.property(decision, ({ switches: _noted, ...before }) => {
        const read = decodeRecord(encodeDecision(before));
        expect(read).toEqual({ kind: 'decision', decision: before });
      }),
      { numRuns: 20 },
    );
  });

  test('of a kind from a later release is refused by name', () => {
    expect(() => decodeRecord(Uint8Array.of(9, 1, 2))).toThrow(/unknown kind 9/);
  });

  test('is not made of columns of different lengths', () => {
    const [given] = fc.sample(decision, { numRuns: 1, seed: 5 });
    const torn = { ...given!, slots: { ...given!.slots, score: new Float32Array(given!.slots.itemNo.length + 1) } };
    expect(() => encodeDecision(torn)).toThrow(RangeError);
  });
});
