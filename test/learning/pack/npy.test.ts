import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MarqueeError } from '../../../src/domain/errors.ts';
import { parseNpy } from '../../../src/learning/pack/npy.ts';
import { npyFile, npyOf } from '../../support/foreign-models.ts';

const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
const DATA = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);

describe('parseNpy', () => {
  test.each([1, 2, 3])('float32 in format version %d', (version) => {
    const { rows, columns, values } = parseNpy(npyFile(HEADER, DATA, version));
    expect([rows, columns, [...values]]).toEqual([2, 3, [1, 2, 3, 4, 5, 6]]);
  });

  test('float64 becomes float32, wherever the file lies in memory', () => {
    const file = npyFile(
      HEADER.replace('<f4', '<f8'),
      new Uint8Array(Float64Array.of(0.1, 2, 3, 4, 5, 6e-3).buffer),
      1,
    );
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect([...parseNpy(shifted.subarray(3)).values]).toEqual([0.1, 2, 3, 4, 5, 6e-3].map(Math.fround));
  });

  test.each([
    ['Fortran order', HEADER.replace('False', 'True'), /Fortran order: save numpy.ascontiguousarray/],
    ['whole numbers', HEADER.replace('<f4', '<i8'), /numbers of type <i8/],
    ['big-endian numbers', HEADER.replace('<f4', '>f4'), /numbers of type >f4/],
    ['one dimension', HEADER.replace('(2, 3)', '(6,)'), /has 1 dimensions/],
    ['three dimensions', HEADER.replace('(2, 3)', '(1, 2, 3)'), /has 3 dimensions/],
    ['more rows than it has', HEADER.replace('(2, 3)', '(3, 3)'), /24 bytes of numbers, 3 x 3 of 4 bytes need others/],
    ['rows that no memory has', HEADER.replace('(2, 3)', '(99999999999999999999, 3)'), /need others/],
    ['no type', HEADER.replace('descr', 'kind'), /names no type/],
    ['no order', HEADER.replace('fortran', 'pascal'), /names no order/],
    ['no shape', HEADER.replace('shape', 'form'), /names no shape/],
  ])('%s is refused', (_what, header, reason) => {
    expect(() => parseNpy(npyFile(header, DATA, 1))).toThrow(reason);
  });

  test('an .npz, another version, and what is cut short are refused', () => {
    const file = npyFile(HEADER, DATA, 1);
    expect(() => parseNpy(Buffer.from('PK\u0003\u0004rest of an archive'))).toThrow(/compressed/);
    expect(() => parseNpy(Buffer.from('not at all one'))).toThrow(/does not start as one/);
    expect(() => parseNpy(npyFile(HEADER, DATA, 9))).toThrow(/format version 9/);
    expect(() => parseNpy(file.subarray(0, 40))).toThrow(/cut short/);
    expect(() => parseNpy(file.subarray(0, file.length - 1))).toThrow(/23 bytes of numbers/);
  });

  test('what was written is read', () => {
    const matrix = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })).chain(([rows, columns]) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      ),
    );
    fc.assert(
      fc.property(matrix, ([columns, values]) => {
        expect(parseNpy(npyOf(values, columns)).values).toEqual(Float32Array.from(values));
      }),
    );
  });

  test('whatever became of the file, it is read or refused with a reason', () => {
    const whole = npyFile(HEADER, DATA, 2);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        try {
          const { rows, columns, values } = parseNpy(bytes);
          expect(values.length).toBe(rows * columns);
          expect(values.length).toBeLessThanOrEqual(6);
        } catch (error) {
          expect(error).toBeInstanceOf(MarqueeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
