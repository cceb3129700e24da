import { describe, expect, test } from '@jest/globals';
import type { SearchedFields, TextIndex } from '../../src/domain/ports/text-index.ts';
import { MATCH_CLASS } from '../../src/features/text/match-class.ts';

/** What every TextIndex promises. */
export function describeTextIndex(name: string, open: () => TextIndex): void {
  const { exact, prefix, titleWords, words, typo, someWords } = MATCH_CLASS;

  describe(`a text index ${name}`, () => {
    test.each<[query: string, found: [title: string, matchClass: number][]]>([
      [
        'heat',
        [
          ['Heat', exact],
          ['Heatwave', prefix],
          ['The Heat', titleWords],
          ['Cold', words],
        ],
      ],
      ['HEAT', [['Heat', exact]]],
      ['  heat! ', [['Heat', exact]]],
      ['the hea', [['The Heat', prefix]]],
      ['heat the', [['The Heat', titleWords]]],
      ['heatwaev', [['Heatwave', typo + 1]]],
      ['sipder man', [['Spider-Man', typo + 1]]],
      ['amelie', [['Amélie', exact]]],
      ['AMÉL', [['Amélie', prefix]]],
      ['poulin', [['Amélie', words]]],
      ['audrey taut', [['Amélie', words]]],
      ['audry tautou', [['Amélie', typo + 1]]],
      ['lodz', [['Łódź', exact]]],
      ['strasse', [['Die Straße', titleWords]]],
      ['spiderman', [['Spider-Man', typo + 1]]],
      ['spider man', [['Spider-Man', exact]]],
      ['wall e', [['WALL·E', exact]]],
      ['heat wave', [['Heatwave', typo + 1]]],
      ['schindlers', [['Schindler’s List', prefix]]],
      ["schindler's list", [['Schindler’s List', exact]]],
      ['avventura', [["L'avventura", titleWords]]],
      ['law and order', [['Law & Order', exact]]],
      ['ван', [['Дядя Ваня', titleWords]]],
      ['иваново', [['Ива́ново', exact]]],
      ['елка', [['Ёлка', exact]]],
      ['進撃', [['進撃の巨人', prefix]]],
      ['進撃の巨人', [['進撃の巨人', exact]]],
      ['巨人', [['進撃の巨人', titleWords]]],
      ['人', [['進撃の巨人', titleWords]]],
      ['프렌', [['프렌즈', prefix]]],
      ['프렌ㅈ', [['프렌즈', prefix]]],
      ['القاهره', [['القَاهره', exact]]],
      ['शोले', [['शोले', exact]]],
      ['शोल', [['शोले', prefix]]],
      ['ฝนตก', [['ฝนตกขึ้นฟ้า', prefix]]],
      ['กขึ้น', [['ฝนตกขึ้นฟ้า', titleWords]]],
      ['οδυσσευς', [['Οδυσσεύς', exact]]],
      ['film noir', [['Cold', words]]],
      ['slow burn', [['Cold', words]]],
      ['cold heat', [['Cold', words]]],
      ['1918', []],
      ['ta', []],
      ['am', [['Amélie', prefix]]],
      ['cold no', [['Cold', someWords + 1]]],
      ['the he', [['The Heat', prefix]]],
      ['h', [['Heat', prefix]]],
      ['m', [['M', exact]]],
      ['spider m', [['Spider-Man', prefix]]],
      ['amelie nosuch', [['Amélie', someWords + 1]]],
      ['the nosuchword', []],
      ['xylophone', []],
      ['!!! ...', []],
      ['😀', []],
    ])('%s', (query, found) => {
      const index = open();
      for (const [key, item] of CATALOGUE.entries()) index.put(key, item);
      const classes = byTitle(searched(index, query));
      for (const [title, matchClass] of found) expect([title, classes[title]]).toEqual([title, matchClass]);
      if (found.length === 0) expect(classes).toEqual({});
    });

    test('looks for typos only where little matches without', () => {
      const index = open();
      for (let key = 0; key < 20; key++) index.put(key, fields({ title: `Mars ${key}` }));
      index.put(20, fields({ title: 'Mats' }));
      expect(searched(index, 'mars')).not.toHaveProperty('20');
      index.remove(0);
      expect(searched(index, 'mars')).toMatchObject({ 20: typo + 1, 7: prefix });
    });

    test('asks who may be shown first: what is kept back neither shows nor counts as enough', () => {
      const index = open();
      for (let key = 0; key < 30; key++) index.put(key, fields({ title: `Mars ${key}` }));
      index.put(30, fields({ title: 'Mats' }));
      expect([...index.search('mars', (key) => key > 28).keys].toSorted((a, b) => a - b)).toEqual([29, 30]);
      expect([...index.search('mars', () => false).keys]).toEqual([]);
    });

    test('finds an item by its new text alone once it is put again, and not at all once it is removed', () => {
      const index = open();
      index.put(7, fields({ title: 'Old name', cast: ['Ann Bell'], tags: ['noir'] }));
      index.put(7, fields({ title: 'New name', cast: ['Ann Bell'] }));
      expect(searched(index, 'noir')).toEqual({});
      expect(searched(index, 'old name')).toEqual({ 7: someWords + 1 });
      expect(searched(index, 'new name')).toEqual({ 7: exact });
      index.remove(7);
      index.remove(8);
      for (const query of ['new', 'name', 'bell']) expect(searched(index, query)).toEqual({});
      index.put(7, fields({ title: 'New name' }));
      expect(searched(index, 'new')).toEqual({ 7: prefix });
    });
  });
}

export const fields = (changes: Partial<SearchedFields>): SearchedFields => ({
  title: '',
  cast: [],
  directors: [],
  genres: [],
  tags: [],
  ...changes,
});

/** Key -> class. */
export function searched(index: TextIndex, query: string): Record<number, number> {
  const { keys, classes } = index.search(query, () => true);
  expect(new Set(keys).size).toBe(keys.length);
  return Object.fromEntries(Array.from(keys, (key, at) => [key, classes[at]!]));
}

const CATALOGUE: readonly SearchedFields[] = [
  fields({ title: 'Heat' }),
  fields({ title: 'The Heat' }),
  fields({ title: 'Heatwave' }),
  fields({ title: 'Cold', tags: ['heat', 'slow burn'], genres: ['Film-Noir'] }),
  fields({ title: 'Amélie', cast: ['Audrey Tautou'], directors: ['Jean-Pierre Jeunet'], tags: ['Poulain', 'Poulin'] }),
  ...[
    'Łódź',
    'Die Straße',
    'Spider-Man',
    'WALL·E',
    'Schindler’s List',
    "L'avventura",
    'Law & Order',
    'Дядя Ваня',
    'Ива́ново',
    'Ёлка',
    '進撃の巨人',
    '프렌즈',
    'القَاهره',
    'शोले',
    'ฝนตกขึ้นฟ้า',
    'Οδυσσεύς',
    'M',
    '1917',
  ].map((title) => fields({ title })),
];

const byTitle = (classes: Record<number, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(classes).map(([key, matchClass]) => [CATALOGUE[Number(key)]!.title, matchClass]));
