import { beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { offPolicy } from '../../src/experiments/off-policy.ts';
import { reasonsToDistrust } from '../../src/experiments/off-policy-trust.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { binomialTail } from '../support/binomial.ts';
import { aStoredItem } from '../support/items.ts';
import { aRequest, aSnapshot, aState, STILL_CLOCK } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const AMONG = 6;
const RUNS = 80;
const PAGES_A_RUN = 200;
const items = Array.from({ length: 60 }, (_, at) =>
  aStoredItem(at + 1, { genres: [['Drama', 'War', 'Comedy'][at % 3]!] }),
);
const still = aSnapshot({ items, models: tinyPackage });
const template = { ...DEFAULT_TEMPLATES.tv, newItems: { minimum: 0, days: 28, share: 0 } };
const exploring = { ...template, exploration: { share: 0.6, temperature: 1, among: AMONG, floor: 0.3 } };
const bold: Snapshot = { ...still, templates: { ...DEFAULT_TEMPLATES, tv: exploring } };
const bytes = encodeUserState(aState({ type: 'complete', itemNo: 10 }, { type: 'complete', itemNo: 21 }));

/** How likely this user clicks an item that stands there, whatever stands beside it. */
const clicks = (itemNo: number): number => 0.1 + 0.8 * seededRandom(itemNo * 7919)();

/** The first slots of the row of top picks, as the real pipeline makes and logs it. */
async function pagesOf(snapshot: Snapshot, count: number): Promise<Decision[]> {
  const decisions: Decision[] = [];
  const homePage = createHomePage({
    snapshot: () => snapshot,
    userStates: { read: async () => ({ bytes, version: 1 }) },
    decisionLog: { record: (decision) => decisions.push(decision) > 0 },
    clock: STILL_CLOCK,
    metrics: NO_METRICS,
  });
  for (let page = 0; page < count; page++) {
    await homePage(aRequest({ rows: 1, items: 2, rowIds: ['top-picks'], randomSeed: page }));
  }
  return decisions;
}

describe('the value of a policy, from the propensities that pages are logged with', () => {
  let pages: Decision[];
  let best: Decision;
  beforeAll(async () => {
    pages = await pagesOf(bold, RUNS * PAGES_A_RUN);
    best = (await pagesOf(still, 1))[0]!;
  }, 120_000);

  const runs = () => Array.from({ length: RUNS }, (_, run) => pages.slice(run * PAGES_A_RUN, (run + 1) * PAGES_A_RUN));

  /** How many runs' intervals miss the truth, given the weight of each page and the slot that is rewarded. */
  function misses(truth: number, slot: number, weightOf: (page: Decision) => number): { ips: number; snips: number } {
    const missed = { ips: 0, snips: 0 };
    for (const [run, decisions] of runs().entries()) {
      const random = seededRandom(1_000 + run);
      const reward = decisions.map(({ slots }) => (random() < clicks(slots.itemNo[slot]!) ? 1 : 0));
      const estimates = offPolicy({ reward, weight: decisions.map(weightOf) });
      for (const name of ['ips', 'snips'] as const) {
        const [low, high] = estimates[name].ci95!;
        if (truth < low || truth > high) missed[name]++;
      }
    }
    return missed;
  }

  function expectCovered(missed: { ips: number; snips: number }): void {
    for (const count of Object.values(missed)) {
      // A normal interval of some 100 weighted clicks misses a little more often than it says.
      expect(binomialTail(count, RUNS, 0.08)).toBeGreaterThan(1e-3);
    }
  }

  const isBest = ({ slots }: Decision, slot: number) => slots.explored[slot] === 0;

  test('meets the truth for always taking the best', () => {
    const truth = clicks(best.slots.itemNo[0]!);
    expectCovered(misses(truth, 0, (page) => (isBest(page, 0) ? 1 / page.slots.propensity[0]! : 0)));
    const took = pages.filter((page) => isBest(page, 0));
    expect(new Set(took.map(({ slots }) => slots.itemNo[0]))).toEqual(new Set([best.slots.itemNo[0]]));
    expect(took.length).toBeLessThan(0.8 * pages.length);
  });

  test('meets it for a slot whose choice hangs on the slot before: the chances of both multiply', () => {
    const truth = clicks(best.slots.itemNo[1]!);
    const weightOf = (page: Decision): number =>
      isBest(page, 0) && isBest(page, 1) ? 1 / (page.slots.propensity[0]! * page.slots.propensity[1]!) : 0;
    expectCovered(misses(truth, 1, weightOf));
  });

  test('meets it for taking each of the choices alike', () => {
    const choices = [...new Set(pages.map(({ slots }) => slots.itemNo[0]!))];
    expect(choices).toHaveLength(AMONG);
    const truth = choices.reduce((sum, itemNo) => sum + clicks(itemNo), 0) / AMONG;
    expectCovered(misses(truth, 0, ({ slots }) => 1 / AMONG / slots.propensity[0]!));
    // The log is not the target: its choices were not made alike.
    expect(new Set(pages.map(({ slots }) => slots.propensity[0])).size).toBe(AMONG);
  });

  test("of all pages together is trusted; with propensities that are not the pages' own it is not", () => {
    const random = seededRandom(5);
    const reward = pages.map(({ slots }) => (random() < clicks(slots.itemNo[0]!) ? 1 : 0));
    const weight = pages.map(({ slots }) => 1 / AMONG / slots.propensity[0]!);
    const choices = { reward, weight };
    expect(reasonsToDistrust(choices, offPolicy(choices))).toEqual([]);
    const wrong = { reward, weight: pages.map(({ slots }) => 1 / AMONG / Math.min(1, slots.propensity[0]! + 0.05)) };
    expect(reasonsToDistrust(wrong, offPolicy(wrong)).join()).toContain('not 1');
  });
});
