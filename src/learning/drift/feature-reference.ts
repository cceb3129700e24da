import type { FeatureBins, FeatureReference } from '../../domain/feature-reference.ts';
import type { RankerExamples } from '../../network/ranker-examples.ts';

const BINS = 10;
/** Fewer impressions do not tell how a feature is distributed. */
export const FEWEST_IMPRESSIONS = 500;

/**
 * How each feature is distributed over what was shown in the examples; null where too little was shown. Drawn candidates are left out:
 * pages hold the best of their candidates, and beside those every page would seem to have drifted.
 */
export function featureReference(
  { features, width, shownPosition, labels }: RankerExamples,
  names: readonly string[],
  fingerprint: string,
): FeatureReference | null {
  const shown = Array.from(labels.keys()).filter((place) => labels[place]! >= 0 && shownPosition[place]! >= 0);
  if (shown.length < FEWEST_IMPRESSIONS) return null;
  const bins = names.map((name, column): FeatureBins => {
    const values = Float32Array.from(shown, (place) => features[place * width + column]!);
    const edges = quantileEdges(values);
    return { name, edges, shares: sharesOf(values, edges) };
  });
  return { fingerprint, impressions: shown.length, features: bins };
}

/** Deciles, each once: a feature that is mostly one number has fewer. The number itself begins its bin, and the next larger one another. */
function quantileEdges(values: Float32Array): readonly number[] {
  const sorted = values.slice().sort();
  const edges = new Set<number>();
  for (let bin = 1; bin < BINS; bin++) edges.add(sorted[Math.floor((bin * sorted.length) / BINS)]!);
  const least = sorted[0]!;
  // Nothing lies below the least value: what begins with it is the first bin.
  edges.delete(least);
  if (edges.size > 0) return [...edges];
  // Where the least value is most of them, the rest is a bin of its own; where it is all, whatever is not that value.
  const next = sorted.find((value) => value > least);
  return next !== undefined ? [next] : [least, least + Math.max(1e-6 * Math.abs(least), 1e-12)];
}

/** How the values spread over the bins; sums up to 1. */
export function sharesOf(values: ArrayLike<number>, edges: readonly number[]): readonly number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (let at = 0; at < values.length; at++) {
    let bin = 0;
    while (bin < edges.length && values[at]! >= edges[bin]!) bin++;
    counts[bin]!++;
  }
  return counts.map((count) => count / Math.max(1, values.length));
}
