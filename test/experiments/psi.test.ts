import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { psi } from '../../src/experiments/psi.ts';
import { expectClose, testGolden } from './golden.ts';

describe('the population stability index', () => {
  testGolden<{ ref: number[]; cur: number[]; eps?: number; psi: number }[]>(
    'psi',
    'agrees with reference values, also where a bin is empty',
    (cases) => {
      expect(cases.length).toBeGreaterThan(1);
      for (const { ref, cur, eps, psi: golden } of cases) expectClose(psi(ref, cur, eps), golden);
    },
  );

  test('is the sum of (a - e) ln(a / e)', () => {
    expect(psi([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(-0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 12);
  });

  test('is 0 for a distribution and itself, never negative, and the same both ways round', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(shares, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (reference, others) => {
        const current = reference.map(() => others.next().value as number);
        expect(psi(reference, reference)).toBe(0);
        expect(psi(reference, current)).toBeGreaterThanOrEqual(0);
        expect(psi(current, reference)).toBeCloseTo(psi(reference, current), 9);
      }),
    );
  });

  test('refuses bins that do not match, and what is no share', () => {
    expect(() => psi([1], [0.5, 0.5])).toThrow('same bins');
    expect(() => psi([1], [Number.NaN])).toThrow('share');
    expect(() => psi([-0.1, 1.1], [0.5, 0.5])).toThrow('share');
  });
});
