import { expect, test } from '@jest/globals';
import { reportCsv, reportText, sizeText } from '../../../src/console/catalogue/items/import-report.ts';

test('what came of an upload is one sentence', () => {
  expect(reportText({ accepted: 1200, rejected: [], rejectedCount: 0 })).toBe('Stored 1,200 lines; none was refused.');
  expect(reportText({ accepted: 1, rejected: [], rejectedCount: 1 })).toBe('Stored 1 line; 1 was refused.');
  expect(reportText({ accepted: 0, rejected: [], rejectedCount: 20_000 })).toBe('Stored 0 lines; 20,000 were refused.');
});

test('refusals are CSV in which quotes, commas and what looks like a formula are text', () => {
  const rejected = [
    { line: 2, code: 'invalid-item', detail: 'The field "type" must be film, series' },
    { line: 7, code: 'invalid-item', detail: '=HYPERLINK()' },
  ];
  expect(reportCsv({ accepted: 0, rejected, rejectedCount: 2 })).toBe(
    'line,code,detail\r\n2,invalid-item,"The field ""type"" must be film, series"\r\n7,invalid-item,\'=HYPERLINK()\r\n',
  );
});

test('sizes are in decimal units', () => {
  expect([12, 12_340, 12_340_000].map(sizeText)).toEqual(['12 bytes', '12.3 kB', '12.3 MB']);
});
