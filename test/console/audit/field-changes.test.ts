import { expect, test } from '@jest/globals';
import { fieldChanges, valueText } from '../../../src/console/audit/field-changes.ts';

test('of two objects only what differs is told, by its path; lists are compared whole', () => {
  const before = {
    title: 'Dune',
    windows: [{ region: 'US' }],
    audience: { regions: ['US'], newUsers: true },
    note: '',
  };
  const after = { title: 'Dune', windows: [{ region: '*' }], audience: { regions: ['US', 'CA'] }, note: '' };
  expect(fieldChanges(before, after)).toEqual([
    { field: 'windows', before: [{ region: 'US' }], after: [{ region: '*' }] },
    { field: 'audience.regions', before: ['US'], after: ['US', 'CA'] },
    { field: 'audience.newUsers', before: true, after: undefined },
  ]);
});

test('what was not there before, or is gone, is told field by field', () => {
  expect(fieldChanges(null, { itemId: '1', position: 0 })).toEqual([
    { field: 'itemId', before: undefined, after: '1' },
    { field: 'position', before: undefined, after: 0 },
  ]);
  expect(fieldChanges({ itemId: '1' }, null)).toEqual([{ field: 'itemId', before: '1', after: undefined }]);
  expect(fieldChanges(null, null)).toEqual([]);
});

test('values are text: nothing is a dash, zero and false are not nothing', () => {
  expect([null, undefined, '', [], 0, false, ['a', 'b'], [{ a: 1 }]].map(valueText)).toEqual([
    '–',
    '–',
    '–',
    '–',
    '0',
    'false',
    'a, b',
    '[{"a":1}]',
  ]);
});
