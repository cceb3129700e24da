import { describe, expect, test } from '@jest/globals';
import { hasBit } from '../../../src/domain/catalogue.ts';
import { maturityRank } from '../../../src/domain/item.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { blockedBy, withoutBlocked } from '../../../src/recommend/rules/blocked-items.ts';
import { aStoredItem } from '../../support/items.ts';
import { NOW_MS } from '../../support/pages.ts';

const soon = new Date(NOW_MS + 86_400_000).toISOString();
const catalogue = createCatalogue(
  [
    aStoredItem(1, { type: 'series' }),
    aStoredItem(2, { type: 'episode', seriesId: 'i1', season: 1, episode: 1 }),
    aStoredItem(3, { type: 'film', windows: [{ region: '*', from: null, until: soon }] }),
    aStoredItem(4, { type: 'live', startsAt: new Date(NOW_MS - 1000).toISOString(), endsAt: soon }),
    aStoredItem(5, { type: 'live', startsAt: soon, endsAt: null }),
    aStoredItem(6, { type: 'film', windows: [{ region: '*', from: null, until: soon }] }),
  ],
  1,
);
const denseOf = (itemNo: number): number => catalogue.denseOfItemNo(itemNo);
const bitsOf = (...itemNos: readonly number[]): Uint32Array => {
  const bits = new Uint32Array(1);
  for (const itemNo of itemNos) bits[0]! |= 1 << denseOf(itemNo);
  return bits;
};
const eligible = catalogue.eligible({ region: null, maturityMax: maturityRank('adult') }, NOW_MS);

describe('what rules block', () => {
  test('is all that any of them finds, and a series with its episodes', () => {
    const blocked = blockedBy([], [bitsOf(1), bitsOf(3)], catalogue);
    expect([1, 2, 3, 4, 5, 6].filter((itemNo) => hasBit(blocked, denseOf(itemNo)))).toEqual([1, 2, 3]);
    const episode = blockedBy([], [bitsOf(2)], catalogue);
    expect([1, 2, 3].filter((itemNo) => hasBit(episode, denseOf(itemNo)))).toEqual([2]);
  });

  test('is neither eligible, nor on now, nor to come, nor leaving', () => {
    const before = eligible.leaving().titles.length;
    const left = withoutBlocked(eligible, bitsOf(3, 4, 5));
    expect([1, 2, 3, 4, 5, 6].filter((itemNo) => hasBit(left.bits, denseOf(itemNo)))).toEqual([1, 2, 6]);
    expect(left.count).toBe(eligible.count - 3);
    expect([...left.running, ...left.starting]).toEqual([]);
    expect(left.upcoming.some((word) => word !== 0)).toBe(false);
    expect(before).toBe(2);
    expect([...left.leaving().titles]).toEqual([denseOf(6)]);
    expect([...left.leaving().untilMs]).toEqual([Date.parse(soon)]);
  });

  test('is cut out once, and where nothing is blocked nothing is made', () => {
    const blocked = bitsOf(3);
    expect(withoutBlocked(eligible, blocked)).toBe(withoutBlocked(eligible, blocked));
    expect(withoutBlocked(eligible, null)).toBe(eligible);
  });
});
