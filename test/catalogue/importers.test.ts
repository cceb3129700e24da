import { describe, expect, test } from '@jest/globals';
import { importEvents } from '../../src/catalogue/import-events.ts';
import { importItems } from '../../src/catalogue/import-items.ts';
import { accepted, createReportBuilder, refused } from '../../src/catalogue/import-report.ts';
import { maturityOfRating } from '../../src/catalogue/maturity-ratings.ts';
import { readCsv } from '../../src/catalogue/read-csv.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { bytesOf, collect } from './support.ts';

const item = (itemId: string) =>
  JSON.stringify({ itemId, type: 'film', title: `Film ${itemId}`, maturity: 'kids', windows: [{ region: '*' }] });

describe('items from NDJSON', () => {
  test('a bad line is refused by number and reason and never stops the rest', async () => {
    const source = bytesOf(`${item('a')}\n{"itemId":\n${item('b c')}\n\n`, `[1]\n${item('d')}`);
    const records = await collect(importItems(source, 'items.ndjson'));
    expect(records.map((record) => [record.line, record.value?.itemId ?? record.refusal!.code])).toEqual([
      [1, 'a'],
      [2, 'invalid-json'],
      [3, 'invalid-item'],
      [5, 'invalid-item'],
      [6, 'd'],
    ]);
  });

  test('a refusal says why and never repeats what the line says', async () => {
    const secrets = [
      '{"userId":"ada@example.org",}',
      '{"userId":"ada@exam',
      'ada@example.org',
      '{"ada@example.org" 1}',
    ];
    const records = await collect(importItems(bytesOf(secrets.join('\n')), 'x'));
    expect(records.map((record) => record.refusal?.code)).toEqual(secrets.map(() => 'invalid-json'));
    for (const record of records) {
      expect(record.refusal!.detail).not.toContain('ada');
      expect(record.refusal!.detail).toMatch(/^The line is not JSON: .{10,}\.$/);
    }
  });

  test('a byte order mark before the first line does no harm', async () => {
    const records = await collect(importItems(bytesOf(`\uFEFF${item('a')}\n`), 'x'));
    expect(records[0]!.value?.itemId).toBe('a');
  });
});

describe('events from NDJSON', () => {
  const validate = (bodies: readonly unknown[]) => {
    const isGood = (body: unknown) => (body as { good?: boolean }).good === true;
    return {
      accepted: bodies.filter(isGood) as unknown as ViewerEvent[],
      rejected: bodies.flatMap((body, index) =>
        isGood(body) ? [] : [{ index, code: 'unknown-field', detail: 'Leave it out.' }],
      ),
    };
  };

  test('each line gets its own verdict, in order, whatever was refused before it', async () => {
    const source = bytesOf('{"good":true,"n":1}\nnot json\n{"good":false}\n{"good":true,"n":4}\n');
    const records = await collect(importEvents(source, '-', validate));
    expect(records.map((record) => (record.value as { n?: number } | undefined)?.n ?? record.refusal!.code)).toEqual([
      1,
      'invalid-json',
      'unknown-field',
      4,
    ]);
  });
});

describe('CSV', () => {
  const rows = (text: string) => collect(readCsv(bytesOf(text), 'f.csv', ['b', 'a']));

  test('columns are found by name, quotes are honoured', async () => {
    const records = await rows('a,x,b\n1,,2\n"3, ""three""",,4\n');
    expect(records.map((record) => record.value)).toEqual([
      ['2', '1'],
      ['4', '3, "three"'],
    ]);
  });

  test('a broken quote or a missing column costs its line alone', async () => {
    const records = await rows('a,b\n1,"2\n3,4\n5\n6,7,8\n9,"1"0\n11,12\n');
    expect(records.map((record) => record.value?.join() ?? `${record.line} ${record.refusal!.code}`)).toEqual([
      '2 invalid-csv',
      '4,3',
      '4 invalid-csv',
      '5 invalid-csv',
      '6 invalid-csv',
      '12,11',
    ]);
  });

  test.each([['a,c\n1,2\n'], ['']])('a file without the columns is refused as a whole', async (text) => {
    await expect(rows(text)).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('f.csv') });
  });
});

describe('the report', () => {
  test('counts every refusal by code and shows only the first ones', () => {
    const builder = createReportBuilder(2);
    builder.add(accepted('a', 1, null));
    for (let line = 2; line <= 6; line++) builder.add(refused('a', line, line < 5 ? 'x' : 'y', 'why'));
    builder.add(accepted('b', 1, null));
    expect(builder.report()).toEqual({
      accepted: 2,
      refused: 5,
      refusedByCode: { x: 3, y: 2 },
      examples: [2, 3].map((line) => ({ file: 'a', line, code: 'x', detail: 'why' })),
      files: { a: { accepted: 1, refused: 5 }, b: { accepted: 1, refused: 0 } },
    });
  });
});

describe('maturity of ratings', () => {
  test.each([
    ['kids', ['TV-Y', 'TV-Y7', 'TV-G', 'G']],
    ['teen', ['TV-PG', 'PG', 'PG-13', 'TV-14']],
    ['adult', ['R', 'NC-17', 'TV-MA', 'Not Rated', '', null, undefined, 13]],
  ])('%s', (maturity, ratings) => {
    expect(ratings.map(maturityOfRating)).toEqual(ratings.map(() => maturity));
  });
});
