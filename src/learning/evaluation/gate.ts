import { seededRandom } from '../../domain/clock.ts';
import type { GateComparison, GateVerdict } from '../../domain/gate-verdict.ts';
import { comparePaired, isWorse, type PairedComparison } from '../../experiments/paired-comparison.ts';
import { STAGES } from './evaluate-stages.ts';
import type { EvaluationResult, TestRows } from './evaluation.ts';
import { sumsByUser, usersIn } from './evaluation-intervals.ts';
import { measuresFor } from './metrics.ts';

export type { GateComparison, GateVerdict } from '../../domain/gate-verdict.ts';

/** Ranks of the same test rows by what is judged and by what it is judged against. */
export interface Contest {
  readonly against: string;
  readonly version: string | null;
  readonly tests: TestRows;
  readonly served: Int32Array;
  readonly other: Int32Array;
  readonly seed: number;
}

const DEPTH = 10;
export const GATE_MEASURE = `ndcg@${DEPTH}`;
const BASELINES = ['popularity', 'cooccurrence'] as const;
/** EASE is for people to compare with: its inverse takes seconds and memory that a training need not spend. */
export const GATE_STAGES = STAGES.filter((name) => name !== 'ease');
/** With fewer users a bootstrap interval is too narrow to reject by. */
export const FEWEST_USERS = 30;

/**
 * A package may be published unless what it serves is worse beyond noise than a baseline or than the live package (`live`; null:
 * nothing is live): NDCG@10 on the same users, paired bootstrap over users, one-sided at 97.5 %. The ranks must be of these tests.
 */
export function judge(judged: {
  readonly ranks: EvaluationResult['ranks'];
  readonly tests: TestRows;
  readonly seed: number;
  readonly live: GateComparison | null;
}): GateVerdict {
  const { ranks, tests, seed, live } = judged;
  const { served } = ranks;
  if (served === undefined || served.length === 0)
    return { passed: true, reason: 'no user had a title to hold out, so nothing was compared', comparisons: [] };
  const baselines = BASELINES.flatMap((against) => {
    const other = ranks[against];
    return other === undefined ? [] : [compare({ against, version: null, tests, served, other, seed })];
  });
  const comparisons = live === null ? baselines : [...baselines, live];
  const worse = comparisons.filter(({ outcome }) => outcome === 'worse');
  if (worse.length > 0)
    return {
      passed: false,
      reason: `what it serves is worse than ${worse.map(told).join('; and than ')}`,
      comparisons,
    };
  const than = live?.outcome === 'not-worse' ? `any baseline, nor than ${told(live)}` : 'any baseline';
  const skipped = live?.outcome === 'skipped' ? `; not compared with the live ${live.version}: ${live.because}` : '';
  return { passed: true, reason: `what it serves is not worse than ${than}${skipped}`, comparisons };
}

export function compare({ against, version, tests, served, other, seed }: Contest): GateComparison {
  const measure = measuresFor([DEPTH]).find(({ name }) => name === GATE_MEASURE)!;
  const { users, counts } = usersIn(tests);
  const by = (ranks: Int32Array): Float64Array => sumsByUser(users, counts.length, ranks, measure);
  const compared = comparePaired(by(served), by(other), seededRandom(seed), { counts });
  return {
    against,
    version,
    measure: GATE_MEASURE,
    users: compared.users,
    outcome: isWorse(compared) && isBeyondSmallNumbers(compared) ? 'worse' : 'not-worse',
    because: null,
    served: compared.mean,
    other: compared.other,
    difference: compared.difference,
    ci95: compared.ci95,
  };
}

/**
 * A handful of users can all do worse by chance, and a bootstrap of them would be sure. There the difference also has to be more than
 * two standard errors of the other's mean, taken at their most: sqrt(m (1 - m) / n) for a mean m of n values between 0 and 1.
 */
function isBeyondSmallNumbers({ users, other, difference }: PairedComparison): boolean {
  return users >= FEWEST_USERS || -difference > 2 * Math.sqrt((other * (1 - other)) / users);
}

function told({ against, version, measure, users, served, other, difference, ci95 }: GateComparison): string {
  const name = version === null ? `${against} alone` : `the ${against} ${version}`;
  const figures = `${measure} ${served!.toFixed(4)} against ${other!.toFixed(4)} by ${name}`;
  const interval = ci95 === null ? '' : ` [${ci95[0].toFixed(4)}, ${ci95[1].toFixed(4)}]`;
  return `${figures} (difference ${difference!.toFixed(4)}${interval}, ${users} users)`;
}
