import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { prefersCsv, toCsv } from '../../src/http/csv.ts';

describe('CSV', () => {
  test('has a header, CRLF, quotes where they are needed, JSON for objects, and nothing for null', () => {
    const rows = [
      { a: 'x', b: 1, c: { d: ['e'] } },
      { a: 'y,"z"', b: null, c: true },
    ];
    expect(toCsv<object & { a: unknown; b: unknown; c: unknown }>(['a', 'b', 'c'], rows)).toBe(
      'a,b,c\r\nx,1,"{""d"":[""e""]}"\r\n"y,""z""",,true\r\n',
    );
    expect(toCsv(['a'], [])).toBe('a\r\n');
  });

  test('whatever text goes in comes out', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ü', ';') });
    fc.assert(
      fc.property(fc.array(fc.record({ one: text, two: text })), (rows) => {
        expect(parse(toCsv(['one', 'two'], rows), { columns: true, record_delimiter: '\r\n' })).toEqual(rows);
      }),
    );
  });

  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ['*/*', false],
    ['text/*', false],
    ['text/csv', true],
    ['application/json, Text/CSV;q=0.5', true],
    ['text/csvx', false],
  ])('Accept %s: %s', (accept, isPreferred) => {
    expect(prefersCsv(accept)).toBe(isPreferred);
  });
});
