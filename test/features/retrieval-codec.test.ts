import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RetrievalModel } from '../../src/domain/model-package.ts';
import { decodeRetrieval, encodeRetrieval } from '../../src/features/retrieval-codec.ts';

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const floats = (length: number) =>
  fc.array(finite, { minLength: length, maxLength: length }).map((v) => Float32Array.from(v));

const models: fc.Arbitrary<RetrievalModel> = fc
  .tuple(
    fc.nat(6),
    fc.nat(5),
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    fc.nat(500),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .chain(([rows, dimensions, historyHalfLife, historyLength, backShare]) =>
    fc
      .record({
        itemNo: fc.array(fc.nat(2 ** 31 - 1), { minLength: rows, maxLength: rows }).map((v) => Int32Array.from(v)),
        sourceVectors: floats(rows * dimensions),
        targetVectors: floats(rows * dimensions),
        links: fc.array(fc.array(fc.tuple(fc.nat(Math.max(0, rows - 1)), finite, finite), { maxLength: 4 }), {
          minLength: rows,
          maxLength: rows,
        }),
      })
      .map(({ links, ...columns }) => ({
        ...columns,
        dimensions,
        backShare,
        historyHalfLife,
        historyLength,
        neighbourOffsets: Int32Array.of(0, ...links.map((_, i) => links.slice(0, i + 1).flat().length)),
        neighbourRows: Int32Array.from(links.flat(), ([row]) => row),
        neighbourWeights: Float32Array.from(links.flat(), ([, weight]) => weight),
        neighbourBackWeights: Float32Array.from(links.flat(), ([, , weight]) => weight),
      })),
  );

const example: RetrievalModel = {
  dimensions: 2,
  itemNo: Int32Array.of(7, 9),
  sourceVectors: Float32Array.of(1, 2, 3, 4),
  targetVectors: Float32Array.of(5, 6, 7, 8),
  neighbourOffsets: Int32Array.of(0, 1, 1),
  neighbourRows: Int32Array.of(1),
  neighbourWeights: Float32Array.of(0.5),
  neighbourBackWeights: Float32Array.of(0.25),
  backShare: 0.75,
  historyHalfLife: 5,
  historyLength: 20,
};

describe('the retrieval codec', () => {
  test('gives back every model as it was, wherever the bytes lie', () => {
    fc.assert(
      fc.property(models, fc.nat(7), (model, offset) => {
        const bytes = encodeRetrieval(model);
        expect(decodeRetrieval(bytes)).toEqual(model);
        const moved = new Uint8Array(bytes.length + offset);
        moved.set(bytes, offset);
        expect(decodeRetrieval(moved.subarray(offset))).toEqual(model);
      }),
    );
  });

  test('keeps the documented layout', () => {
    const bytes = encodeRetrieval(example);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe('MRQRETR1');
    expect([8, 12, 16, 20].map((at) => view.getUint32(at, true))).toEqual([2, 2, 1, 20]);
    expect([24, 32].map((at) => view.getFloat64(at, true))).toEqual([5, 0.75]);
    expect(view.getInt32(48, true)).toBe(7);
    expect(view.getFloat32(bytes.length - 4, true)).toBe(0.25);
  });

  test('refuses bytes cut short, grown or not its own', () => {
    const bytes = encodeRetrieval(example);
    for (const broken of [bytes.slice(0, 20), bytes.slice(0, -4), Uint8Array.of(...bytes, 0), new Uint8Array(100)]) {
      expect(() => decodeRetrieval(broken)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
    }
  });

  test.each([
    ['a vector with NaN', { targetVectors: Float32Array.of(1, Number.NaN, 3, 4) }],
    ['vectors too short', { sourceVectors: Float32Array.of(1) }],
    ['a neighbour that is no row', { neighbourRows: Int32Array.of(2) }],
    ['offsets that go back', { neighbourOffsets: Int32Array.of(0, 2, 1) }],
    ['a half-life of zero', { historyHalfLife: 0 }],
    ['back weights too short', { neighbourBackWeights: new Float32Array(0) }],
    ['a back share above 1', { backShare: 1.1 }],
  ])('refuses %s', (_, broken) => {
    expect(() => encodeRetrieval({ ...example, ...broken })).toThrow(
      expect.objectContaining({ code: 'data-check-failed' }),
    );
  });
});
