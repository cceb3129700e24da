import { describe, expect, test } from '@jest/globals';
import { goldenPages, keptPage, readGolden } from '../support/golden-pages.ts';

describe('pages of a fixed world', () => {
  test.each(goldenPages())(
    '$name is as it was kept; what changes on purpose is kept anew: npm run freeze:pages',
    async (golden) => {
      const kept = readGolden(golden.name);
      expect(kept).not.toBe(null);
      expect(await keptPage(golden)).toEqual(kept);
    },
  );

  test('are the same when they are made again', async () => {
    for (const golden of goldenPages()) expect(await keptPage(golden)).toEqual(await keptPage(golden));
  });

  test('show each mechanism at work: chance, a new item, pins, rows by name, no model', () => {
    const slots = (name: string) => readGolden(name)!.rows.flatMap((row) => row.slots);
    expect(slots('viewer').every((slot) => slot.split(' ')[1] === '1')).toBe(true);
    expect(slots('viewer-with-chance').some((slot) => slot.endsWith(' explored'))).toBe(true);
    expect(slots('viewer-with-chance').some((slot) => slot.includes(' new-here'))).toBe(true);
    expect(slots('viewer-with-pins').filter((slot) => slot.includes(' pinned')).length).toBe(3);
    expect(readGolden('rows-by-name')!.rows.map(({ rowId }) => rowId)).toEqual(['genre:war', 'top-picks']);
    expect(readGolden('viewer-without-model')!.rung).toBe('R4');
  });
});
