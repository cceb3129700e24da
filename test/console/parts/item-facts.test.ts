import { expect, test } from '@jest/globals';
import { itemFacts } from '../../../src/console/parts/item-facts.ts';

test('an item is told from others of its title by type, year and genres; what is not known is left out', () => {
  expect(itemFacts({ type: 'film', releaseDate: '1972-03-15', genres: ['Drama', 'Crime', 'War'] })).toBe(
    'Film · 1972 · Drama, Crime',
  );
  expect(itemFacts({ type: 'episode', season: 2, episode: 5, releaseDate: null })).toBe(
    'Episode · season 2, episode 5',
  );
  expect(itemFacts({ type: 'series', season: null, episode: null, genres: [] })).toBe('Series');
  expect(itemFacts({})).toBe('');
});
