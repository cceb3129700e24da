/**
 * Adam (Kingma & Ba 2015, algorithm 1) over one flat column of parameters. In plain loops: the nets here have a few thousand
 * parameters, it costs less than the ops would, and its whole state can be kept and taken up again bit by bit.
 */
export interface Adam {
  /** First and second moments, `values.length` each. */
  readonly moments: readonly [Float32Array, Float32Array];
  /** Changes `values` by one step against the gradient. `steps`: taken so far, this one included. */
  step(gradient: Float32Array, steps: number): void;
}

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** `rates`: the learning rate of each parameter. */
export function createAdam(values: Float32Array, rates: Float32Array): Adam {
  const first = new Float32Array(values.length);
  const second = new Float32Array(values.length);
  return {
    moments: [first, second],
    step(gradient, steps) {
      const correct1 = 1 / (1 - BETA_1 ** steps);
      const correct2 = 1 / (1 - BETA_2 ** steps);
      for (let i = 0; i < values.length; i++) {
        const slope = gradient[i]!;
        const m = BETA_1 * first[i]! + (1 - BETA_1) * slope;
        const v = BETA_2 * second[i]! + (1 - BETA_2) * slope * slope;
        first[i] = m;
        second[i] = v;
        values[i]! -= (rates[i]! * m * correct1) / (Math.sqrt(v * correct2) + EPSILON);
      }
    },
  };
}
