import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSameJson } from '../../src/domain/same-json.ts';

describe('the same JSON', () => {
  test('is what comes back from a store that orders names by itself', () => {
    const ordered = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toSorted()
              .map(([name, field]) => [name, ordered(field)]),
          )
        : Array.isArray(value)
          ? value.map(ordered)
          : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.parse(JSON.stringify(value)) as unknown;
        expect(isSameJson(written, ordered(structuredClone(written)))).toBe(true);
      }),
    );
  });

  test('is told from any other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [first, second] = [a, b].map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        let isEqual = true;
        try {
          expect(first).toEqual(second);
        } catch {
          isEqual = false;
        }
        expect(isSameJson(first, second)).toBe(isEqual);
      }),
    );
  });

  test.each([
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ a: undefined }, { b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ 0: 'a' }, ['a'], false],
    [null, {}, false],
    [1, '1', false],
  ])('%j and %j: %s', (a, b, isSame) => {
    expect([isSameJson(a, b), isSameJson(b, a)]).toEqual([isSame, isSame]);
  });
});
