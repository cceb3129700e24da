import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCandidateSet } from '../../../src/recommend/candidate-set.ts';
import type { RowDraft } from '../../../src/recommend/row-draft.ts';
import { createOrderPools } from '../../../src/recommend/select/order-pools.ts';

const orderPools = createOrderPools();
const score = fc.oneof(fc.constantFrom(-0.5, 0, 0.25, 1), fc.float({ noNaN: true, min: -1, max: 1 }));
const rounds = (count: number) =>
  fc
    .uniqueArray(fc.nat(count - 1), { maxLength: count, size: 'max' })
    .chain((pool) => fc.nat(pool.length).map((cut) => [pool.slice(0, cut), pool.slice(cut)] as const));

test('each round of a row comes into the order of its scores, of equals as proposed, also when it is ordered again; others stay', () => {
  fc.assert(
    fc.property(
      fc
        .array(score, { minLength: 1, maxLength: 300, size: 'max' })
        .chain((scores) =>
          fc.record({ scores: fc.constant(scores), rows: fc.array(rounds(scores.length), { maxLength: 5 }) }),
        ),
      ({ scores, rows }) => {
        const candidates = createCandidateSet();
        candidates.reset(scores.length, 0);
        for (const [dense, value] of scores.entries()) candidates.score[candidates.propose(dense, 0)] = value;
        const drafts = rows.map(([first, second], at) => ({
          plan: { order: at === 0 ? 'proposed' : 'score' },
          pool: Int32Array.from([...first, ...second, -1, -1]),
          roundEnds: [first.length, first.length + second.length],
        })) as unknown as RowDraft[];
        const sorted = (round: readonly number[]) => round.toSorted((a, b) => scores[b]! - scores[a]!);
        for (let time = 0; time < 2; time++) {
          orderPools(drafts, candidates);
          for (const [at, [first, second]] of rows.entries()) {
            const wanted = at === 0 ? [...first, ...second] : [...sorted(first), ...sorted(second)];
            expect(Array.from(drafts[at]!.pool)).toEqual([...wanted, -1, -1]);
          }
        }
      },
    ),
  );
});
