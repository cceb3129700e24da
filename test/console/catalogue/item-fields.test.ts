import { describe, expect, test } from '@jest/globals';
import { itemFieldsOf, itemOf, itemProblemsOf } from '../../../src/console/catalogue/items/item-fields.ts';
import { anItem } from '../../support/items.ts';

const stored = {
  ...anItem('heat', { title: 'Heat', durationS: 10_201.5, language: 'en', genres: ['Crime'] }),
  blocked: true,
};

describe('the form of an item', () => {
  test('what is not touched is sent as it is stored, also a length that minutes cannot say', () => {
    const { blocked: _, ...item } = stored;
    expect(itemOf(itemFieldsOf(stored), stored)).toEqual(item);
  });

  test('minutes become seconds, empty texts nothing', () => {
    const fields = { ...itemFieldsOf(stored), durationMin: 90, language: ' ', title: ' Heat ' };
    expect(itemOf(fields, stored)).toMatchObject({ durationS: 5400, language: null, title: 'Heat' });
  });

  test('a new one is a film for everywhere, and says what it wants', () => {
    const fields = itemFieldsOf(null);
    expect(Object.keys(itemProblemsOf(fields)).sort()).toEqual(['itemId', 'title']);
    expect(itemProblemsOf({ ...fields, itemId: 'a b', title: 'A' })).toHaveProperty('itemId');
    expect(itemProblemsOf({ ...fields, itemId: 'a', title: 'A' })).toEqual({});
  });

  test.each([
    ['windows', { windows: [] }],
    ['windows', { windows: [{ key: 0, region: '*', from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }] }],
    ['endsAt', { startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }],
    ['seriesId', { type: 'episode' }],
    ['language', { language: 'in English' }],
    ['releaseDate', { releaseDate: 'soon' }],
    ['durationMin', { durationMin: 0 }],
  ] as const)('%s is told to be wrong by %j', (field, changed) => {
    expect(Object.keys(itemProblemsOf({ ...itemFieldsOf(stored), ...changed }))).toEqual([field]);
  });
});
