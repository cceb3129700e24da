import { describe, expect, test } from '@jest/globals';
import {
  completeTemplate,
  DEFAULT_TEMPLATES,
  entryOf,
  type GivenTemplate,
  type PageTemplate,
} from '../../src/domain/page-template.ts';

describe('a template', () => {
  test('of which parts are left out is the default of its surface in them', () => {
    expect(completeTemplate('mobile', {})).toEqual(DEFAULT_TEMPLATES.mobile);
    const given: GivenTemplate = {
      rows: [{ row: 'new', atMost: 1, place: 'free' }],
      diversity: 0,
      newItems: { days: 3 },
    };
    expect(completeTemplate('mobile', given)).toEqual({
      ...DEFAULT_TEMPLATES.mobile,
      ...given,
      rows: [{ row: 'new', atMost: 1, inAll: 1, place: 'free' }],
      newItems: { ...DEFAULT_TEMPLATES.mobile.newItems, days: 3 },
    });
  });

  test('of another release is read as far as this one knows its fields, in its own order of fields', () => {
    const { tv } = DEFAULT_TEMPLATES;
    const { calibration: _since, ...older } = tv;
    const newer = {
      colour: 'red',
      ...older,
      exploration: { shape: 'round', ...tv.exploration },
    } as unknown as PageTemplate;
    expect(JSON.stringify(completeTemplate('tv', newer))).toBe(JSON.stringify(completeTemplate('tv', tv)));
  });

  test('places a row by its own entry, else by that of its family', () => {
    const rows = (['popular', 'genre', 'genre:drama'] as const).map((row) => ({
      row,
      atMost: 1,
      inAll: 1,
      place: 'free' as const,
    }));
    const placed = (rowId: string) => entryOf(rows, rowId)?.row;
    expect(['genre:drama', 'genre:war', 'popular', 'popular:DE', 'new'].map(placed)).toEqual([
      'genre:drama',
      'genre',
      'popular',
      'popular',
      undefined,
    ]);
  });
});
