import { describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { contentLikeness, createListTally } from '../../../src/learning/evaluation/list-metrics.ts';
import { aStoredItem } from '../../support/items.ts';
import { catalogueOf } from '../support.ts';

const nobody = { cast: [], directors: [] };
const catalogue = createCatalogue(
  [
    aStoredItem(1, { genres: ['crime', 'drama'], cast: ['Ann', 'Bob'], directors: ['Cy'] }),
    aStoredItem(2, { genres: ['drama'], cast: ['Ann'], directors: ['Dee'] }),
    aStoredItem(3, { genres: ['comedy'], ...nobody }),
    aStoredItem(4, { genres: [], ...nobody }),
  ],
  1,
);

describe('the likeness of two titles', () => {
  test('is the mean of what they share of genres and of people', () => {
    // One of two genres; one of four people.
    expect(contentLikeness(catalogue, 0, 1)).toBeCloseTo((1 / 2 + 1 / 4) / 2, 12);
    expect(contentLikeness(catalogue, 1, 0)).toBe(contentLikeness(catalogue, 0, 1));
    expect(contentLikeness(catalogue, 0, 0)).toBe(1);
  });

  test('rests on genres alone where one has no people, and is unknown where nothing is known', () => {
    expect(contentLikeness(catalogue, 0, 2)).toBe(0);
    expect(contentLikeness(catalogue, 2, 2)).toBe(1);
    expect(contentLikeness(catalogue, 0, 3)).toBeNaN();
  });
});

describe('what is said of lists', () => {
  // Of ten users all ten used title 0, four title 1, nobody the others.
  const tally = () => createListTally(catalogue, Uint32Array.of(10, 4, 0, 0), 10);

  test('coverage is the share of the catalogue in any list', () => {
    const lists = tally();
    lists.add(Int32Array.of(0, 1));
    lists.add(Int32Array.of(1));
    expect(lists.result().coverage).toBe(0.5);
  });

  test('diversity is the mean over lists of what two titles do not share; lists that cannot be compared say nothing', () => {
    const lists = tally();
    lists.add(Int32Array.of(0, 1, 2));
    lists.add(Int32Array.of(0, 3));
    lists.add(Int32Array.of(1));
    expect(lists.result().diversity).toBeCloseTo(1 - (0.375 + 0 + 0) / 3, 12);
  });

  test('diversity is absent where no two titles state anything, as where no item is described', () => {
    const plain = createListTally(catalogue, new Uint32Array(4), 1);
    plain.add(Int32Array.of(2, 3));
    expect(plain.result()).not.toHaveProperty('diversity');
  });

  test('novelty is the mean surprise in bits: what everybody used is none, what nobody used is the most there can be', () => {
    const lists = tally();
    lists.add(Int32Array.of(0));
    expect(lists.result().novelty).toBeCloseTo(0, 12);
    lists.add(Int32Array.of(2));
    expect(lists.result().novelty).toBeCloseTo(Math.log2(11) / 2, 12);
  });

  test('mean popularity is a percentile, ties in the middle of theirs', () => {
    const of = (...list: number[]) => {
      const lists = tally();
      lists.add(Int32Array.from(list));
      return lists.result().meanPopularity;
    };
    expect(of(0)).toBe(0.875);
    expect(of(1)).toBe(0.625);
    expect(of(2)).toBe(0.25);
    expect(of(0, 2)).toBe(0.5625);
  });

  test('of no list at all are 0, not NaN', () => {
    const none = createListTally(catalogueOf(0), new Uint32Array(0), 0);
    none.add(new Int32Array(0));
    expect(none.result()).toEqual({ coverage: 0, novelty: 0, meanPopularity: 0 });
  });
});
