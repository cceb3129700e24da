import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  FILTER_NAMES,
  filtersAsked,
  filterValue,
  LAST_MS,
  type Last,
  type LogFilters,
  type LogQuery,
  logHref,
  readLogQuery,
  timeAsked,
  withFilter,
  writeLogQuery,
} from '../../../src/console/log/log-query.ts';
import { RUNGS, SOURCES } from '../../../src/domain/page.ts';

const read = (text: string) => readLogQuery(new URLSearchParams(text));

const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const word = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text.trim() === text);
const query: fc.Arbitrary<LogQuery> = fc.record({
  time: fc.oneof(
    fc.constantFrom(...(Object.keys(LAST_MS) as Last[])).map((last) => ({ last })),
    fc
      .tuple(instant, instant)
      .filter(([a, b]) => a.getTime() < b.getTime())
      .map(([from, to]) => ({ from: from.toISOString(), to: to.toISOString() })),
  ),
  origin: fc.constantFrom(null, 'app', 'simulate', 'import', 'test', 'all'),
  outcomes: fc.boolean(),
  filters: fc.record(
    {
      itemId: word,
      rowId: word,
      position: fc.integer({ min: 0, max: 32_767 }),
      source: fc.constantFrom(...SOURCES),
      pinned: fc.boolean(),
      explored: fc.boolean(),
      userKey: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
      surface: fc.constantFrom('tv', 'web', 'mobile'),
      region: fc.constantFrom('SE', 'US'),
      rung: fc.constantFrom(...RUNGS),
      model: word,
      arm: word,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<LogFilters>,
});

describe('the address of the explorer', () => {
  test('has the whole question: whoever opens it asks the same', () => {
    fc.assert(
      fc.property(query, (asked) => {
        expect(read(writeLogQuery(asked).toString())).toEqual(asked);
      }),
    );
  });

  test('is short where nothing is chosen, and says every filter by its name in the API', () => {
    const plain = read('');
    expect(plain).toEqual({ time: { last: '7d' }, origin: null, outcomes: true, filters: {} });
    expect(logHref(plain)).toBe('/log');
    expect(logHref({ filters: { rowId: 'genre:drama', position: 0, pinned: false } })).toBe(
      '/log?rowId=genre%3Adrama&position=0&pinned=false',
    );
  });

  test('may be typed by hand: what is not understood counts as not there', () => {
    const typed = `last=9y&origin=moon&userKey=xyz&position=-1&source=magic&rung=R9&surface=fridge&region=sweden&pinned=perhaps&rowId=&itemId=%20`;
    expect(read(typed)).toEqual(read(''));
    // A time that ends before it begins is none.
    expect(read('from=2026-02-02T00:00Z&to=2026-02-01T00:00Z').time).toEqual({ last: '7d' });
  });
});

test('each filter reads back what it shows in an address, and a key of a user in capitals is the same user', () => {
  for (const name of FILTER_NAMES) expect(filterValue(name, '')).toBeUndefined();
  expect(filterValue('userKey', ` ${'AB'.repeat(16)} `)).toBe('ab'.repeat(16));
  expect(filterValue('position', '3')).toBe(3);
  expect(filterValue('position', '99999')).toBeUndefined();
});

test('a filter is set, set again, and taken away; the others stay', () => {
  const some = withFilter(withFilter(read('surface=tv'), 'rowId', 'new'), 'rowId', 'trending');
  expect(some.filters).toEqual({ surface: 'tv', rowId: 'trending' });
  expect(withFilter(some, 'rowId', null).filters).toEqual({ surface: 'tv' });
  // false and 0 are values, not their absence.
  expect(withFilter(some, 'pinned', false).filters.pinned).toBe(false);
});

test('the API is asked for a time up to its own now, or for the exact one; and for the origin of the place where none is said', () => {
  const nowMs = Date.UTC(2026, 10, 21, 12);
  expect(timeAsked(read('last=1h'), nowMs)).toEqual({ from: '2026-11-21T11:00:00.000Z' });
  expect(timeAsked(read('from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z'), nowMs)).toEqual({
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
  });
  expect(filtersAsked(read('pinned=false'), 'simulate')).toEqual({ origin: 'simulate', outcomes: true, pinned: false });
  expect(filtersAsked(read('origin=all&outcomes=false'), 'app')).toEqual({ origin: 'all', outcomes: false });
});
