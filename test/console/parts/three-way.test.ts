import { expect, test } from '@jest/globals';
import { putOver, threeWay } from '../../../src/console/parts/three-way.ts';

const was = { name: 'A', filter: 'x', audience: { regions: ['DE'] }, note: '' };
const theirs = { ...was, name: 'B', note: 'theirs' };
const yours = { ...was, name: 'C', audience: { regions: ['DE', 'US'] } };

test('what either changed is listed, what both changed otherwise first', () => {
  expect(threeWay(was, theirs, yours)).toEqual([
    { field: 'name', was: 'A', theirs: 'B', yours: 'C', isBoth: true },
    { field: 'audience', was: was.audience, theirs: was.audience, yours: yours.audience, isBoth: false },
    { field: 'note', was: '', theirs: 'theirs', yours: '', isBoth: false },
  ]);
});

test('the same change by both is no conflict', () => {
  expect(threeWay(was, theirs, theirs).some(({ isBoth }) => isBoth)).toBe(false);
});

test('put onto theirs, only what you changed is yours', () => {
  expect(putOver(was, theirs, yours)).toEqual({ ...theirs, name: 'C', audience: yours.audience });
});

test('an instant written in another way is no change', () => {
  const at = { from: '2026-01-01T00:00:00Z' };
  expect(threeWay(at, { from: '2026-01-01T00:00:00.000Z' }, at)).toEqual([]);
});
