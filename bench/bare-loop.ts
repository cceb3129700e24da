import { cpuMs } from './child.ts';

const ROUNDS = 9;

/**
 * CPU time of one call in a bare loop, ms: the least of several rounds, after one that warms up. What another process takes from the
 * machine can only add to a round, so the least is the truest.
 */
export function leastCpuMs<Case>(cases: readonly Case[], work: (one: Case) => void, roundMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const startedMs = cpuMs();
    let calls = 0;
    do {
      for (const one of cases) work(one);
      calls += cases.length;
    } while (cpuMs() - startedMs < roundMs);
    if (round > 0) least = Math.min(least, (cpuMs() - startedMs) / calls);
  }
  return least;
}
