import { describe, expect, jest, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { StageName } from '../../../src/learning/evaluation/evaluate-stages.ts';
import { evaluationIntervals } from '../../../src/learning/evaluation/evaluation-intervals.ts';
import { sliceMetrics, slicesOf } from '../../../src/learning/evaluation/evaluation-slices.ts';
import { measuresFor } from '../../../src/learning/evaluation/metrics.ts';
import { catalogueOf, tableOf } from '../support.ts';

// Seconds of work, which a busy machine may take minutes for.
jest.setTimeout(180_000);

const MISS = 500;
const measures = measuresFor([10]);

/** Users 0.. each ask once; a stage answers those who draw less than its luck, hard users less. */
function drawn(users: number, luck: number): Int32Array {
  const random = seededRandom(6);
  return Int32Array.from({ length: users }, () => (random() < luck ? 0 : MISS));
}

const testsOf = (user: Int32Array) => ({ user, title: new Int32Array(user.length) });
const once = (users: number) => testsOf(Int32Array.from({ length: users }, (_, i) => i));

describe('intervals of an evaluation', () => {
  test('hold the metric, and are about as wide as its standard error says', () => {
    const ranks = new Map<StageName, Int32Array>([['served', drawn(1000, 0.2)]]);
    const { intervals, paired } = evaluationIntervals(once(1000), ranks, measures, 1);
    const [low, high] = intervals.served!['hr@10']!.ci95;
    const mean = ranks.get('served')!.filter((rank) => rank === 0).length / 1000;
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect((high - low) / (2 * 1.96 * Math.sqrt((mean * (1 - mean)) / 1000))).toBeCloseTo(1, 0);
    expect(Object.keys(intervals.served!)).toEqual(['hr@10', 'ndcg@10', 'mrr']);
    expect(paired).toEqual({});
  });

  test('of a difference use that both stages meet the same users', () => {
    // The same draws: whom the worse stage finds, the better one finds, too.
    const ranks = new Map<StageName, Int32Array>([
      ['popularity', drawn(600, 0.3)],
      ['served', drawn(600, 0.34)],
    ]);
    const { intervals, paired } = evaluationIntervals(once(600), ranks, measures, 1);
    const { difference, ci95 } = paired.popularity!['hr@10']!;
    expect(difference).toBeGreaterThan(0);
    expect(ci95[0]).toBeGreaterThan(0);
    // Looked at one by one the two cannot be told apart.
    expect(intervals.popularity!['hr@10']!.ci95[1]).toBeGreaterThan(intervals.served!['hr@10']!.ci95[0]);
    expect(paired).not.toHaveProperty('served');
  });

  test('take a user with many questions as one draw', () => {
    // A hundred users with ten questions each, all found or none: no surer than a hundred questions.
    const user = Int32Array.from({ length: 1000 }, (_, i) => i % 100);
    const ranks = Int32Array.from(user, (no) => (no < 30 ? 0 : MISS));
    const many = evaluationIntervals(testsOf(user), new Map([['served', ranks]]), measures, 1).intervals;
    const [low, high] = many.served!['hr@10']!.ci95;
    expect(high - low).toBeGreaterThan(0.15);
    expect(high - low).toBeLessThan(0.21);
  });

  test('are the same for the same seed, and absent where nobody was asked', () => {
    const ranks = new Map<StageName, Int32Array>([['served', drawn(50, 0.5)]]);
    const run = () => evaluationIntervals(once(50), ranks, measures, 3);
    expect(run()).toEqual(run());
    const nobody = new Map<StageName, Int32Array>([['served', new Int32Array(0)]]);
    expect(evaluationIntervals(once(0), nobody, measures, 1)).toEqual({ intervals: {}, paired: {} });
  });
});

describe('slices of an evaluation', () => {
  // Title 1 is used seven times, 2 five times, 3 once, 4 never; user 7 has six uses, the others fewer.
  const table = tableOf([[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1], [3], [1, 5, 6, 7, 8, 9]]);
  const catalogue = catalogueOf(10);
  const tests = { user: Int32Array.of(7, 7, 7, 7, 0, 99), title: Int32Array.of(0, 1, 2, 3, 3, 0) };

  test('tell titles used at most five times, or never, and users with at most five uses', () => {
    const { coldItems, unseenItems, coldUsers } = slicesOf(tests, [table], catalogue);
    expect([...coldItems]).toEqual([1, 2, 3, 4]);
    expect([...unseenItems]).toEqual([3, 4]);
    expect([...coldUsers]).toEqual([4, 5]);
  });

  test('have metrics of their questions alone, and none where there is no question', () => {
    const slices = slicesOf(tests, [table], catalogue);
    const metrics = sliceMetrics(slices, tests, measures, Int32Array.of(0, 0, MISS, MISS, 0, MISS));
    expect(metrics.coldItems).toMatchObject({ questions: 4, users: 2, 'hr@10': 0.5 });
    expect(metrics.unseenItems).toMatchObject({ questions: 2, users: 2, 'hr@10': 0.5 });
    const nobody = sliceMetrics({ ...slices, coldUsers: new Int32Array(0) }, tests, measures, new Int32Array(6));
    expect(nobody.coldUsers).toEqual({ questions: 0, users: 0 });
  });
});
