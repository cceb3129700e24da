import * as tf from '@tensorflow/tfjs-core';

export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** a x b by the backend that is open: some ten times as fast as loops. `transposed` takes b' for b. Throws when none is open. */
export function multiplyMatrices(a: Matrix, b: Matrix, { transposed = false } = {}): Matrix {
  // Assigned from inside: tidy walks every key of what it is given back.
  let values = new Float32Array(0);
  tf.tidy(() => {
    const left = tf.tensor2d(a.values, [a.rows, a.columns]);
    const right = tf.tensor2d(b.values, [b.rows, b.columns]);
    values = tf.matMul(left, right, false, transposed).dataSync() as Float32Array<ArrayBuffer>;
  });
  return { values, rows: a.rows, columns: transposed ? b.rows : b.columns };
}
