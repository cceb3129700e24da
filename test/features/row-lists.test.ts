import { describe, expect, test } from '@jest/globals';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { rankedLists } from '../../src/features/ranked-lists.ts';
import { sharedPeople } from '../../src/features/shared-people.ts';
import { aStoredItem } from '../support/items.ts';

const items = [
  aStoredItem(1, { cast: ['Ann', 'Bo'] }),
  aStoredItem(2, { cast: ['Bo'], directors: ['Ann'] }),
  aStoredItem(3, { cast: ['Cy', 'Bo'] }),
  aStoredItem(4, { cast: ['Ann'], blocked: true }),
  aStoredItem(5, {}),
];

function listsOf(given = items, uses: Record<number, number> = {}, plays: Record<string, Record<number, number>> = {}) {
  const catalogue = createCatalogue(given, 1);
  const columns = createItemStatsColumns(catalogue);
  for (const [no, count] of Object.entries(uses)) columns.add(catalogue.denseOfItemNo(Number(no)), 0, count, 0, 0);
  for (const [region, counts] of Object.entries(plays)) {
    for (const [no, count] of Object.entries(counts))
      columns.addPlays(catalogue.denseOfItemNo(Number(no)), region, count);
  }
  const stats = { ...columns.at(0), version: 1 };
  return { catalogue, lists: rankedLists(catalogue, stats) };
}

describe('the lists that some pages ask for', () => {
  test('of a person: cast and directed alike, the most used first, nothing withdrawn', () => {
    const { catalogue, lists } = listsOf(items, { 2: 9, 3: 4, 1: 5 });
    expect([...lists.ofPerson(catalogue.people.ofSlug('ann'))]).toEqual([1, 0]);
    expect([...lists.ofPerson(catalogue.people.ofSlug('bo'))]).toEqual([1, 0, 2]);
    expect(catalogue.people.nameOf(catalogue.people.ofSlug('cy'))).toBe('Cy');
    expect(catalogue.people.ofSlug('nobody')).toBe(-1);
  });

  test('of a person who came with a later version of the catalogue: nothing yet', () => {
    const { catalogue, lists } = listsOf();
    lists.ofPerson(0);
    const later = withChanges(catalogue, [aStoredItem(6, { cast: ['Dee'] })], 2);
    expect([...lists.ofPerson(later.people.ofSlug('dee'))]).toEqual([]);
  });

  test('of a region: what was played there, the most first; of equals what is used most', () => {
    const { lists } = listsOf(items, { 3: 9, 5: 4 }, { DE: { 1: 2, 5: 1, 3: 1 } });
    expect([...lists.popularIn('DE')]).toEqual([0, 2, 4]);
    expect([...lists.popularIn('US')]).toEqual([]);
  });

  test('of shared people: most shared first, never the title itself', () => {
    const { catalogue, lists } = listsOf(items, { 3: 9 });
    expect([...sharedPeople(catalogue, lists, 0)]).toEqual([1, 2]);
    expect([...sharedPeople(catalogue, lists, 4)]).toEqual([]);
  });
});
