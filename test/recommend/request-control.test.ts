import { describe, expect, test } from '@jest/globals';
import { compileFilter } from '../../src/domain/filter/compile-filter.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, itemIdsOf, makePage, makeRow, makeSimilar, type SnapshotGiven } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

/** Films 1 to 30, every other a comedy; a series 40 with episodes 41 and 42, shorter than any film. */
const given = (more: Partial<SnapshotGiven> = {}): SnapshotGiven => ({
  items: [
    ...Array.from({ length: 30 }, (_, at) =>
      aStoredItem(at + 1, {
        genres: [at % 2 === 0 ? 'Comedy' : 'War'],
        durationS: 6000 + at,
        releaseDate: `${1990 + at}-01-01`,
      }),
    ),
    aStoredItem(40, { type: 'series', genres: ['Comedy'] }),
    ...[41, 42].map((itemNo) =>
      aStoredItem(itemNo, { type: 'episode', seriesId: 'i40', season: 1, episode: itemNo - 40, durationS: 1800 }),
    ),
  ],
  uses: Object.fromEntries([...Array.from({ length: 30 }, (_, at) => [at + 1, 100 - at]), [40, 50]]),
  models: tinyPackage,
  ...more,
});
const filtered = (text: string, more: Partial<PageRequest> = {}): Partial<PageRequest> => ({
  filter: compileFilter(text),
  ...more,
});

describe('a filter', () => {
  test('leaves what meets it, in every row, and fills the rows from what is left', async () => {
    const { page } = await makePage(aSnapshot(given()), null, filtered('genre = War and year > 1995', { items: 8 }));
    expect(page.rung).toBe('R0');
    const shown = itemIdsOf(page);
    expect(shown.length).toBeGreaterThanOrEqual(8);
    for (const itemId of shown) {
      const no = Number(itemId.slice(1));
      expect(no % 2 === 0 && 1989 + no > 1995).toBe(true);
    }
  });

  test('that nothing meets leaves a page without rows', async () => {
    const { page } = await makePage(aSnapshot(given()), null, filtered('language = xx'));
    expect(page.rows).toEqual([]);
  });

  test('a series is what it is itself, not what its episodes are', async () => {
    const snapshot = aSnapshot(given());
    const rows = { rowIds: ['popular'] };
    expect(itemIdsOf((await makePage(snapshot, null, filtered('type = series', rows))).page)).toEqual(['i40']);
    expect(itemIdsOf((await makePage(snapshot, null, filtered('durationMin <= 30', rows))).page)).toEqual([]);
  });

  test('a pinned episode is what it is itself; a pin that does not meet it is withheld and says why', async () => {
    const pins = [aPin(1, { itemId: 'i41' }), aPin(2, { itemId: 'i1', position: 1 })];
    const { page, decision } = await makePage(
      aSnapshot(given({ pins })),
      null,
      filtered('type = episode or genre = War', { rowIds: ['popular'], items: 5 }),
    );
    expect(itemIdsOf(page)[0]).toBe('i41');
    expect(itemIdsOf(page)).not.toContain('i40');
    expect(decision.withheld).toEqual([{ pinId: 'pin-2', reason: 'filtered' }]);
  });

  test('holds for a row alone and for what goes with an item', async () => {
    const snapshot = aSnapshot(given());
    const row = await makeRow(snapshot, 'popular', null, filtered('itemId in (i3, i4, i5)'));
    expect(itemIdsOf(row.page)).toEqual(['i3', 'i4', 'i5']);
    const similar = await makeSimilar(snapshot, 'i1', null, filtered('genre = War'));
    expect(itemIdsOf(similar.page).length).toBeGreaterThan(0);
    for (const itemId of itemIdsOf(similar.page)) expect(Number(itemId.slice(1)) % 2).toBe(0);
  });
});

describe('exclude', () => {
  const fallback = { popular: { kids: [], teen: [], adult: [] }, editors: ['i41', 'i40', 'i2'] };

  test.each(['i40', 'i41', 'i42'])(
    '%s takes the whole series away, its episodes on lists and pins too',
    async (excluded) => {
      const pins = [aPin(1, { itemId: 'i42' })];
      const snapshot = aSnapshot(given({ pins, fallback }));
      const { page, decision } = await makePage(snapshot, null, {
        excludeItemIds: [excluded],
        rowIds: ['popular', 'collection:editors-list', 'top-picks'],
        items: 40,
      });
      expect(itemIdsOf(page, 'collection:editors-list').length + itemIdsOf(page, 'popular').length).toBeGreaterThan(20);
      for (const itemId of itemIdsOf(page)) expect(['i40', 'i41', 'i42']).not.toContain(itemId);
      expect(decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'not-eligible' }]);
    },
  );

  test('of what there is not changes nothing', async () => {
    const snapshot = aSnapshot(given());
    const whole = await makePage(snapshot);
    const { page } = await makePage(snapshot, null, { excludeItemIds: ['nobody', 'i999'] });
    expect(page).toEqual(whole.page);
  });
});
