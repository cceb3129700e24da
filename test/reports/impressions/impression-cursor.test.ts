import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WHOLE_PAGE } from '../../../src/domain/ports/impression-log.ts';
import { createImpressionCursors } from '../../../src/reports/impressions/impression-cursor.ts';

const cursors = createImpressionCursors(new Uint8Array(32).fill(1));
const ms = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(9998, 0) });

const cursor = fc.record({
  fromMs: ms,
  untilMs: ms,
  place: fc.record({
    servedAtUs: fc.integer({ min: -2e15, max: 2 ** 53 - 1 }),
    recommendationId: fc.uuid(),
    slot: fc.integer({ min: 0, max: WHOLE_PAGE }),
  }),
});
const filter = fc.record(
  {
    itemId: fc.string(),
    position: fc.nat(),
    pinned: fc.boolean(),
    origin: fc.constantFrom('app' as const, 'test' as const),
  },
  { requiredKeys: [] },
);

describe('where the explorer goes on', () => {
  test('every place comes back, to the microsecond, in a cursor that a query takes', () => {
    fc.assert(
      fc.property(cursor, filter, (given, filter) => {
        const text = cursors.seal(given, filter);
        expect(text).toMatch(/^[\w-]{1,512}$/);
        expect(cursors.open(text, filter)).toEqual(given);
        // However the filters were spelt.
        const otherOrder = Object.fromEntries(Object.entries(filter).toReversed());
        expect(cursors.open(text, { ...otherOrder, rowId: undefined } as typeof filter)).toEqual(given);
      }),
    );
  });

  test('it is good for its own filters alone', () => {
    fc.assert(
      fc.property(cursor, filter, filter, (given, one, other) => {
        fc.pre(JSON.stringify(Object.entries(one).toSorted()) !== JSON.stringify(Object.entries(other).toSorted()));
        expect(() => cursors.open(cursors.seal(given, one), other)).toThrow(/another question/);
      }),
    );
  });

  test('one of another secret, or changed by a letter, is none', () => {
    const others = createImpressionCursors(new Uint8Array(32).fill(2));
    fc.assert(
      fc.property(cursor, fc.nat(), fc.constantFrom(...'Aa0-_'), (given, at, letter) => {
        const text = cursors.seal(given, {});
        const place = at % text.length;
        const changed = `${text.slice(0, place)}${letter}${text.slice(place + 1)}`;
        fc.pre(changed !== text);
        expect(() => cursors.open(changed, {})).toThrow(/not one of ours/);
        expect(() => others.open(text, {})).toThrow(/not one of ours/);
      }),
    );
  });
});
