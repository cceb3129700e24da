import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../src/domain/item.ts';
import { contentTokens } from '../../src/features/content-tokens.ts';
import { contentVectors, emptyTower, knownTokens } from '../../src/features/content-tower.ts';
import { anItem } from '../support/items.ts';

const tokensOf = (changes: Partial<Item>): number[] => [...contentTokens(anItem('a', { title: 'Film', ...changes }))];

describe('the tokens of an item', () => {
  test('are the same whatever the case, the accents and the order of what it says', () => {
    const one = tokensOf({ genres: ['Comédie', 'Drama'], cast: ['José Ferrer'], description: 'Lost at sea. Sea!' });
    const same = tokensOf({ genres: ['drama', 'COMEDIE'], cast: ['Jose Ferrer'], description: 'sea LOST at' });
    expect(one.toSorted()).toEqual(same.toSorted());
  });

  test('tell apart the same word as a genre, a tag, a name and a word of the text', () => {
    const word = { genres: 'noir', tags: 'noir', cast: 'noir', directors: 'noir' };
    const sets = Object.entries(word).map(([field, text]) => tokensOf({ [field]: [text] }));
    sets.push(tokensOf({ description: 'noir' }), tokensOf({ title: 'noir' }), tokensOf({ language: 'noir' }));
    const own = sets.map((set) => set.filter((token) => !tokensOf({}).includes(token)));
    for (let i = 0; i < own.length; i++) {
      expect(own[i]!.length).toBeGreaterThan(0);
      for (let j = 0; j < i; j++) expect(own[j]).not.toEqual(own[i]);
    }
  });

  test('of films from neighbouring years are shared in part, of films decades apart not', () => {
    const year = (date: string): number[] => tokensOf({ releaseDate: date });
    const shared = (a: number[], b: number[]): number => a.filter((token) => b.includes(token)).length;
    const near = shared(year('1999-03-01'), year('2000-12-31'));
    expect(near).toBeGreaterThan(shared(year('1999-03-01'), year('1960-01-01')));
    expect(shared(year('1999-03-01'), year('1999-12-31'))).toBe(year('1999-03-01').length);
  });

  test('are whole numbers that a double holds, and the same in every release: packages carry them', () => {
    for (const token of tokensOf({ description: 'any words at all' })) expect(Number.isSafeInteger(token)).toBe(true);
    const [genre] = contentTokens(anItem('a', { genres: ['Drama'] }));
    expect(genre).toBe(DRAMA);
  });
});

/** genre:drama, by an FNV-1a written down apart from this program (see the constants in content-tokens.ts). */
const DRAMA = (() => {
  let [low, high] = [2166136261n, 2538058380n];
  for (const unit of Buffer.from('genre:drama', 'latin1')) {
    low = ((low ^ BigInt(unit)) * 16777619n) % 2n ** 32n;
    high = (((high ^ BigInt(unit)) * 16777619n) % 2n ** 32n) ^ (high >> 15n);
  }
  return Number((high % 2n ** 20n) * 2n ** 32n + low);
})();

describe('the content tower', () => {
  const [drama, war] = ['Drama', 'War'].map((genre) => [...contentTokens(anItem('a', { genres: [genre] }))][0]!);
  const tokens = Float64Array.of(drama!, war!).sort();
  const dramaFirst = tokens[0] === drama;
  const weights = (ofDrama: number[], ofWar: number[]): Float32Array =>
    Float32Array.from(dramaFirst ? [...ofDrama, ...ofWar] : [...ofWar, ...ofDrama]);
  const tower = {
    dimensions: 2,
    tokens,
    sourceWeights: weights([1, 0], [0, 2]),
    targetWeights: weights([3, 1], [1, 1]),
  };
  const vectorsOf = (changes: Partial<Item>) => {
    const [source, target] = [new Float32Array(2).fill(9), new Float32Array(2).fill(9)];
    const known = contentVectors(tower, anItem('a', changes), source, target);
    return { known, source: [...source], target: [...target] };
  };

  test('adds up the weights of the tokens it knows, divided by the root of their number', () => {
    expect(vectorsOf({ genres: ['Drama', 'Other'] })).toEqual({ known: true, source: [1, 0], target: [3, 1] });
    const both = vectorsOf({ genres: ['War', 'Drama'] });
    expect(both.source[0]).toBeCloseTo(1 / Math.SQRT2, 6);
    expect(both.source[1]).toBeCloseTo(2 / Math.SQRT2, 6);
    expect(both.target[0]).toBeCloseTo(4 / Math.SQRT2, 6);
  });

  test('gives nothing to an item of which it knows no token, and an empty one to nobody', () => {
    expect(vectorsOf({ genres: ['Western'] })).toEqual({ known: false, source: [0, 0], target: [0, 0] });
    expect(knownTokens(emptyTower(2).tokens, anItem('a', { genres: ['Drama'] }))).toEqual([]);
  });
});
