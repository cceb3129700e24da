import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCsv } from '../../src/catalogue/read-csv.ts';
import { bytesOf, collect } from './support.ts';

const outcomes = async (...pieces: string[]) =>
  (await collect(readCsv(bytesOf(...pieces), 'x.csv', ['a', 'b']))).map(
    (record) => [record.line, record.value ?? record.refusal!.code] as const,
  );

describe('a CSV file', () => {
  test('a quoted value may go over lines, blank ones too; its record has the number of the first', async () => {
    expect(await outcomes('a,b\n1,"two\n\nlines, ""quoted"""\n2,x\n')).toEqual([
      [2, ['1', 'two\n\nlines, "quoted"']],
      [5, ['2', 'x']],
    ]);
  });

  test('a broken quote costs its own line and none of those after it', async () => {
    expect(await outcomes('a,b\n1,"broken\n2,x\n3,y\n')).toEqual([
      [2, 'invalid-csv'],
      [3, ['2', 'x']],
      [4, ['3', 'y']],
    ]);
    expect(await outcomes('a,b\n1,"broken\n2,x\n3,"fine"\n4,"broken,too\n')).toEqual([
      [2, 'invalid-csv'],
      [3, ['2', 'x']],
      [4, ['3', 'fine']],
      [5, 'invalid-csv'],
    ]);
  });

  test('a quote that is never closed does not keep the rest of a long file in memory', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index},x\n`);
    const read = await outcomes('a,b\n', '0,"open\n', ...lines);
    expect(read[0]).toEqual([2, 'invalid-csv']);
    expect(read).toHaveLength(5001);
  });

  test('the columns are told by a function when the file decides; a wrong header is refused', async () => {
    const headers: string[][] = [];
    const rows = readCsv(bytesOf('\uFEFFx,y\n1,2\n'), 'x.csv', (header) => void headers.push([...header]));
    expect((await collect(rows)).map((record) => record.value)).toEqual([['1', '2']]);
    expect(headers).toEqual([['x', 'y']]);
    await expect(outcomes('')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(outcomes('a,c\n1,2\n')).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('whatever is written with quotes is read back, however the bytes are cut', async () => {
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const value = fc.string({ unit: fc.constantFrom('a', ';', ',', '"', '\n', 'é') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { maxLength: 8 }), fc.nat(60), async (rows, cut) => {
        const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        const bytes = Buffer.from(text);
        const source = bytesOf(bytes.subarray(0, cut), bytes.subarray(cut));
        const read = await collect(readCsv(source, 'x.csv', ['a', 'b']));
        expect(read.map((record) => record.value)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});
