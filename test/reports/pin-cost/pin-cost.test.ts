import { describe, expect, test } from '@jest/globals';
import { pinCost } from '../../../src/reports/pin-cost/pin-cost.ts';
import { noPinSlots, type PinnedWorld, pinnedRows } from '../../support/pinned-rows.ts';

const RUNS = 300;
/** 99.9 % of a binomial of 300 and .95. */
const BAND = [271, 297] as const;

const world = (differences: Partial<PinnedWorld>): PinnedWorld => ({
  seed: 1,
  users: 300,
  pages: 1,
  slots: 5,
  attraction: Array.from({ length: 10 }, (_, item) => 0.45 - 0.02 * item),
  bias: (position) => 1 / (1 + 0.35 * position),
  pinned: 0.4,
  position: 1,
  explored: 0.4,
  ...differences,
});
const alike = new Array<number>(10).fill(0.4);

describe('what a pin costs', () => {
  test.each([
    ['a good pin', { pinned: 0.75 }],
    ['a neutral pin', { attraction: alike }],
    ['a bad pin', { pinned: 0.1 }],
    ['a pin whose displaced item leaves the row', { keepsDisplaced: false }],
    ['a bad pin in the first slot, little left to chance', { pinned: 0.1, position: 0, explored: 0.05 }],
  ] as const)(
    '%s: the intervals of 300 logs hold the truth as often as they say',
    async (_, differences) => {
      let held = 0;
      for (let run = 1; run <= RUNS; run++) {
        const { slots, truth } = pinnedRows(world({ ...differences, seed: run * 7919 }));
        const [lo, hi] = (await pinCost(slots, 500)).clicks.ci95!;
        if (lo <= 1000 * truth && 1000 * truth <= hi) held++;
      }
      expect(held).toBeGreaterThanOrEqual(BAND[0]);
      expect(held).toBeLessThanOrEqual(BAND[1]);
    },
    300_000,
  );

  test.each([
    ['gains', { pinned: 0.75 }, 1],
    ['costs', { pinned: 0.05 }, -1],
    ['does neither', { attraction: alike }, 0],
  ] as const)('a pin that %s: the interval says so, in all and by audience', async (_, differences, sign) => {
    const { slots, truth } = pinnedRows(world({ ...differences, users: 8_000, seed: 11 }));
    const cost = await pinCost(slots, 8_000);
    const { net, ci95, total, totalCi95 } = cost.clicks;
    expect(Math.sign(ci95![0]) === Math.sign(ci95![1]) ? Math.sign(ci95![0]) : 0).toBe(sign);
    expect(Math.abs(net! - 1000 * truth)).toBeLessThan(40);
    expect(total).toBeCloseTo(8 * net!, 8);
    expect(totalCi95![1]).toBeCloseTo(8 * ci95![1], 8);
    expect(cost).toMatchObject({ trustworthy: true, reasons: [], impressions: 4_000, users: 4_000 });
    expect(cost.positionBias).toEqual([{ surface: 'tv', from: 'chance', clicks: expect.any(Number) }]);
    const regions = cost.audiences.filter(({ by }) => by === 'region');
    expect(regions.map(({ value }) => value).sort()).toEqual(['SE', null]);
    expect(regions.reduce((sum, { clicks }) => sum + clicks.total!, 0)).toBeCloseTo(total!, 6);
    expect(cost.audiences[0]).toEqual({ by: 'surface', value: 'tv', impressions: 4_000, clicks: cost.clicks });
  });

  test('the parts add up, and plays and hours of which nothing is known are nought', async () => {
    const { slots } = pinnedRows(world({}));
    const { clicks, plays, hours } = await pinCost(slots, 500);
    const { gained, recovered, expected, movedDown, net } = clicks;
    expect(net).toBeCloseTo(gained! + recovered! - expected! - movedDown!, 8);
    for (const nothing of [plays, hours]) expect(nothing).toMatchObject({ net: 0, ci95: [0, 0], gained: 0 });
  });

  test('without slots left to chance it is less sure, and says why', async () => {
    const { slots } = pinnedRows(world({ explored: 0, users: 4_000 }));
    const cost = await pinCost(slots, 500);
    expect(cost.positionBias[0]!.from).toBe('items');
    expect(cost.trustworthy).toBe(false);
    expect(cost.reasons).toEqual([expect.stringContaining('left to chance')]);
  });

  test('few users, few clicks, and items never seen there are reasons', async () => {
    const { slots } = pinnedRows(world({ users: 12, keepsDisplaced: false }));
    const { reasons } = await pinCost(slots, 500);
    expect(reasons).toContain('Only 6 users saw it; at least 100 are needed.');
    expect(reasons.some((reason) => reason.includes('never seen in that position'))).toBe(true);
  });

  test('an item that moved to another row brings what it brings there', async () => {
    const { slots } = pinnedRows(world({ keepsDisplaced: false }));
    const before = (await pinCost(slots, 500)).clicks;
    const { clicks } = slots.rewards;
    const elsewhere = Float64Array.from(slots.displaced, (item) => (item > 0 ? 0.25 : 0));
    const after = (await pinCost({ ...slots, rewards: { ...slots.rewards, clicks: { ...clicks, elsewhere } } }, 500))
      .clicks;
    expect(after.recovered! - before.recovered!).toBeCloseTo(250, 8);
    expect(after.net! - before.net!).toBeCloseTo(250, 8);
  });

  test('surfaces have a bias each', async () => {
    const { slots: tv } = pinnedRows(world({ users: 3_000, seed: 5 }));
    const { slots: web } = pinnedRows(world({ users: 3_000, seed: 6, bias: (position) => 1 / (1 + 0.05 * position) }));
    const joined = (a: Int32Array, b: Int32Array, by = 0) => Int32Array.from([...a, ...b.map((value) => value + by)]);
    const both = {
      ...tv,
      users: 6_000,
      user: joined(tv.user, web.user, 3_000),
      page: joined(tv.page, web.page, 3_000),
      surface: joined(
        tv.surface,
        web.surface.map(() => 1),
      ),
      region: joined(tv.region, web.region),
      item: joined(tv.item, web.item),
      position: joined(tv.position, web.position),
      displaced: joined(tv.displaced, web.displaced),
      placedBy: Uint8Array.from([...tv.placedBy, ...web.placedBy]),
      explored: Uint8Array.from([...tv.explored, ...web.explored]),
      surfaces: ['tv', 'web'],
      rewards: {
        clicks: rewardsOf(tv.rewards.clicks.here, web.rewards.clicks.here),
        plays: rewardsOf(tv.rewards.plays.here, web.rewards.plays.here),
        hours: rewardsOf(tv.rewards.hours.here, web.rewards.hours.here),
      },
    };
    const cost = await pinCost(both, 6_000);
    const alone = [await pinCost(tv, 3_000), await pinCost(web, 3_000)];
    for (const [at, value] of ['tv', 'web'].entries()) {
      const part = cost.audiences.find((audience) => audience.value === value)!;
      expect(part.clicks.net).toBeCloseTo(alone[at]!.clicks.net!, 8);
      expect(part.clicks.ci95![0]).toBeCloseTo(alone[at]!.clicks.ci95![0], 6);
    }
    expect(cost.clicks.total).toBeCloseTo(alone[0]!.clicks.total! + alone[1]!.clicks.total!, 6);
  });

  test('of a pin that stood nowhere nothing is said', async () => {
    const cost = await pinCost(noPinSlots(), 0);
    expect(cost).toMatchObject({ trustworthy: false, impressions: 0, users: 0, audiences: [] });
    expect(cost.clicks).toMatchObject({ net: null, ci95: null, total: null });
  });
});

const rewardsOf = (a: Float64Array, b: Float64Array) => ({
  here: Float64Array.from([...a, ...b]),
  elsewhere: new Float64Array(a.length + b.length),
});
