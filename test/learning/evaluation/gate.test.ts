import { describe, expect, jest, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { GateComparison } from '../../../src/learning/evaluation/gate.ts';
import { judge } from '../../../src/learning/evaluation/gate.ts';

// Seconds of work, which a busy machine may take minutes for.
jest.setTimeout(180_000);

const MISS = 1000;

/** `hits` of so many users have their answer on top, the others nowhere. */
const ranks = (users: number, hits: number): Int32Array =>
  Int32Array.from({ length: users }, (_, user) => (user < hits ? 0 : MISS));

const asked = (users: number) => ({
  tests: { user: Int32Array.from({ length: users }, (_, i) => i), title: new Int32Array(users) },
  seed: 1,
  live: null,
});

const against = (outcome: GateComparison['outcome'], figures: Partial<GateComparison> = {}): GateComparison => ({
  ...{ against: 'live', version: 'm-live', measure: 'ndcg@10', users: 400, outcome, because: null },
  ...{ served: 0.08, other: 0.1, difference: -0.02, ci95: [-0.03, -0.01] },
  ...figures,
});

describe('the gate', () => {
  test('refuses what is worse than a baseline beyond noise, and says by how much, with the interval', () => {
    const verdict = judge({ ...asked(2000), ranks: { served: ranks(2000, 40), cooccurrence: ranks(2000, 200) } });
    expect(verdict.passed).toBe(false);
    expect(verdict.reason).toContain('worse than ndcg@10 0.0200 against 0.1000 by cooccurrence alone');
    expect(verdict.comparisons).toEqual([
      expect.objectContaining({ against: 'cooccurrence', outcome: 'worse', users: 2000, served: 0.02, other: 0.1 }),
    ]);
    const [low, high] = verdict.comparisons[0]!.ci95!;
    expect(low).toBeLessThan(-0.08);
    expect(high).toBeGreaterThan(-0.08);
    expect(high).toBeLessThan(0);
  });

  test('lets pass what is worse within noise: many users better, many worse', () => {
    const random = seededRandom(4);
    const noisy = () => Int32Array.from({ length: 300 }, () => (random() < 0.1 ? 0 : MISS));
    const [served, popularity] = [noisy(), noisy()].sort((a, b) => b.indexOf(0) - a.indexOf(0));
    expect(judge({ ...asked(300), ranks: { served: served!, popularity: popularity! } }).passed).toBe(true);
  });

  test('lets an equal pass', () => {
    const { passed, reason } = judge({ ...asked(500), ranks: { served: ranks(500, 50), popularity: ranks(500, 50) } });
    expect(passed).toBe(true);
    expect(reason).toBe('what it serves is not worse than any baseline');
  });

  test('does not reject by a handful of users, unless the gap is too wide for chance', () => {
    const few = { ...asked(4), ranks: { served: Int32Array.of(1, 1, 1, 1), popularity: Int32Array.of(0, 0, 0, 0) } };
    expect(judge(few).passed).toBe(false);
    const small = { ...asked(4), ranks: { served: Int32Array.of(3, 3, 3, 3), popularity: Int32Array.of(2, 2, 2, 2) } };
    expect(judge(small).passed).toBe(true);
  });

  test('refuses what is worse than the live package, though no baseline is better', () => {
    const better = { served: ranks(400, 40), popularity: ranks(400, 4) };
    const verdict = judge({ ...asked(400), ranks: better, live: against('worse') });
    expect(verdict.passed).toBe(false);
    expect(verdict.reason).toContain('0.0800 against 0.1000 by the live m-live (difference -0.0200 [-0.0300, -0.0100]');
    expect(verdict.comparisons.map((comparison) => comparison.against)).toEqual(['popularity', 'live']);
  });

  test('says that it is not worse than the live package, or why they were not compared', () => {
    const even = { served: ranks(400, 40), popularity: ranks(400, 4) };
    expect(judge({ ...asked(400), ranks: even, live: against('not-worse') }).reason).toContain('nor than ndcg@10');
    const skipped = against('skipped', { because: 'it cannot be loaded', served: null, other: null, difference: null });
    const verdict = judge({ ...asked(400), ranks: even, live: skipped });
    expect(verdict.passed).toBe(true);
    expect(verdict.reason).toContain('not compared with the live m-live: it cannot be loaded');
    expect(verdict.comparisons).toContain(skipped);
  });

  test('has nothing to say where nobody was asked', () => {
    const verdict = judge({ ...asked(0), ranks: { served: new Int32Array(0) } });
    expect(verdict).toMatchObject({ passed: true, comparisons: [] });
    expect(verdict.reason).toContain('nothing was compared');
  });
});
