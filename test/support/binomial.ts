/** P(X >= hits) for X binomial with `trials` and `chance`: how surprising so many hits would be. Exact, summed in logarithms. */
export function binomialTail(hits: number, trials: number, chance: number): number {
  let logChoose = 0;
  let tail = 0;
  for (let k = 0; k <= trials; k++) {
    if (k > 0) logChoose += Math.log(trials - k + 1) - Math.log(k);
    if (k >= hits) tail += Math.exp(logChoose + k * Math.log(chance) + (trials - k) * Math.log(1 - chance));
  }
  return tail;
}
