import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../../src/domain/catalogue.ts';
import { compileFilter } from '../../../src/domain/filter/compile-filter.ts';
import { parseFilter } from '../../../src/domain/filter/parse-filter.ts';
import { printFilter } from '../../../src/domain/filter/print-filter.ts';
import type { Item } from '../../../src/domain/item.ts';
import { createCatalogue, withChanges } from '../../../src/features/catalogue-columns.ts';
import { filterableItem, knownFilter } from '../../support/filters.ts';
import { aStoredItem } from '../../support/items.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

/** Ids of the items that meet the filter. */
function met(text: string, items: readonly Partial<Item>[], nowMs = NOW_MS): string[] {
  const catalogue = createCatalogue(
    items.map((item, at) => aStoredItem(at + 1, item)),
    1,
  );
  const bits = compileFilter(text).matches(catalogue, nowMs);
  return catalogue.itemId.filter((_, dense) => hasBit(bits, dense));
}

describe('what meets a filter', () => {
  test('whatever the items, the filter and the time: what the rules say of each item, and nothing beyond the catalogue', () => {
    fc.assert(
      fc.property(
        fc.array(filterableItem(NOW_MS), { maxLength: 40 }),
        knownFilter,
        fc.integer({ min: -3, max: 3 }),
        (changes, filter, days) => {
          const items = changes.map((item, at) => aStoredItem(at + 1, item));
          const catalogue = createCatalogue(items, 1);
          const nowMs = NOW_MS + days * DAY_MS;
          for (const text of [filter.text, printFilter(parseFilter(filter.text))]) {
            const bits = compileFilter(text).matches(catalogue, nowMs);
            const told = items.map(({ item }) => hasBit(bits, catalogue.denseOfItemId(item.itemId)));
            expect(told).toEqual(items.map(({ item }) => filter.meets(item, nowMs)));
            for (let at = catalogue.size; at < bits.length * 32; at++) expect(hasBit(bits, at)).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a catalogue that has changed, and the one before it, each answer by what their items are', () => {
    const change = fc.tuple(fc.integer({ min: 1, max: 12 }), filterableItem(NOW_MS));
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 6 }), { minLength: 2, maxLength: 5 }),
        knownFilter,
        (rounds, filter) => {
          const kept = compileFilter(filter.text);
          const latest = new Map<number, Partial<Item>>();
          let catalogue = createCatalogue([], 0);
          const told = rounds.map((round, version) => {
            for (const [itemNo, item] of round) latest.set(itemNo, item);
            catalogue = withChanges(
              catalogue,
              round.map(([itemNo, item]) => aStoredItem(itemNo, item)),
              version + 1,
            );
            const items = [...latest].map(([itemNo, item]) => aStoredItem(itemNo, item).item);
            return {
              catalogue,
              expected: items.filter((item) => filter.meets(item, NOW_MS)).map(({ itemId }) => itemId),
            };
          });
          for (const { catalogue: at, expected } of [...told, ...told]) {
            const bits = kept.matches(at, NOW_MS);
            expect(at.itemId.filter((_, dense) => hasBit(bits, dense)).sort()).toEqual(expected.sort());
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a filter that is kept answers at every time as one made then', () => {
    fc.assert(
      fc.property(
        fc.array(filterableItem(NOW_MS), { minLength: 1, maxLength: 20 }),
        knownFilter,
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 8 }),
        (changes, { text }, hours) => {
          const catalogue = createCatalogue(
            changes.map((item, at) => aStoredItem(at + 1, item)),
            1,
          );
          const kept = compileFilter(text);
          for (const hour of hours) {
            for (const nowMs of [NOW_MS + hour * 3_600_000, NOW_MS + hour * 3_600_000 + 1]) {
              expect(kept.matches(catalogue, nowMs)).toEqual(compileFilter(text).matches(catalogue, nowMs));
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the answer is kept while neither the catalogue nor time changes it', () => {
    const catalogue = createCatalogue([aStoredItem(1, { releaseDate: '2026-03-01' })], 1);
    const filter = compileFilter('releaseDate >= now-1d');
    const bits = filter.matches(catalogue, NOW_MS);
    expect(filter.matches(catalogue, NOW_MS + DAY_MS / 2 - 1)).toBe(bits);
    expect(filter.matches(catalogue, NOW_MS + DAY_MS / 2 + 1)).toEqual(Uint32Array.of(0));
    const changed = withChanges(catalogue, [aStoredItem(1, { releaseDate: '2026-04-01' })], 2);
    expect(filter.matches(changed, NOW_MS + DAY_MS)).toEqual(Uint32Array.of(1));
  });

  test('a year and a date are as long as they are', () => {
    const items = [
      '2025-12-31T23:59:59.999Z',
      '2026-01-01',
      '2026-12-31T23:30:00-01:00',
      '2027-01-01T00:30:00+01:00',
    ].map((releaseDate) => ({ releaseDate }));
    expect(met('year = 2026', items)).toEqual(['i2', 'i4']);
    expect(met('year > 2025', items)).toEqual(['i2', 'i3', 'i4']);
    expect(met('year <= 2025', items)).toEqual(['i1']);
    expect(met('releaseDate = 2025-12-31', items)).toEqual(['i1']);
    expect(met('releaseDate <= 2026-01-01', items)).toEqual(['i1', 'i2']);
    expect(met('releaseDate > 2026-01-01', items)).toEqual(['i3', 'i4']);
    expect(met('releaseDate >= 2027-01-01T00:30:00Z', items)).toEqual(['i3']);
  });

  test('a language is met by what is narrower, not by what begins alike', () => {
    const items = ['pt', 'pt-BR', 'PT-br', 'ptx', null].map((language) => ({ language }));
    expect(met('language = pt', items)).toEqual(['i1', 'i2', 'i3']);
    expect(met('language = pt-BR', items)).toEqual(['i2', 'i3']);
    expect(met('language != pt', items)).toEqual(['i4', 'i5']);
  });

  test('names are the same in any case and however their accents are encoded', () => {
    const items = [
      { cast: ['Am\u00e9lie'] },
      { cast: ['AME\u0301LIE'] },
      { cast: ['Amelie'] },
      { genres: ['FILM-noir'] },
    ];
    expect(met('cast = amélie', items)).toEqual(['i1', 'i2']);
    expect(met('genre = Film-Noir', items)).toEqual(['i4']);
  });
});
