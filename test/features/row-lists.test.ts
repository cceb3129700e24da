import { describe, expect, test } from '@jest/globals';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { rankedLists } from '../../src/features/ranked-lists.ts';
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

  test('of a person follow the catalogue: who leaves a cast leaves the list, and no list knows what came after it', () => {
    const { catalogue, lists } = listsOf();
    const changes = [aStoredItem(6, { cast: ['Dee', 'Bo'] }), aStoredItem(1, { cast: ['Ann'] })];
    const later = withChanges(catalogue, changes, 2);
    const [bo, dee] = ['bo', 'dee'].map((slug) => later.people.ofSlug(slug));
    expect([...lists.ofPerson(dee!)]).toEqual([]);
    expect([...lists.ofPerson(bo!)]).toEqual([0, 1, 2]);
    const stats = { ...createItemStatsColumns(later).at(0), version: 2 };
    expect([...rankedLists(later, stats).ofPerson(bo!)]).toEqual([1, 2, 5]);
    expect([...rankedLists(later, stats).ofPerson(dee!)]).toEqual([5]);
  });

  test('of a region: what was played there, the most first; of equals what is used most', () => {
    const { lists } = listsOf(items, { 3: 9, 5: 4 }, { DE: { 1: 2, 5: 1, 3: 1 } });
    expect([...lists.popularIn('DE')]).toEqual([0, 2, 4]);
    expect([...lists.popularIn('US')]).toEqual([]);
  });

  test('of shared people: most shared first, never the title itself', () => {
    const { lists } = listsOf(items, { 3: 9 });
    expect([...lists.sharingPeople(0)]).toEqual([1, 2]);
    expect([...lists.sharingPeople(4)]).toEqual([]);
    expect(lists.sharingPeople(0)).toBe(lists.sharingPeople(0));
  });
});
