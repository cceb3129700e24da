import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENT_TYPES, TRIGGERS } from '../../src/domain/event.ts';
import { erasedState } from '../../src/features/erased-state.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { eventAt, someErasedAtMs, somePlainState, someState } from '../support/user-states.ts';

describe('the binary form of a user state', () => {
  test('gives back every state as it was', () => {
    fc.assert(
      fc.property(someState, (state) => {
        const bytes = encodeUserState(state);
        const decoded = decodeUserState(bytes);
        expect(decoded).toEqual(state);
        expect(encodeUserState(decoded)).toEqual(bytes);
      }),
    );
  });

  test('reads bytes that lie anywhere in a larger buffer, and keeps nothing of it', () => {
    fc.assert(
      fc.property(someState, fc.integer({ min: 0, max: 9 }), (state, offset) => {
        const bytes = encodeUserState(state);
        const larger = new Uint8Array(offset + bytes.length + 3).fill(255);
        larger.set(bytes, offset);
        const decoded = decodeUserState(larger.subarray(offset, offset + bytes.length));
        larger.fill(0);
        expect(decoded).toEqual(state);
      }),
    );
  });

  test('takes 24 bytes for nobody, 26 more for an event and 1 or 2 for a watched title nearby', () => {
    expect(encodeUserState(EMPTY_STATE).length).toBe(24);
    expect(encodeUserState(fold(EMPTY_STATE, [eventAt(1, 'play', 100)])).length).toBe(24 + 26);
    const watched = fold(EMPTY_STATE, [eventAt(1, 'complete', 100), eventAt(2, 'complete', 1000)]);
    expect(encodeUserState(watched).length).toBe(24 + 2 * 26 + 1 + 2);
  });

  test('stays readable by later releases: this very event has these very bytes', () => {
    const state = fold(EMPTY_STATE, [
      {
        occurredAtMs: 1_700_000_000_000,
        eventKey: { high: 0x01020304, low: 0xfffefdfc },
        type: 'rate',
        itemNo: 300,
        value: 0.5,
        trigger: 'preview',
      },
    ]);
    expect(Buffer.from(encodeUserState(state)).toString('hex')).toBe(
      [
        '01000100000000000000000000000000', // format 1, 1 event, no views, no flags
        '0100000002000000', // 1 watched in 2 bytes
        '00008056febc7842',
        '04030201fcfdfeff',
        '2c010000',
        '0000003f',
        '0a02',
        'ac02',
      ].join(''),
    );
    // Stored states hold these as numbers: the lists may only grow at their ends.
    expect(EVENT_TYPES.indexOf('rate')).toBe(10);
    expect(TRIGGERS).toEqual(['user', 'autoplay', 'preview']);
  });

  test('of a user who was erased has 8 bytes more, and of one who never was not a byte', () => {
    fc.assert(
      fc.property(somePlainState, someErasedAtMs, (state, erasedAtMs) => {
        const bytes = encodeUserState({ ...state, erasedAtMs });
        expect(bytes.length).toBe(encodeUserState(state).length + 8);
        expect([bytes[0], encodeUserState(state)[0]! < 3]).toEqual([3, true]);
      }),
    );
  });

  test('of a tombstone stays readable by later releases: this very one has these very bytes', () => {
    const bytes = Buffer.from(`03${'00'.repeat(23)}00008056febc7842`, 'hex');
    expect(Buffer.from(encodeUserState(erasedState(1_700_000_000_000)))).toEqual(bytes);
    expect(decodeUserState(bytes)).toEqual({ ...EMPTY_STATE, erasedAtMs: 1_700_000_000_000 });
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses an erasure at %p', (erasedAtMs) => {
    const bytes = Buffer.from(encodeUserState(erasedState(1)));
    bytes.writeDoubleLE(erasedAtMs, 24);
    expect(() => decodeUserState(bytes)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test.each([0, 2, 3, 4])('refuses bytes of another format: %p', (format) => {
    const bytes = encodeUserState(EMPTY_STATE);
    bytes[0] = format;
    expect(() => decodeUserState(bytes)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('refuses bytes cut anywhere, and bytes that go on', () => {
    fc.assert(
      fc.property(someState, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (state, share) => {
        const bytes = encodeUserState(state);
        const refused = expect.objectContaining({ code: 'data-check-failed' });
        expect(() => decodeUserState(bytes.subarray(0, Math.floor(share * bytes.length)))).toThrow(refused);
        expect(() => decodeUserState(Uint8Array.of(...bytes, 1))).toThrow(refused);
      }),
    );
  });

  test('answers any bytes at all with a state or a refusal', () => {
    const refused = (bytes: Uint8Array): boolean => {
      try {
        decodeUserState(bytes);
        return true;
      } catch (error) {
        return (error as { code?: string }).code === 'data-check-failed';
      }
    };
    const anything = fc.uint8Array({ maxLength: 200 });
    fc.assert(fc.property(anything, refused));
    const flipped = fc.tuple(someState, fc.nat(), fc.nat({ max: 255 })).map(([state, at, byte]) => {
      const bytes = encodeUserState(state);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(fc.property(flipped, refused));
  });
});
