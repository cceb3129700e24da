import { seededRandom } from '../../domain/clock.ts';
import { bootstrap, percentileInterval } from '../../experiments/bootstrap.ts';
import type { StageName } from './evaluate-stages.ts';
import type { ByStage, StageDifferences, StageIntervals, TestRows } from './evaluation.ts';
import type { Measure } from './metrics.ts';

/**
 * 95 % intervals of every measure of every stage, and of what served has over each other stage, by one bootstrap over users (1,000
 * resamples, seeded). Nothing where nobody was asked.
 */
export function evaluationIntervals(
  tests: TestRows,
  ranks: ReadonlyMap<StageName, Int32Array>,
  measures: readonly Measure[],
  seed: number,
): { intervals: ByStage<StageIntervals>; paired: ByStage<StageDifferences> } {
  const intervals: ByStage<StageIntervals> = {};
  const paired: ByStage<StageDifferences> = {};
  if (tests.user.length === 0) return { intervals, paired };
  const { users, counts } = usersIn(tests);
  const names = [...ranks.keys()];
  const columns = names.flatMap((name) =>
    measures.map((measure) => sumsByUser(users, counts.length, ranks.get(name)!, measure)),
  );
  const means = bootstrap(columns, counts, seededRandom(seed));
  const at = (name: StageName, m: number): number => names.indexOf(name) * measures.length + m;
  const perMeasure = <Value>(of: (m: number) => Value): Record<string, Value> =>
    Object.fromEntries(measures.map(({ name }, m) => [name, of(m)]));

  for (const name of names) {
    intervals[name] = perMeasure((m) => ({ ci95: percentileInterval(means[at(name, m)]!)! }));
    if (name === 'served' || !ranks.has('served')) continue;
    paired[name] = perMeasure((m) => {
      const [served, other] = [at('served', m), at(name, m)];
      const total = (column: number): number => columns[column]!.reduce((sum, value) => sum + value, 0);
      return {
        difference: (total(served) - total(other)) / tests.user.length,
        ci95: percentileInterval(means[served]!.map((mean, resample) => mean - means[other]![resample]!))!,
      };
    });
  }
  return { intervals, paired };
}

/** Each question's user, numbered in order of appearance, and how many questions each has. */
export function usersIn({ user }: TestRows): { users: Int32Array; counts: Float64Array } {
  const numbers = new Map<number, number>();
  const users = user.map((no) => {
    const number = numbers.get(no) ?? numbers.size;
    numbers.set(no, number);
    return number;
  });
  const counts = new Float64Array(numbers.size);
  for (const number of users) counts[number]!++;
  return { users, counts };
}

export function sumsByUser(users: Int32Array, count: number, ranks: Int32Array, measure: Measure): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < ranks.length; i++) sums[users[i]!]! += measure.of(ranks[i]!);
  return sums;
}
