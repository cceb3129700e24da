import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MarqueeError } from '../../../src/domain/errors.ts';
import { parseIds, parseVectorsCsv } from '../../../src/learning/pack/vectors-csv.ts';

describe('vectors as CSV', () => {
  test('ids in the first column, a header or none, quotes or none, any line end', () => {
    for (const text of [
      'itemId,x,y\r\na,1,2\r\n"b",-3e-1,4\r\n',
      '\ufeffa,1,2\n\nb,-0.3, 4',
      'id,x,y\na,1,2\nb,-.3,4\n',
    ]) {
      const { rows, columns, ids, values } = parseVectorsCsv(text, true);
      expect([rows, columns, ids, [...values]]).toEqual([2, 2, ['a', 'b'], [1, 2, Math.fround(-0.3), 4]]);
    }
    expect(parseVectorsCsv('id,x\na,1\n\nb,2', true).lines).toEqual([2, 4]);
  });

  test('numbers alone, where the ids come from another file', () => {
    const { ids, columns, values } = parseVectorsCsv('1,2,3\n4,5,6\n', false);
    expect([ids, columns, [...values]]).toEqual([null, 3, [1, 2, 3, 4, 5, 6]]);
    expect(parseIds('a\r\n"b"\nc\n\n')).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['a,1,2\nb,1\n', /line 2 has 1 numbers, the first one has 2/],
    ['a,1,2\nb,1,\n', /line 2 has "" where a number should be/],
    ['a,1,2\nb,1,two\n', /line 2 has "two" where a number should be/],
    ['a\nb\n', /line 2 has 0 numbers/],
    ['id,x,y\n', /holds no vectors/],
    ['', /holds no vectors/],
  ])('%j is refused by its line', (text, reason) => {
    expect(() => parseVectorsCsv(text, true)).toThrow(reason);
  });

  test('any text is read or refused with a reason', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('a', ',', '\n', '1', '"', ' ', 'e', '-')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (given, withIds) => {
        try {
          const { rows, columns, values, lines } = parseVectorsCsv(given, withIds);
          expect([values.length, lines.length]).toEqual([rows * columns, rows]);
        } catch (error) {
          expect(error).toBeInstanceOf(MarqueeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
