import { describe, expect, test } from '@jest/globals';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, aState, itemIdsOf, NOW_MS } from '../../support/pages.ts';
import { aService } from '../../support/previews.ts';
import { aRule } from '../../support/rules.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const items = Array.from({ length: 120 }, (_, at) => aStoredItem(at + 1, { genres: [at % 3 === 0 ? 'War' : 'Drama'] }));
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, itemNo % 13]));
const made = aSnapshot({ items, uses, models: (catalogue) => tinyPackage(catalogue) });
const stored = [
  aRule({ action: 'block', filter: 'itemId in (i1, i4, i7)' }, 'stored-block'),
  aRule({ action: 'boost', filter: 'genre = War', strength: 3, limit: 0.5 }, 'stored-boost'),
];
const viewer = aState({ type: 'complete', itemNo: 9 }, { type: 'complete', itemNo: 22 });
const isWar = (itemId: string): boolean => Number(itemId.slice(1)) % 3 === 1;

describe('a preview with rules among the drafts', () => {
  test('shows what a new rule would change, and how many slots are of what it is about', async () => {
    const service = aService({ ...made, rules: stored.slice(0, 1) }, viewer);
    const block = aRule({ action: 'block', filter: 'genre = War' }, 'draft-0');
    const { page, without, difference, rules } = await service.preview({}, { rules: [block] });
    const before = itemIdsOf(without).filter(isWar).length;
    expect(before).toBeGreaterThan(0);
    expect(itemIdsOf(page).filter(isWar)).toEqual([]);
    expect(difference.slots.length).toBeGreaterThan(0);
    expect(rules).toEqual([{ shown: 0, shownWithout: before }]);
  });

  test('has a draft in the place of the rule of its id, also where nothing but its strength is another', async () => {
    const service = aService({ ...made, rules: stored }, viewer);
    const draft = (strength: number) => ({ ...stored[1]!, value: { ...stored[1]!.value, strength } });
    const still = await service.preview({}, { rules: [draft(3)] });
    expect(still.page.rows).toEqual(still.without.rows);
    const weaker = await service.preview({}, { rules: [draft(0)] });
    expect(weaker.without.rows).toEqual(still.without.rows);
    expect(weaker.page.rows).not.toEqual(weaker.without.rows);
    const alone = aService({ ...made, rules: stored.slice(0, 1) }, viewer);
    expect(weaker.page.rows).toEqual((await alone.preview({})).page.rows);
  });

  test('is of the moment that is asked for', async () => {
    const service = aService({ ...made, rules: [] }, viewer);
    const from = new Date(NOW_MS + 3_600_000).toISOString();
    const rules = [aRule({ action: 'block', filter: 'genre = War', from })];
    const now = await service.preview({}, { rules });
    expect(now.page.rows).toEqual(now.without.rows);
    const later = await service.preview({ nowMs: NOW_MS + 7_200_000 }, { rules });
    expect(itemIdsOf(later.page).filter(isWar)).toEqual([]);
    const again = await service.preview({}, { rules });
    expect(again.page.rows).toEqual(now.page.rows);
  });
});
