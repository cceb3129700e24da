import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { csvOf } from '../../../src/console/parts/csv.ts';

test('a parser reads back what was written, whatever stands in it', () => {
  const rows = [
    ['plain', 'with, comma', 'with "quotes"', 'over\r\ntwo lines'],
    ['', 'ü ☃', ' spaces ', "'already quoted"],
  ];
  expect(parse(csvOf(['a', 'b', 'c', 'd'], rows))).toEqual([['a', 'b', 'c', 'd'], ...rows]);
});

test('no text is a formula to a spreadsheet; a negative number stays a number', () => {
  expect(csvOf(['title', 'score'], [['=HYPERLINK("x")', -0.5]])).toBe('title,score\r\n"\'=HYPERLINK(""x"")",-0.5\r\n');
  for (const sign of ['=', '+', '-', '@', '\t']) expect(csvOf([], [[`${sign}1`]])).toContain(`'${sign}1`);
});

test('nothing is an empty cell, and what is no text is JSON', () => {
  expect(csvOf(['a', 'b', 'c', 'd'], [[null, undefined, { layout: 'a' }, false]])).toBe(
    'a,b,c,d\r\n,,"{""layout"":""a""}",false\r\n',
  );
});
