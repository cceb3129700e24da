import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAscending, encodeAscending } from '../../../src/recommend/paging/rice-code.ts';

const MOST = 2 ** 31 - 1;

test('any ascending numbers come back as they were', () => {
  const numbers = fc.oneof(
    fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }),
    fc.uniqueArray(fc.integer({ min: 0, max: MOST }), { maxLength: 50 }),
  );
  fc.assert(
    fc.property(numbers, (drawn) => {
      const ascending = Int32Array.from(drawn).sort();
      const coded = encodeAscending(ascending);
      expect([...decodeAscending(coded, ascending.length)]).toEqual([...ascending]);
    }),
  );
});

test('a far number among near ones makes no long code', () => {
  const numbers = Int32Array.from({ length: 100 }, (_, at) => (at < 99 ? at : MOST));
  expect(encodeAscending(numbers).length).toBeLessThan(400);
  expect([...decodeAscending(encodeAscending(numbers), 100)]).toEqual([...numbers]);
});

test('cut off, they are refused', () => {
  const coded = encodeAscending(Int32Array.of(5, 900, 40_000));
  expect(() => decodeAscending(coded.subarray(0, 2), 3)).toThrow(RangeError);
  expect(() => decodeAscending(new Uint8Array(0), 1)).toThrow(RangeError);
});
