import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentTower } from '../../src/domain/model-package.ts';
import { decodeContent, encodeContent } from '../../src/features/content-codec.ts';

const towers: fc.Arbitrary<ContentTower> = fc
  .record({
    dimensions: fc.integer({ min: 1, max: 5 }),
    tokens: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 52 - 1 }), { maxLength: 8 }),
  })
  .chain(({ dimensions, tokens }) => {
    const weights = fc
      .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
        minLength: tokens.length * dimensions,
        maxLength: tokens.length * dimensions,
      })
      .map((numbers) => Float32Array.from(numbers));
    const sorted = Float64Array.from(tokens).sort();
    return fc.record({
      dimensions: fc.constant(dimensions),
      tokens: fc.constant(sorted),
      sourceWeights: weights,
      targetWeights: weights,
    });
  });
const example: ContentTower = {
  dimensions: 2,
  tokens: Float64Array.of(3, 2 ** 51),
  sourceWeights: Float32Array.of(1, 2, 3, 4),
  targetWeights: Float32Array.of(5, 6, 7, 0.25),
};
const refused = expect.objectContaining({ code: 'data-check-failed' });

describe('the content codec', () => {
  test('gives back every tower as it was, wherever the bytes lie', () => {
    fc.assert(
      fc.property(towers, fc.nat(9), (tower, offset) => {
        const bytes = encodeContent(tower);
        const moved = new Uint8Array(bytes.length + offset);
        moved.set(bytes, offset);
        expect(decodeContent(moved.subarray(offset))).toEqual(tower);
      }),
    );
  });

  test('keeps the documented layout', () => {
    const bytes = encodeContent(example);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe('MRQCONT1');
    expect([8, 12].map((at) => view.getUint32(at, true))).toEqual([2, 2]);
    expect([32, 40].map((at) => view.getFloat64(at, true))).toEqual([3, 2 ** 51]);
    expect([view.getFloat32(48, true), view.getFloat32(bytes.length - 4, true)]).toEqual([1, 0.25]);
  });

  test('refuses bytes cut short, grown or not its own', () => {
    const bytes = encodeContent(example);
    for (const broken of [bytes.slice(0, 20), bytes.slice(0, -4), Uint8Array.of(...bytes, 0), new Uint8Array(100)]) {
      expect(() => decodeContent(broken)).toThrow(refused);
    }
  });

  test.each([
    ['NaN', { targetWeights: Float32Array.of(1, Number.NaN, 3, 4) }],
    ['weights too short', { sourceWeights: Float32Array.of(1) }],
    ['tokens out of order', { tokens: Float64Array.of(5, 3) }],
    ['a token twice', { tokens: Float64Array.of(5, 5) }],
    ['a token that is no whole number', { tokens: Float64Array.of(1, 2.5) }],
  ])('refuses %s', (_, broken) => {
    expect(() => encodeContent({ ...example, ...broken })).toThrow(refused);
  });
});
