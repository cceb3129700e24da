import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryTextIndex } from '../../src/adapters/memory/text-index.ts';
import { createTextIndex } from '../../src/adapters/search/text-index.ts';
import type { SearchedFields, TextIndex } from '../../src/domain/ports/text-index.ts';
import { describeTextIndex, fields, searched } from './text-index.suite.ts';

describeTextIndex('inverted', createTextIndex);

/** Few letters and short words, so that words are each other's beginnings and typos. */
const word = fc.oneof(
  fc.stringMatching(/^[ab]{1,3}$/),
  fc.stringMatching(/^[abc]{3,8}$/),
  fc.constantFrom('進撃', '巨人', 'の', 'é', 'ab-c', "a'b", 'constructor', '__proto__'),
);
const words = (most: number) => fc.array(word, { maxLength: most }).map((some) => some.join(' '));
const item: fc.Arbitrary<SearchedFields> = fc.record({
  title: words(4),
  cast: fc.array(words(2), { maxLength: 2 }),
  directors: fc.array(words(2), { maxLength: 1 }),
  genres: fc.array(word, { maxLength: 2 }),
  tags: fc.array(word, { maxLength: 2 }),
});
const change = fc.record({ key: fc.nat(30), item: fc.option(item) });
const query = fc.oneof(words(4), fc.string({ maxLength: 12, unit: 'grapheme' }));

describe('an inverted index', () => {
  test('finds what looking at every item finds, whatever was put, put again and removed before', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.array(query, { maxLength: 8 }), (changes, queries) => {
        const indices: readonly TextIndex[] = [createTextIndex(), createMemoryTextIndex()];
        for (const { key, item: put } of changes) {
          for (const index of indices) {
            if (put === null) index.remove(key);
            else index.put(key, fields(put));
          }
        }
        for (const asked of queries) {
          const [found, expected] = indices.map((index) => JSON.stringify(searched(index, asked)));
          if (found !== expected) throw new Error(`"${asked}": ${found}, not ${expected}`);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
