import { describe, expect, test } from '@jest/globals';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { DEFAULT_COUNT_PARAMETERS } from '../../../src/learning/retrieval/count-model.ts';
import { countTransitions, rowTimelines } from '../../../src/learning/retrieval/transitions.ts';
import {
  ndcgOfCandidates,
  tuneCountModel,
  tuneCountModelBeside,
} from '../../../src/learning/retrieval/tune-count-model.ts';
import { catalogueOf, ringWalks, tableOf } from '../support.ts';

const worldOf = (users: number) => {
  const walks = ringWalks({ users, items: 60, steps: 14, seed: 4 });
  const timelines = rowTimelines(timelinesOf(tableOf(walks), catalogueOf(60)));
  return { timelines, counts: countTransitions(timelines, DEFAULT_COUNT_PARAMETERS.window, 4000), seed: 5 };
};

describe('the search for the parameters of the counts', () => {
  const { timelines, counts, seed } = worldOf(150);

  test('finds some that are worth more than those it began with, and says how much', () => {
    const { parameters, ndcg10 } = tuneCountModel(timelines, counts, seed);
    const candidates = [DEFAULT_COUNT_PARAMETERS, parameters];
    const [before, after] = ndcgOfCandidates({ timelines, counts, seed, candidates });
    expect(ndcg10).toBe(after);
    expect(after).toBeGreaterThan(before!);
  });

  test.each([0, 1, 2, 5])(
    'finds the same with %i threads beside this one, and asks them nothing twice',
    async (threads) => {
      const asked: string[] = [];
      const tuned = await tuneCountModelBeside(timelines, counts, seed, {
        threads,
        async ask(candidates) {
          asked.push(...candidates.map((candidate) => JSON.stringify(candidate)));
          return ndcgOfCandidates({ timelines, counts, seed, candidates });
        },
      });
      expect(tuned).toEqual(tuneCountModel(timelines, counts, seed));
      expect(asked.length > 0).toBe(threads > 0);
      expect(new Set(asked).size).toBe(asked.length);
    },
  );

  test('begins nothing where there is too little to ask about', () => {
    const few = worldOf(3);
    const { parameters, ndcg10 } = tuneCountModel(few.timelines, few.counts, seed);
    expect(parameters).toEqual(DEFAULT_COUNT_PARAMETERS);
    expect(ndcg10).toBeNaN();
  });
});
