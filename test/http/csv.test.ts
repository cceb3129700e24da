import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { formulaSafe } from '../../src/domain/text-format.ts';
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
        const safe = rows.map(({ one, two }) => ({ one: formulaSafe(one), two: formulaSafe(two) }));
        expect(parse(toCsv(['one', 'two'], rows), { columns: true, record_delimiter: '\r\n' })).toEqual(safe);
      }),
    );
  });

  test('no text is a formula for a spreadsheet, and numbers stay numbers', () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a=1', "'=1", ' =1'];
    const rows = texts.map((note) => ({ note, priority: -0.5 }));
    const cells = parse(toCsv(['note', 'priority'], rows), { from: 2, record_delimiter: '\r\n' });
    expect(cells).toEqual(
      ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", 'a=1', "'=1", ' =1'].map((text) => [text, '-0.5']),
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
