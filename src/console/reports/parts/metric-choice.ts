import type { Metric } from '../../../../clients/typescript/src/index.ts';

/** The metrics of an answer that have an interval: what can be drawn beside each other. */
export function drawnMetrics(answer: {
  readonly columns: readonly string[];
  readonly definition: { readonly metrics: readonly Metric[] };
}): readonly Metric[] {
  return answer.definition.metrics.filter(({ name, kind }) => kind === 'ratio' && answer.columns.includes(name));
}

/** The one that the address names; else the click rate, else the first. */
export function chosenMetric(metrics: readonly Metric[], asked: string | null): Metric | null {
  const named = (name: string | null) => metrics.find((metric) => metric.name === name);
  return named(asked) ?? named('ctr') ?? metrics[0] ?? null;
}
