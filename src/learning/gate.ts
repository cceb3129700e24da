import type { EvaluationResult } from './evaluate.ts';

export interface GateVerdict {
  readonly passed: boolean;
  /** For people: what was compared and how it came out. */
  readonly reason: string;
}

const MEASURE = 'ndcg@10';
const BASELINES = ['popularity', 'cooccurrence'] as const;

/**
 * A package may be published unless what it serves is worse than a baseline beyond noise: by more than two standard errors of the
 * mean, taken at their most, sqrt(m (1 - m) / n) for a mean m of n values between 0 and 1.
 */
export function judge(stages: EvaluationResult['stages']): GateVerdict {
  const served = stages.served;
  if (served === undefined || served.users === 0) {
    return { passed: true, reason: 'no user had a title to hold out, so nothing was compared' };
  }
  for (const name of BASELINES) {
    const baseline = stages[name];
    if (baseline === undefined) continue;
    const mean = baseline[MEASURE]!;
    const noise = 2 * Math.sqrt((mean * (1 - mean)) / baseline.users!);
    if (served[MEASURE]! < mean - noise) {
      const shown = `${MEASURE} ${served[MEASURE]!.toFixed(4)} against ${mean.toFixed(4)} by ${name} alone`;
      return { passed: false, reason: `what it serves is worse than a baseline: ${shown} (noise ${noise.toFixed(4)})` };
    }
  }
  return { passed: true, reason: 'what it serves is not worse than any baseline' };
}
