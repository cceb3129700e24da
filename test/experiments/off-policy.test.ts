import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/clock.ts';
import { offPolicy } from '../../src/experiments/off-policy.ts';
import { reasonsToDistrust } from '../../src/experiments/off-policy-trust.ts';
import { binomialTail } from '../support/binomial.ts';
import { expectClose, testGolden } from './golden.ts';

interface Golden {
  readonly reward: number[];
  readonly action: number[];
  readonly pscore: number[];
  readonly pi_e: number[];
  readonly q_hat: number[][];
  readonly [name: string]: unknown;
}

/** Three choices, logged with these chances; the target takes them with those; each is rewarded with its own. */
const LOGGED = [0.7, 0.2, 0.1];
const TARGET = [0.1, 0.3, 0.6];
const REWARDED = [0.1, 0.3, 0.5];
const VALUE = 0.1 * 0.1 + 0.3 * 0.3 + 0.6 * 0.5;

function aLog(rows: number, random: () => number, propensities = LOGGED, modelError = 0) {
  const reward = new Float64Array(rows);
  const weight = new Float64Array(rows);
  const ofChosen = new Float64Array(rows);
  const foretold = REWARDED.map((chance) => chance + modelError);
  const target = TARGET.reduce((sum, share, choice) => sum + share * foretold[choice]!, 0);
  for (let row = 0; row < rows; row++) {
    const drawn = random();
    const choice = drawn < 0.7 ? 0 : drawn < 0.9 ? 1 : 2;
    reward[row] = random() < REWARDED[choice]! ? 1 : 0;
    weight[row] = TARGET[choice]! / propensities[choice]!;
    ofChosen[row] = foretold[choice]!;
  }
  return { reward, weight, model: { ofChosen, ofTarget: new Float64Array(rows).fill(target) } };
}

