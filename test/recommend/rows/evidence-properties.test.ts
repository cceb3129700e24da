import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../../src/domain/catalogue.ts';
import { isEligible } from '../../../src/domain/eligibility.ts';
import type { StoredItem } from '../../../src/domain/item.ts';
import type { Page, PageRow } from '../../../src/domain/page.ts';
import { splitRowId } from '../../../src/domain/row-id.ts';
import { slugOf } from '../../../src/domain/slug.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { historyOf } from '../../../src/features/history.ts';
import { watchedTitles } from '../../../src/features/title-sets.ts';
import type { UserState } from '../../../src/features/user-state.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, makePage, NOW_MS } from '../../support/pages.ts';
import { DAY_MS, type Did, didDaysAgo, inDays } from './support.ts';

/** Every row of any page is looked at by its title: whoever reads it must find it true. */
const MOST_DAYS = 90;
const items = fc
  .array(
    fc.record({
      type: fc.constantFrom('film', 'film', 'film', 'series', 'episode'),
      genres: fc.subarray(['Drama', 'War', 'Crime']),
      cast: fc.subarray(['Ann', 'Bo', 'Cy']),
      seriesId: fc.option(fc.integer({ min: 1, max: 40 }).map((no) => `i${no}`)),
      season: fc.constant(1),
      episode: fc.option(fc.integer({ min: 1, max: 3 })),
      maturity: fc.constantFrom('kids', 'kids', 'adult'),
      windows: fc.array(
        fc.record({
          region: fc.constantFrom('*', '*', 'DE'),
          from: fc.constant(null),
          until: fc.option(fc.integer({ min: -2, max: 40 }).map(inDays)),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { minLength: 40, maxLength: 70 },
  )
  .map((made) => made.map((changes, at) => aStoredItem(at + 1, changes as Partial<StoredItem['item']>)));
const did = fc.array(
  fc.record({
    type: fc.constantFrom<Did['type'][]>('complete', 'complete', 'rate', 'progress', 'list-add', 'list-remove', 'hide'),
    itemNo: fc.integer({ min: 1, max: 60 }),
    value: fc.constantFrom(-1, 0.2, 0.95, 1),
    daysAgo: fc.integer({ min: 1, max: MOST_DAYS }),
  }),
  { maxLength: 30 },
);

interface Case {
  readonly snapshot: Snapshot;
  readonly state: UserState;
  readonly done: readonly Did[];
  readonly page: Page;
}

/** Whether what the title of a row says is so, of the row and of each of its items. */
function isTrue(row: PageRow, { snapshot, state, done }: Case): boolean {
  const { catalogue } = snapshot;
  const [, key] = splitRowId(row.rowId);
  const history = historyOf(state, catalogue);
  const { watched, partlyWatched } = watchedTitles(state, catalogue);
  const dense = (itemId: string) => catalogue.denseOfItemId(itemId);
  const likedTitles = Array.from(history.title).filter(
    (title, at) => history.strength[at]! >= 0.5 && hasBit(partlyWatched, title),
  );
  const shown = row.items.map(({ itemId }) => dense(itemId));
  const item = (title: number) => catalogue.item[title]!;
  const titleNoOf = (itemNo: number) => catalogue.titleOf[catalogue.denseOfItemNo(itemNo)] ?? -1;
  switch (row.kind) {
    case 'my-list':
      return shown.every((title) => {
        const said = done.filter(({ type, itemNo }) => type.startsWith('list-') && titleNoOf(itemNo) === title);
        // Of two things that were said at the same time either may hold.
        const latest = Math.min(...said.map(({ daysAgo }) => daysAgo));
        return said.some(({ type, daysAgo }) => type === 'list-add' && daysAgo === latest) && !hasBit(watched, title);
      });
    case 'watch-again':
      return shown.every((title) => hasBit(watched, title));
    case 'because-you-watched':
      return likedTitles.includes(dense(key)) && row.title === `Because you watched ${item(dense(key)).title}`;
    case 'leaving-soon':
      return shown.every(
        (title) => !isEligible(catalogue, title, { region: 'DE', maturityMax: 0 }, NOW_MS + 30 * DAY_MS + 1),
      );
    case 'genre':
      return shown.every((title) =>
        key.split('.').every((slug) => item(title).genres.some((genre) => slugOf(genre) === slug)),
      );
    case 'more-from': {
      const series = dense(key);
      const people = series >= 0 ? item(series).cast : [row.titleParams.person!];
      const isEarned =
        series >= 0
          ? hasBit(watched, series) && catalogue.type[series] === 'series'
          : likedTitles.filter((title) => item(title).cast.includes(people[0]!)).length >= 2;
      return isEarned && shown.every((title) => item(title).cast.some((name) => people.includes(name)));
    }
    default:
      return true;
  }
}

describe('whatever the catalogue and whatever the user did', () => {
  test('the title of every row is true, of the user and of each item in it', async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(items, did, async (given, done) => {
        const snapshot = aSnapshot({
          items: given,
          uses: Object.fromEntries(given.map(({ itemNo }) => [itemNo, itemNo % 7])),
        });
        const state = didDaysAgo(...done);
        const { page } = await makePage(snapshot, state, { region: 'DE', maturity: 'kids', rows: 20, items: 4 });
        for (const row of page.rows) {
          kinds.add(row.kind);
          expect([row.rowId, isTrue(row, { snapshot, state, done, page })]).toEqual([row.rowId, true]);
        }
      }),
      { numRuns: 300 },
    );
    expect([...kinds]).toEqual(
      expect.arrayContaining(['my-list', 'watch-again', 'because-you-watched', 'leaving-soon', 'genre', 'more-from']),
    );
  });
});
