import { describe, expect, test } from '@jest/globals';
import type { Item, ItemType } from '../../src/domain/item.ts';
import { aStoredItem } from '../support/items.ts';
import { aSnapshot, aState, makePage, NOW_MS } from '../support/pages.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(NOW_MS + minutes * MINUTE_MS).toISOString();
const windows = (minutes: number) => [{ region: '*', from: null, until: at(minutes) }];
const series = aStoredItem(10, { type: 'series' });
const episode = (itemNo: number, number: number, changes: Partial<Item> = {}) =>
  aStoredItem(itemNo, { type: 'episode', seriesId: 'i10', season: 1, episode: number, ...changes });

/** Minutes from now until the page expires. */
async function minutesLeft(...[given, ...who]: Parameters<typeof makePage>): Promise<number> {
  const { page } = await makePage(given, ...who);
  return (Date.parse(page.expiresAt) - NOW_MS) / MINUTE_MS;
}

describe('a page expires', () => {
  test('after its time to live when nothing on it changes before', async () => {
    expect(await minutesLeft(aSnapshot({ items: [aStoredItem(1)] }))).toBe(15);
  });

  test('when an item on it begins or ends by its own times, live or not', async () => {
    const live = (startsAt: number, endsAt: number, type: ItemType = 'live') =>
      aSnapshot({ items: [aStoredItem(1), aStoredItem(2, { type, startsAt: at(startsAt), endsAt: at(endsAt) })] });
    expect(await minutesLeft(live(5, 9))).toBe(5);
    expect(await minutesLeft(live(-5, 9))).toBe(9);
    expect(await minutesLeft(live(-5, 9, 'film'))).toBe(9);
    expect(await minutesLeft(live(-9, -5))).toBe(15);
    expect(await minutesLeft(live(60, 90))).toBe(15);
  });

  test('when the licence of the next episode ends, which stands in no slot of its own', async () => {
    const snapshot = aSnapshot({ items: [series, episode(11, 1), episode(12, 2, { windows: windows(4) })] });
    expect(await minutesLeft(snapshot, aState({ type: 'complete', itemNo: 11 }))).toBe(4);
  });

  test('not for what was begun where continue-watching is not on the page', async () => {
    const snapshot = aSnapshot({ items: [aStoredItem(1), aStoredItem(2, { windows: windows(4) })], uses: { 1: 3 } });
    const begun = aState({ type: 'progress', itemNo: 2, value: 0.5 });
    expect(await minutesLeft(snapshot, begun)).toBe(4);
    expect(await minutesLeft(snapshot, begun, { rowIds: ['popular'] })).toBe(15);
  });
});
