import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Page } from '../../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, type PageTemplates, withoutChance } from '../../../src/domain/page-template.ts';
import { SURFACES } from '../../../src/domain/pin.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, aState, itemIdsOf } from '../../support/pages.ts';
import { aWorld, createPaging } from '../../support/paging.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

/** Chance in every second slot, and in all that is chosen for want of impressions. */
const WITH_CHANCE: PageTemplates = Object.fromEntries(
  SURFACES.map((surface) => {
    const template = DEFAULT_TEMPLATES[surface];
    return [surface, { ...template, exploration: { ...template.exploration, share: 0.5 } }];
  }),
) as PageTemplates;

const RUNS = { numRuns: 60, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false };
const GENRES = ['Drama', 'War', 'Crime', 'Comedy'];
const item = fc.record({
  genres: fc.subarray(GENRES, { minLength: 1 }),
  cast: fc.subarray(['Ann', 'Bo', 'Cy']),
  seriesId: fc.option(
    fc.integer({ min: 1, max: 6 }).map((itemNo) => `i${itemNo}`),
    { freq: 4 },
  ),
  episode: fc.option(fc.integer({ min: 1, max: 4 })),
});
/** What a world is made from: itself nothing but values, so that a failed property can be read. */
const drawn = fc.record({
  items: fc.array(item, { minLength: 20, maxLength: 70 }),
  did: fc.array(
    fc.record({
      type: fc.constantFrom('complete', 'play', 'list-add', 'progress', 'rate'),
      itemNo: fc.integer({ min: 1, max: 40 }),
      value: fc.double({ min: 0.2, max: 1, noNaN: true }),
    }),
    { maxLength: 12 },
  ),
  hasModel: fc.boolean(),
  chance: fc.boolean(),
  randomSeed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

function worldOf({ items: given, did, hasModel, chance }: typeof drawn extends fc.Arbitrary<infer T> ? T : never) {
  const items = given.map(({ seriesId, ...changes }, at) =>
    at < 6 || seriesId === null
      ? aStoredItem(at + 1, { ...changes, type: at < 6 ? 'series' : 'film' })
      : aStoredItem(at + 1, { ...changes, seriesId, season: 1, type: 'episode' }),
  );
  const uses = Object.fromEntries(items.map(({ itemNo }, at) => [itemNo, at % 7]));
  const made = aSnapshot({ items, uses, models: hasModel ? tinyPackage : null });
  const snapshot: Snapshot = { ...made, templates: chance ? WITH_CHANCE : withoutChance(DEFAULT_TEMPLATES) };
  return { snapshot, state: did.length === 0 ? null : aState(...did) };
}

const flat = (pages: readonly Page[]): Page => ({ ...pages[0]!, rows: pages.flatMap((page) => page.rows) });

/** Titles of all slots, whichever item stands for them. */
const titlesOf = ({ catalogue }: Snapshot, pages: readonly Page[]): number[] =>
  itemIdsOf(flat(pages)).map((itemId) => catalogue.titleOf[catalogue.denseOfItemId(itemId)]!);

const repeats = <T>(of: readonly T[]): T[] => of.filter((one, at) => of.indexOf(one) !== at);

/** What stands where and by which chance. Who proposed it first may differ: that depends on which rows were asked. */
const slotsOf = (pages: readonly Page[]) =>
  pages.flatMap(({ rows }) =>
    rows.map(({ rowId, items }) => ({
      rowId,
      items: items.map(({ itemId, propensity }) => ({ itemId, propensity })),
    })),
  );

describe('along one chain of pages', () => {
  test('no title, no item and no row comes twice, and each page says which it continues', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        async (given, rows, items) => {
          const { snapshot, state } = worldOf(given);
          const { randomSeed } = given;
          const paging = createPaging(aWorld(snapshot, state));
          const pages = await paging.chainFrom(await paging.home({ rows, items, randomSeed }));
          expect(repeats(titlesOf(snapshot, pages))).toEqual([]);
          expect(repeats(pages.flatMap((page) => page.rows.map((row) => row.rowId)))).toEqual([]);
          expect(pages.map(({ parentId }) => parentId)).toEqual([
            null,
            ...pages.slice(0, -1).map(({ recommendationId }) => recommendationId),
          ]);
          expect(paging.decisions.map(({ parentId }) => parentId)).toEqual(pages.map(({ parentId }) => parentId));
          expect(paging.fallbacks).toEqual([]);
        },
      ),
      RUNS,
    );
  }, 60_000);

  test('a row goes on to its end without anything of its page', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.nat(7), fc.integer({ min: 1, max: 6 }), async (given, which, items) => {
        const { snapshot, state } = worldOf(given);
        const { randomSeed } = given;
        const paging = createPaging(aWorld(snapshot, state));
        const page = await paging.home({ items, randomSeed });
        const row = page.rows[which % Math.max(1, page.rows.length)];
        if (row?.next == null) return;
        const chain = await paging.chainFrom(await paging.next(row.next), (next) => next.rows[0]?.next ?? null);
        expect(repeats(titlesOf(snapshot, [page, ...chain]))).toEqual([]);
        for (const { rows, next } of chain) {
          expect(rows.filter(({ rowId }) => rowId !== row.rowId)).toEqual([]);
          expect(next).toBe(null);
        }
      }),
      RUNS,
    );
  }, 60_000);

  test('of a home page in parts there stands what stands on it in one', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.integer({ min: 1, max: 4 }), async (given, rows) => {
        const { snapshot, state } = worldOf(given);
        const { randomSeed } = given;
        const whole = createPaging(aWorld(snapshot, state));
        const long = await whole.home({ rows: 20, items: 5, randomSeed });
        const parts = createPaging(aWorld(snapshot, state));
        const pages = await parts.chainFrom(await parts.home({ rows, items: 5, randomSeed }));
        const [inParts, inOne] = [slotsOf(pages).slice(0, 20), slotsOf([long])];
        expect(inParts.map(({ rowId }) => rowId)).toEqual(inOne.map(({ rowId }) => rowId));
        for (const [at, { items }] of inParts.entries()) {
          // Behind that, what is left at the end of all fills up rows that are short: of the last page, or of the long one.
          const same = Math.min(items.length, inOne[at]!.items.length);
          expect(items.slice(0, same)).toEqual(inOne[at]!.items.slice(0, same));
        }
      }),
      RUNS,
    );
  }, 60_000);

  test('of a row in parts there stands what stands in it in one', async () => {
    const rowIds = fc.constantFrom('top-picks', 'popular', 'new', 'genre:drama', 'genre:war', 'trending');
    await fc.assert(
      fc.asyncProperty(drawn, rowIds, fc.integer({ min: 1, max: 7 }), async (given, rowId, items) => {
        const { snapshot, state } = worldOf(given);
        const { randomSeed } = given;
        const whole = createPaging(aWorld(snapshot, state));
        const long = await whole.row(rowId, { items: 50, randomSeed });
        const parts = createPaging(aWorld(snapshot, state));
        const pages = await parts.chainFrom(
          await parts.row(rowId, { items, randomSeed }),
          (page) => page.rows[0]?.next ?? null,
        );
        const together = slotsOf(pages).flatMap((row) => row.items);
        expect(together.slice(0, 50)).toEqual(slotsOf([long]).flatMap((row) => row.items));
      }),
      RUNS,
    );
  }, 60_000);
});
