import { beforeAll, describe, expect, test } from '@jest/globals';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../../src/domain/clock.ts';
import { openBackend } from '../../src/network/backend.ts';

beforeAll(async () => {
  await openBackend('wasm');
  // The cpu backend would advertise tfjs-node at its first use.
  tf.env().set('IS_TEST', true);
});

/** The function's values on both backends, each tensor flattened. */
async function onBoth(compute: () => tf.Tensor[]): Promise<{ wasm: number[][]; cpu: number[][] }> {
  const values = () =>
    tf.tidy(() => compute().map((tensor) => [...tensor.dataSync()]) as unknown as tf.TensorContainer);
  const wasm = values() as unknown as number[][];
  await tf.setBackend('cpu');
  const cpu = values() as unknown as number[][];
  await tf.setBackend('wasm');
  return { wasm, cpu };
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.map((values) => values.length)).toEqual(expected.map((values) => values.length));
  for (const [i, values] of expected.entries()) {
    for (const [j, value] of values.entries()) expect(Math.abs(actual[i]![j]! - value)).toBeLessThan(1e-5);
  }
}

const random = seededRandom(5);
const values = (length: number): Float32Array => Float32Array.from({ length }, () => random() * 2 - 1);

describe('the patched wasm kernels equal the cpu backend', () => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    for (const batch of [[], [3], [2, 2]]) {
      test(`matMul of rank ${batch.length + 2}, transposeA ${transposeA}, transposeB ${transposeB}`, async () => {
        const shapeA = [...batch, ...(transposeA ? [7, 5] : [5, 7])];
        const shapeB = [...batch, ...(transposeB ? [4, 7] : [7, 4])];
        const [a, b] = [values(tf.util.sizeFromShape(shapeA)), values(tf.util.sizeFromShape(shapeB))];
        const { wasm, cpu } = await onBoth(() => {
          const product = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, transposeA, transposeB);
          const gradients = tf.grads((x, y) => tf.sum(tf.square(product(x!, y!))));
          const [x, y] = [tf.tensor(a, shapeA), tf.tensor(b, shapeB)];
          return [product(x, y), ...gradients([x, y])];
        });
        expectClose(wasm, cpu);
      });
    }
  }

  test('a gather of rows, and its gradient where rows are gathered more than once', async () => {
    const table = values(6 * 4);
    const { wasm, cpu } = await onBoth(() => {
      const rows = tf.tensor1d([5, 0, 5, 2, 5], 'int32');
      const gathered = (x: tf.Tensor) => tf.gather(x, rows);
      const x = tf.tensor2d(table, [6, 4]);
      return [gathered(x), tf.grad((y) => tf.sum(tf.square(gathered(y))))(x)];
    });
    expectClose(wasm, cpu);
  });

  test('a gather by a table of indices and along another axis', async () => {
    const table = values(6 * 4);
    const { wasm, cpu } = await onBoth(() => {
      const x = tf.tensor2d(table, [6, 4]);
      return [tf.gather(x, tf.tensor2d([1, 2, 3, 3], [2, 2], 'int32')), tf.gather(x, tf.tensor1d([3, 1], 'int32'), 1)];
    });
    expectClose(wasm, cpu);
  });

  test('a segment sum with an empty segment', async () => {
    const rows = values(5 * 3);
    const { wasm, cpu } = await onBoth(() => {
      const ids = tf.tensor1d([3, 0, 3, 1, 0], 'int32');
      return [tf.unsortedSegmentSum(tf.tensor2d(rows, [5, 3]), ids, 4)];
    });
    expectClose(wasm, cpu);
  });

  test('an index outside the table is refused, and nothing leaks', () => {
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => tf.gather(tf.zeros([3, 2]), tf.tensor1d([3], 'int32')))).toThrow('not in [0, 2]');
    expect(tf.memory().numTensors).toBe(before);
  });
});
