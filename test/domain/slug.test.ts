import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { slugOf } from '../../src/domain/slug.ts';
import { rowId } from '../../src/http/schemas/common.ts';

describe('slugs', () => {
  test.each([
    ['Film-Noir', 'film-noir'],
    ['Sci-Fi & Fantasy', 'sci-fi-fantasy'],
    ['(no genres listed)', 'no-genres-listed'],
    ['Penélope Cruz', 'penelope-cruz'],
    ['宮崎 駿', 'u5bae-u5d0e-u99ff'],
    ['IMAX', 'imax'],
    [' & ', ''],
  ])('%s -> %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test('of any two names make an id that a row may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 300 }), (one, other) => {
        expect(rowId.safeParse(`genre:${slugOf(one)}.${slugOf(other)}`).success).toBe(true);
        expect(slugOf(slugOf(one))).toBe(slugOf(one));
      }),
    );
  });
});
