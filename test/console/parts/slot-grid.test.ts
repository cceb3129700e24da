import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stepInGrid } from '../../../src/console/parts/slot-grid.ts';

const LENGTHS = [3, 0, 2];

test('arrows go from slot to slot, over rows that are empty, to the last slot of a shorter row', () => {
  const step = (row: number, position: number, key: string) => {
    const to = stepInGrid(LENGTHS, { row, position }, key);
    return to && `${to.row} ${to.position}`;
  };
  expect(step(0, 1, 'ArrowRight')).toBe('0 2');
  expect(step(0, 2, 'ArrowRight')).toBe('0 2');
  expect(step(0, 0, 'ArrowLeft')).toBe('0 0');
  expect(step(0, 2, 'ArrowDown')).toBe('2 1');
  expect(step(2, 1, 'ArrowUp')).toBe('0 1');
  expect(step(2, 0, 'ArrowDown')).toBe('2 0');
  expect(step(0, 1, 'Home')).toBe('0 0');
  expect(step(0, 1, 'End')).toBe('0 2');
  expect(step(0, 1, 'Enter')).toBeNull();
});

test('from outside the first key leads onto the page; where nothing is, nowhere', () => {
  expect(stepInGrid([0, 2], null, 'ArrowDown')).toEqual({ row: 1, position: 0 });
  expect(stepInGrid([], null, 'ArrowDown')).toBeNull();
  expect(stepInGrid([0], { row: 0, position: 0 }, 'ArrowDown')).toBeNull();
});

test('whatever is pressed, one is on a slot that there is', () => {
  const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'));
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 4 }), { minLength: 1 }), keys, (lengths, pressed) => {
      let at = stepInGrid(lengths, null, 'ArrowDown');
      for (const key of pressed) {
        at = stepInGrid(lengths, at, key);
        if (at !== null) expect(at.position).toBeLessThan(lengths[at.row]!);
      }
    }),
  );
});
