/** One line on stderr that docs/reliability.md is written from: what was really seen. */
export function report(name: string, figures: object): void {
  process.stderr.write(`faults: ${name} ${JSON.stringify(figures)}\n`);
}

/** The p-th quantile (0..1) of some durations, in whole units; null of none. */
export function quantile(values: readonly number[], p: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
  return found === undefined ? null : Number(found.toFixed(1));
}
