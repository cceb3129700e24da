/** Mean of a - b over pairs, and its standard error: the deviation of the differences (of n - 1) by the root of their number. */
export function pairedDifference(a: readonly number[], b: readonly number[]): { mean: number; standardError: number } {
  const differences = a.map((value, i) => value - b[i]!);
  const mean = meanOf(differences);
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (differences.length - 1) / differences.length) };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
