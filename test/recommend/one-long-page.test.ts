import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { Shown } from '../../src/domain/shown.ts';
import { aCollection, withCollections } from '../support/collections.ts';
import { aStoredItem } from '../support/items.ts';
import { aSnapshot, aState, type Made, makePage, makeRow, NOW_MS } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

/** Larger than what sources are asked for first, so that a page chooses among a part of it. */
const SIZE = 1500;
const random = seededRandom(11);
const GENRES = ['Drama', 'War', 'Crime', 'Comedy', 'Romance', 'Western'];
const items = Array.from({ length: SIZE }, (_, at) =>
  aStoredItem(at + 1, {
    genres: GENRES.filter(() => random() < 0.3),
    cast: [`p${Math.floor(random() * 40)}`, `p${Math.floor(random() * 40)}`],
    releaseDate: new Date(NOW_MS - Math.floor(random() * 1000) * 86_400_000).toISOString(),
  }),
);
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, Math.floor(random() ** 3 * 500)]));
const made = aSnapshot({ items, uses, models: (catalogue) => tinyPackage(catalogue, { neighbours: 40 }) });
const { tv } = DEFAULT_TEMPLATES;
const template = { ...tv, exploration: { ...tv.exploration, share: 0.4 }, diversity: 0.5, calibration: 0.5 };
const withModel = {
  ...made,
  templates: { tv: template, web: template, mobile: template },
  exposure: {
    served: new Float32Array(SIZE),
    addedAtMs: Float64Array.from(items, ({ itemNo }) => NOW_MS - (itemNo > 1400 ? 1 : 90) * 86_400_000),
  },
};
const viewer = aState(
  ...Array.from({ length: 25 }, () => ({ type: 'complete' as const, itemNo: 1 + Math.floor(random() * SIZE) })),
  { type: 'progress', itemNo: 33, value: 0.4 },
  { type: 'list-add', itemNo: 90 },
);

const slotsOf = ({ page }: Made) =>
  page.rows.map(({ rowId, items: slots }) => [rowId, slots.map(({ itemId, propensity }) => [itemId, propensity])]);
const shownBy = (pages: readonly Made[], changes: Partial<Shown> = {}): Shown => ({
  parentId: 'p',
  rowIds: pages.flatMap(({ decision }) => decision.rowIds),
  titleNos: Int32Array.from(pages.flatMap(({ decision }) => [...decision.slots.itemNo])).sort(),
  lastInRow: new Int32Array(),
  countInRow: 0,
  ...changes,
});

describe.each([
  ['with a model', withModel],
  ['without', { ...withModel, models: null }],
  [
    'with a model and collections',
    withCollections(
      withModel,
      aCollection('war', { filter: 'genre = War', sort: 'newest' }),
      aCollection('crime', { filter: 'genre = Crime', order: 'ranker' }),
      aCollection('first', { filter: 'genre = Western', priority: 2, order: 'ranker' }),
      aCollection('named', { itemIds: Array.from({ length: 60 }, (_, at) => `i${7 * at + 1}`), priority: 1 }),
    ),
  ],
])('in a catalogue larger than what is proposed of it, %s', (_, snapshot) => {
  test.each([1, 2, 3])('rows in parts are the rows of one long page (seed %i)', async (randomSeed) => {
    const request = { randomSeed, items: 20 };
    const long = await makePage(snapshot, viewer, { ...request, rows: 12 });
    const pages: Made[] = [];
    for (let part = 0; part < 4; part++) {
      const shown = part === 0 ? null : shownBy(pages);
      pages.push(await makePage(snapshot, viewer, { ...request, rows: 3, shown }));
    }
    expect(pages.flatMap(slotsOf)).toEqual(slotsOf(long));
    expect(long.page.rows.length).toBe(12);
  });

  test.each(['top-picks', 'genre:war', 'popular'])('a row in parts is one long row: %s', async (rowId) => {
    const long = await makeRow(snapshot, rowId, viewer, { items: 45 });
    const parts: Made[] = [];
    for (let part = 0; part < 3; part++) {
      const before = parts.flatMap(({ decision }) => [...decision.slots.itemNo]);
      const goesOn = { rowIds: [], lastInRow: Int32Array.from(before.slice(-12)), countInRow: before.length };
      parts.push(
        await makeRow(snapshot, rowId, viewer, { items: 15, shown: part === 0 ? null : shownBy(parts, goesOn) }),
      );
    }
    const slots = parts.flatMap(({ page }) => page.rows.flatMap((row) => row.items));
    const whole = long.page.rows[0]!.items;
    expect(slots.map(({ itemId, propensity }) => [itemId, propensity])).toEqual(
      whole.map(({ itemId, propensity }) => [itemId, propensity]),
    );
    expect(whole.length).toBe(45);
  });

  test('what stands first does not depend on how much is asked for', async () => {
    const few = await makePage(snapshot, viewer, { rows: 1, items: 5 });
    const many = await makePage(snapshot, viewer, { rows: 9, items: 40 });
    const [first] = slotsOf(few);
    const same = slotsOf(many).find(([rowId]) => rowId === first![0])!;
    expect((same[1] as unknown[]).slice(0, 5)).toEqual(first![1]);
  });
});
