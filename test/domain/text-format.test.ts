import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { ViewColumn } from '../../src/domain/log-views.ts';
import { formulaSafe, textFormat } from '../../src/domain/text-format.ts';

const COLUMNS: readonly ViewColumn[] = [
  { name: 'item_id', type: 'text', nullable: false },
  { name: 'score', type: 'real', nullable: false },
  { name: 'arms', type: 'jsonb', nullable: true },
];

describe('rows as text', () => {
  test('a cell of CSV that a spreadsheet would run is kept from it; numbers, JSON and NDJSON stay what they are', () => {
    const row = ['=HYPERLINK("x")', -0.5, '-1'];
    const csv = textFormat('csv', COLUMNS);
    expect(csv.header + csv.line(row)).toBe('item_id,score,arms\n"\'=HYPERLINK(""x"")",-0.5,"-1"\n');
    expect(textFormat('ndjson', COLUMNS).line(row)).toBe('{"item_id":"=HYPERLINK(\\"x\\")","score":-0.5,"arms":-1}\n');
  });

  test('no text of a cell begins a formula, and what was guarded is the text behind an apostrophe', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', 'a', '"', ',', "'") });
    const { line } = textFormat('csv', COLUMNS);
    fc.assert(
      fc.property(text, (itemId) => {
        const [cells] = parse(line([itemId, 1, null]), { record_delimiter: '\n' }) as string[][];
        expect(cells![0]).toBe(formulaSafe(itemId));
        expect(cells![0]).not.toMatch(/^[=+\-@\t\r]/);
        expect([itemId, `'${itemId}`]).toContain(cells![0]);
      }),
    );
  });
});
