import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileUserFilter } from '../../../src/domain/filter/compile-user-filter.ts';
import { parseFilter } from '../../../src/domain/filter/parse-filter.ts';
import { printFilter } from '../../../src/domain/filter/print-filter.ts';
import { USER_FIELDS, USER_VOCABULARY } from '../../../src/domain/filter/user-fields.ts';
import { factsOf, knownUser, knownUserFilter, unknowns } from '../../support/user-filters.ts';

describe('a filter on users', () => {
  test('is met exactly by those of whom all is known that the plain rules say', () => {
    fc.assert(
      fc.property(knownUserFilter, fc.array(knownUser, { minLength: 1, maxLength: 5 }), (filter, users) => {
        const meets = compileUserFilter(filter.text);
        for (const user of users) expect(meets(factsOf(user))).toBe(filter.meets(user));
      }),
      { numRuns: 500 },
    );
  });

  test('says yes or no of a user half known only where that stays so, whatever the rest is', () => {
    let decided = 0;
    fc.assert(
      fc.property(knownUserFilter, knownUser, unknowns, (filter, user, hidden) => {
        const met = compileUserFilter(filter.text)(factsOf(user, hidden));
        if (met === null) return;
        decided++;
        expect(met).toBe(filter.meets(user));
      }),
      { numRuns: 1000 },
    );
    expect(decided).toBeGreaterThan(200);
  });

  const nobody = factsOf(
    {
      region: 'DE',
      surface: 'tv',
      language: 'de',
      maturity: 'teen',
      newUser: true,
      numbers: { plays: 3, completes: 0, ratings: 0, titlesWatched: 0, daysSincePlay: 0 },
      sets: { label: [], likedGenre: [], watched: [], myList: [] },
    },
    {
      region: true,
      language: true,
      newUser: true,
      numbers: {
        plays: 'at-least',
        completes: 'unknown',
        ratings: 'unknown',
        titlesWatched: 'unknown',
        daysSincePlay: 'unknown',
      },
      sets: { label: true, likedGenre: true, watched: true, myList: true },
    },
  );
  test.each<[string, boolean | null]>([
    ['region = DE', null],
    ['not region = DE', null],
    ['region != DE', null],
    ['region not in (DE, US)', null],
    ['label = vip or surface = tv', true],
    ['label = vip and surface = web', false],
    ['label = vip and surface = tv', null],
    ['not (label = vip and surface = web)', true],
    ['not (label = vip or not label = vip)', null],
    ['newUser = true or newUser = false', null],
    ['plays >= 1', true],
    ['plays >= 2', null],
    ['plays < 1', false],
    ['plays = 0', false],
    ['plays != 0', true],
    ['plays = 5', null],
    ['completes >= 0', null],
  ])('of whom little is known, %s: %s', (text, met) => {
    expect(compileUserFilter(text)(nobody)).toBe(met);
  });

  test('prints and parses to the same, and does not know the fields of items, nor theirs those of users', () => {
    fc.assert(
      fc.property(knownUserFilter, ({ text }) => {
        const tree = parseFilter(text, USER_VOCABULARY);
        expect(parseFilter(printFilter(tree), USER_VOCABULARY)).toEqual(tree);
      }),
    );
    expect(() => compileUserFilter('genre = War')).toThrow('there is no field "genre"');
    const refused = expect.objectContaining({ code: 'invalid-filter' });
    for (const field of Object.keys(USER_FIELDS)) {
      if (['maturity', 'language'].includes(field)) continue;
      expect(() => parseFilter(`${field} = 1`)).toThrow(refused);
    }
  });
});