describe('off-policy estimates', () => {
  testGolden<Golden>('ope', 'agree with reference values', (golden) => {
    const { reward, action, pscore, pi_e, q_hat } = golden;
    const weight = action.map((taken, row) => pi_e[taken]! / pscore[row]!);
    const ofChosen = action.map((taken, row) => q_hat[row]![taken]!);
    const ofTarget = q_hat.map((foretold) => foretold.reduce((sum, q, taken) => sum + q * pi_e[taken]!, 0));
    const made = offPolicy({ reward, weight, model: { ofChosen, ofTarget } }, 2);
    const numbers = golden as unknown as Record<string, number>;
    for (const [row, value] of weight.entries()) expectClose(value, (golden.weights as number[])[row]!);
    expectClose(made.ips.estimate!, numbers.ips!);
    expectClose((made.ips.ci95![1] - made.ips.ci95![0]) / (2 * 1.959963984540054), numbers.ips_se!);
    expectClose(made.snips.estimate!, numbers.snips!);
    expectClose(made.clipped.estimate!, numbers.clipped_ips_lambda2!);
    expectClose(made.dr!.estimate!, numbers.dr!);
    expectClose(made.ess, numbers.ess!);
    expectClose(made.meanWeight, numbers.mean_weight!);
    expect(made.maxWeight).toBe(Math.max(...weight));
  });

  test('of the logging policy itself are the mean reward of the log, all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 50 }), (reward) => {
        const mean = reward.reduce((sum, one) => sum + one, 0) / reward.length;
        const weight = reward.map(() => 1);
        const { ips, snips, clipped, ess, maxWeight } = offPolicy({ reward, weight });
        for (const { estimate, ci95 } of [ips, snips, clipped]) {
          expect(estimate).toBeCloseTo(mean, 9);
          expect(ci95![0]).toBeCloseTo(ips.ci95![0], 9);
          expect(ci95![1]).toBeCloseTo(ips.ci95![1], 9);
        }
        expect(ess).toBeCloseTo(reward.length, 6);
        expect(maxWeight).toBe(1);
      }),
    );
  });

  test('meet the truth: 95 % of their intervals hold it, within what chance allows', () => {
    const runs = 400;
    const missed = { ips: 0, snips: 0, dr: 0, drOfWrongModel: 0 };
    for (let run = 0; run < runs; run++) {
      const log = aLog(800, seededRandom(run + 1));
      const { ips, snips, dr } = offPolicy(log);
      const wrong = offPolicy({ ...aLog(800, seededRandom(run + 1), LOGGED, 0.2) }).dr!;
      for (const [name, { ci95 }] of Object.entries({ ips, snips, dr: dr!, drOfWrongModel: wrong })) {
        if (ci95![0] > VALUE || ci95![1] < VALUE) missed[name as keyof typeof missed]++;
      }
    }
    // 5 % may miss; a normal interval of skewed rows misses a little more often than it says.
    for (const count of Object.values(missed)) {
      expect(binomialTail(count, runs, 0.06)).toBeGreaterThan(1e-3);
      expect(binomialTail(runs - count, runs, 0.97)).toBeGreaterThan(1e-3);
    }
  });

  test('with a good reward model are narrower than without; clipped ones are too low where weights were cut', () => {
    const { ips, dr, clipped } = offPolicy(aLog(5_000, seededRandom(7)), 2);
    const width = ({ ci95 }: { ci95: readonly [number, number] | null }) => ci95![1] - ci95![0];
    expect(width(dr!)).toBeLessThan(0.9 * width(ips));
    expect(clipped.estimate!).toBeLessThan(ips.estimate!);
    expect(clipped.clip).toBe(2);
  });

  test('say nothing where there is nothing to say', () => {
    const nothing = offPolicy({ reward: [1, 0], weight: [0, 0] });
    expect([nothing.ess, nothing.maxWeight, nothing.ips.estimate]).toEqual([0, 0, 0]);
    expect(nothing.snips).toEqual({ estimate: null, ci95: null });
    expect(offPolicy({ reward: [1], weight: [2] }).ips).toEqual({ estimate: 2, ci95: null });
  });

  test.each([
    ['no rows', { reward: [], weight: [] }],
    ['uneven columns', { reward: [1, 0], weight: [1] }],
    ['a weight below 0', { reward: [1], weight: [-1] }],
    ['a weight that is no number', { reward: [1], weight: [Number.POSITIVE_INFINITY] }],
    ['a reward that is no number', { reward: [Number.NaN], weight: [1] }],
  ])('refuse %s', (_what, choices) => {
    expect(() => offPolicy(choices)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('what speaks against an estimate', () => {
  const reasonsOf = (log: Parameters<typeof offPolicy>[0], unseen = 0) =>
    reasonsToDistrust(log, offPolicy(log), unseen);

  test('nothing, of a log with true propensities and rows enough: in all but a few of many logs', () => {
    const distrusted = Array.from({ length: 200 }, (_, run) => reasonsOf(aLog(2_000, seededRandom(run + 1)))).filter(
      (reasons) => reasons.length > 0,
    );
    expect(binomialTail(distrusted.length, 200, 0.002)).toBeGreaterThan(1e-3);
  });

  test('wrong propensities', () => {
    const [reason, ...others] = reasonsOf(aLog(5_000, seededRandom(1), [0.6, 0.25, 0.15]));
    expect([reason, others]).toEqual([expect.stringMatching(/^The weights have a mean of 0\.\d+, not 1/), []]);
  });

  test('too few rows, too few of them rewarded', () => {
    const few = reasonsOf(aLog(60, seededRandom(1)));
    expect(few[0]).toMatch(/^The 60 rows say as much as/);
    const reward = new Float64Array(1_000).fill(0);
    reward.fill(1, 0, 9);
    expect(reasonsOf({ reward, weight: new Float64Array(1_000).fill(1) })).toEqual([
      'Rewards of 9 rows carry the estimate; its interval needs 10 at least.',
    ]);
  });

  test('one row that outweighs the others', () => {
    const weight = new Float64Array(10_000).fill(0.9);
    weight[0] = 1_000;
    const reasons = reasonsOf({ reward: new Float64Array(10_000).fill(1), weight });
    expect(reasons).toContain('One row holds 10 % of all weight.');
  });

  test('a target that chooses what the log never shows', () => {
    expect(reasonsOf({ reward: [1, 1], weight: [0, 0] })).toEqual([
      'The log shows nothing that the target would choose.',
    ]);
    const log = aLog(2_000, seededRandom(3));
    expect(reasonsOf(log, 0.04)).toEqual([]);
    expect(reasonsOf(log, 0.25)).toEqual(["The log never shows items that are 25 % of the target's choices."]);
  });
});
