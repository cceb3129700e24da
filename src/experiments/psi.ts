import { MarqueeError } from '../domain/errors.ts';

/**
 * Population stability index of two distributions over the same bins, given as shares: sum of (a - e) ln(a / e), where e is the
 * reference share and a the current one. Where a bin is empty its share is taken as `epsilon`, so that the logarithm exists; the
 * other shares stay as they are. 0 where the two are alike; by custom .1 is a shift worth a look and .25 a large one.
 *
 * Throws bad-argument when the bins do not match or a share is not a number from 0 up.
 */
export function psi(reference: ArrayLike<number>, current: ArrayLike<number>, epsilon = 1e-4): number {
  if (reference.length !== current.length)
    throw new MarqueeError('bad-argument', 'Both distributions must have the same bins.');
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const expected = filled(reference[bin]!, epsilon);
    const actual = filled(current[bin]!, epsilon);
    // As a difference of logarithms: the quotient of a share and a very small one may overflow.
    sum += (actual - expected) * (Math.log(actual) - Math.log(expected));
  }
  return sum;
}

function filled(share: number, epsilon: number): number {
  if (!(share >= 0) || share === Number.POSITIVE_INFINITY)
    throw new MarqueeError('bad-argument', 'A share must be a number from 0 up.');
  return share === 0 ? epsilon : share;
}
