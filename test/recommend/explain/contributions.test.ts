import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { DEFAULT_OBJECTIVES } from '../../../src/domain/objectives.ts';
import { FEATURE_GROUPS, featureWidth } from '../../../src/features/schema.ts';
import { createCandidateSet } from '../../../src/recommend/candidate-set.ts';
import { contributionsOf } from '../../../src/recommend/explain/contributions.ts';
import type { PageContext } from '../../../src/recommend/page-context.ts';

/** Where the columns of a group begin. */
const offsetOf = (name: string): number => {
  const at = FEATURE_GROUPS.findIndex((group) => group.name === name);
  return FEATURE_GROUPS.slice(0, at).reduce((sum, { width }) => sum + width, 0);
};

/** `count` candidates with random features, scored by `scoreOf` a row. */
function aPage(count: number, scoreOf: (row: Float32Array) => number) {
  const random = seededRandom(5);
  const candidates = createCandidateSet();
  candidates.reset(count, featureWidth);
  for (let dense = 0; dense < count; dense++) candidates.propose(dense, 0);
  const { features, score } = candidates;
  for (let at = 0; at < count * featureWidth; at++) features[at] = random();
  const rowAt = (of: Float32Array, at: number) => of.subarray(at * featureWidth, (at + 1) * featureWidth);
  for (let at = 0; at < count; at++) score[at] = scoreOf(rowAt(features, at));
  candidates.scoredCount = count;
  const batches: number[] = [];
  const ranker = {
    score(rows: Float32Array, asked: number, _objectives: object, into: Float32Array) {
      batches.push(asked);
      for (let at = 0; at < asked; at++) into[at] = scoreOf(rowAt(rows, at));
    },
  };
  const context = { snapshot: { models: { model: { ranker } }, objectives: DEFAULT_OBJECTIVES } };
  return { candidates, context: context as unknown as PageContext, rowAt, batches };
}

describe('contributions of feature groups', () => {
  test('of a sum of columns: what the columns are above their mean over the page, times their weights', () => {
    const [popularity, fatigue] = [offsetOf('popularity'), offsetOf('fatigue')];
    const { candidates, context, rowAt } = aPage(40, (row) => 2 * row[popularity]! - 3 * row[fatigue]!);
    const meanOf = (column: number) => {
      let sum = 0;
      for (let at = 0; at < 40; at++) sum += rowAt(candidates.features, at)[column]!;
      return sum / 40;
    };
    const found = contributionsOf(context, candidates, [3, 17]);
    expect([...found.keys()]).toEqual([3, 17]);
    for (const [position, groups] of found) {
      const row = rowAt(candidates.features, position);
      const expected = new Map([
        ['popularity', 2 * (row[popularity]! - meanOf(popularity))],
        ['fatigue', -3 * (row[fatigue]! - meanOf(fatigue))],
      ]);
      // Groups that move nothing are not named.
      expect(groups.map(({ group }) => group).sort()).toEqual(['fatigue', 'popularity']);
      for (const { group, contribution, columns } of groups) {
        expect(contribution).toBeCloseTo(expected.get(group)!, 5);
        expect(columns[0]!.value).toBeCloseTo(row[offsetOf(group)]!, 5);
        expect(columns[0]!.mean).toBeCloseTo(meanOf(offsetOf(group)), 5);
      }
      expect(Math.abs(groups[0]!.contribution)).toBeGreaterThanOrEqual(Math.abs(groups[1]!.contribution));
    }
  });

  test('what no ranker scored has none; a long page is asked in batches, with the same result', () => {
    const weights = Float32Array.from({ length: featureWidth }, seededRandom(9));
    const scoreOf = (row: Float32Array) => row.reduce((sum, value, at) => sum + value * weights[at]!, 0);
    const { candidates, context, batches } = aPage(700, scoreOf);
    candidates.scoredCount = 650;
    const all = contributionsOf(
      context,
      candidates,
      Array.from({ length: 700 }, (_, at) => at),
    );
    expect([...all.keys()]).toEqual(Array.from({ length: 650 }, (_, at) => at));
    expect(batches.length).toBeGreaterThan(1);
    expect(contributionsOf(context, candidates, [640]).get(640)).toEqual(all.get(640));
    expect(contributionsOf({ ...context, snapshot: { ...context.snapshot, models: null } }, candidates, [1]).size).toBe(
      0,
    );
  });
});
