import { describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../src/domain/item.ts';
import { sourceNo } from '../../src/domain/page.ts';
import { NOBODY } from '../../src/domain/user-key.ts';
import { aStoredItem } from '../support/items.ts';
import {
  aPin,
  aSnapshot,
  aState,
  itemIdsOf,
  makePage,
  makeSimilar,
  NOW_MS,
  type SnapshotGiven,
} from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const films: StoredItem[] = Array.from({ length: 120 }, (_, at) =>
  aStoredItem(at + 1, { genres: [['Drama', 'War', 'Crime'][at % 3]!], cast: at < 6 ? ['Ann'] : [] }),
);
const given = (changes: Partial<SnapshotGiven> = {}): SnapshotGiven => ({
  items: films,
  uses: Object.fromEntries(films.map(({ itemNo }) => [itemNo, 200 - itemNo])),
  models: tinyPackage,
  ...changes,
});
const nobody = { userId: null, userKey: NOBODY };
const viewer = aState({ type: 'complete', itemNo: 40 }, { type: 'hide', itemNo: 41 });

describe('what goes with an item', () => {
  test('is one row, named after it, whose slots say what they grew from', async () => {
    const { page, fallbacks } = await makeSimilar(aSnapshot(given()), 'i7', viewer);
    expect(fallbacks).toEqual([]);
    expect(
      page.rows.map(({ rowId, kind, title, titleKey, seed, items }) => [
        rowId,
        kind,
        title,
        titleKey,
        seed,
        items.length,
      ]),
    ).toEqual([['similar', 'similar', 'More like this', 'row.similar', { itemId: 'i7', title: 'Title i7' }, 20]]);
    for (const { reason } of page.rows[0]!.items) expect(reason).toEqual({ code: 'similar-title', seedItemId: 'i7' });
    expect([page.rung, page.parentId, page.next, page.logged]).toEqual(['R0', null, null, true]);
  });

  test('begins, for nobody, with what others watched after it, in that order', async () => {
    const snapshot = aSnapshot(given());
    const { page } = await makeSimilar(snapshot, 'i7', null, { ...nobody, items: 5 });
    const { rowOfDense, denseOfRow, model } = snapshot.models!;
    const { neighbourOffsets, neighbourRows } = model.retrieval;
    const row = rowOfDense[snapshot.catalogue.denseOfItemId('i7')]!;
    const neighbours = neighbourRows.slice(neighbourOffsets[row], neighbourOffsets[row + 1]);
    const expected = [...new Set(neighbours)].map((neighbour) => snapshot.catalogue.itemId[denseOfRow[neighbour]!]!);
    expect(itemIdsOf(page)).toEqual(expected.filter((itemId) => itemId !== 'i7').slice(0, 5));
  });

  test('is ordered by the ranker for a user with a history, and by nearness for one without', async () => {
    const snapshot = aSnapshot(given());
    const forViewer = (await makeSimilar(snapshot, 'i7', viewer)).page;
    const mine = forViewer.rows[0]!.items.map(({ score }) => score);
    expect(mine).toEqual(mine.toSorted((a, b) => b - a));
    const plain = itemIdsOf((await makeSimilar(snapshot, 'i7', null)).page);
    expect(plain).toEqual(itemIdsOf((await makeSimilar(snapshot, 'i7', null, nobody)).page));
    expect(itemIdsOf(forViewer)).not.toEqual(plain);
  });

  test('is logged as a page of its own route, for nobody under a key that is no user', async () => {
    const { page, decision } = await makeSimilar(aSnapshot(given()), 'i7', null, nobody);
    expect(decision).toMatchObject({ route: 'similar', userKey: NOBODY, rowIds: ['similar'], parentId: null });
    expect(page.userId).toBe(null);
    expect([...decision.slots.source]).toEqual(Array(20).fill(sourceNo('similar')));
    expect(decision.slots.itemNo.length).toBe(page.rows[0]!.items.length);
  });

  test('reads no state for nobody, and one for a user', async () => {
    expect((await makeSimilar(aSnapshot(given()), 'i7', viewer, nobody)).readKeys).toEqual([]);
    expect((await makeSimilar(aSnapshot(given()), 'i7', viewer)).readKeys.length).toBe(1);
  });

  test('leaves out the item itself, and what the user watched or hid', async () => {
    const few = given({ items: films.filter(({ item }) => item.genres[0] === 'War'), models: null });
    const { page } = await makeSimilar(aSnapshot(few), 'i2', viewer, { items: 50 });
    const shown = itemIdsOf(page);
    expect(shown.length).toBe(38);
    for (const itemId of ['i2', 'i41']) expect(shown).not.toContain(itemId);
    expect(itemIdsOf((await makeSimilar(aSnapshot(given({ models: null })), 'i1', viewer)).page)).not.toContain('i40');
  });

  test('is made of shared people and genres for an item that no package knows', async () => {
    const withNew = given({ items: [...films, aStoredItem(500, { genres: ['War'], cast: ['Ann'] })] });
    const known = aSnapshot({ ...withNew, models: () => tinyPackage(aSnapshot(given()).catalogue) });
    const { page } = await makeSimilar(known, 'i500', null, nobody);
    expect(page.rung).toBe('R0');
    expect(itemIdsOf(page).slice(0, 2).toSorted()).toEqual(['i2', 'i5']);
    expect(page.rows[0]!.items.length).toBe(20);
  });

  test('is made of shared people alone for an item without a genre', async () => {
    const items = [
      aStoredItem(1, { directors: ['Cleo'] }),
      aStoredItem(2, { genres: ['War'], cast: ['Cleo', 'Bo'] }),
      aStoredItem(3, { cast: ['Bo'] }),
      aStoredItem(4, { directors: ['Cleo'] }),
      aStoredItem(5),
    ];
    const { page } = await makeSimilar(aSnapshot({ items }), 'i1', null, nobody);
    expect(itemIdsOf(page).toSorted()).toEqual(['i2', 'i4']);
  });

  test('is no row where nothing goes with it', async () => {
    const { page, decision } = await makeSimilar(aSnapshot({ items: [aStoredItem(1), aStoredItem(2)] }), 'i1');
    expect([page.rows, decision.rowIds]).toEqual([[], []]);
  });

  test('of an episode is what goes with its series, and never the series', async () => {
    const items = [
      ...films,
      aStoredItem(300, { type: 'series', genres: ['War'] }),
      aStoredItem(301, { type: 'episode', seriesId: 'i300', season: 1, episode: 1, genres: ['War'] }),
    ];
    const { page } = await makeSimilar(aSnapshot(given({ items })), 'i301', null, { ...nobody, items: 50 });
    expect(page.rows[0]!.seed).toEqual({ itemId: 'i300', title: 'Title i300' });
    for (const itemId of ['i300', 'i301']) expect(itemIdsOf(page)).not.toContain(itemId);
  });

  test.each([
    ['an item that is not there', 'i999'],
    ['a withdrawn one', 'i130'],
  ])('is not to be had for %s', async (_, itemId) => {
    const items = [...films, aStoredItem(130, { blocked: true })];
    await expect(makeSimilar(aSnapshot(given({ items })), itemId)).rejects.toMatchObject({ code: 'unknown-item' });
  });

  test('does not say the name of an item that the audience may not see', async () => {
    const items = [...films, aStoredItem(130, { maturity: 'adult', title: 'Secret', genres: ['War'] })];
    const { page } = await makeSimilar(aSnapshot(given({ items })), 'i130', null, { ...nobody, maturity: 'kids' });
    expect(page.rows[0]!.seed).toBe(null);
    expect(JSON.stringify(page)).not.toContain('Secret');
  });

  test('holds the pins that are for it, and counts no others as withheld', async () => {
    const pins = [
      aPin(1, { itemId: 'i90', rowKind: 'similar', position: 1 }),
      aPin(2, { itemId: 'i91', rowId: 'top-picks' }),
      aPin(3, { itemId: 'i92', rowKind: 'trending' }),
    ];
    const { page, decision } = await makeSimilar(aSnapshot(given({ pins })), 'i7', null, nobody);
    expect(page.rows[0]!.items[1]).toMatchObject({ itemId: 'i90', pinned: true });
    expect(decision.withheld).toEqual([]);
  });

  test('is a row of its own page alone: a pin inserts it there, and never on a home page', async () => {
    const pins = [aPin(1, { itemId: 'i90', rowId: 'similar', ifRowAbsent: 'insert' })];
    const home = await makePage(aSnapshot(given({ pins })), viewer);
    expect(home.page.rows.map(({ kind }) => kind)).not.toContain('similar');
    expect(home.decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'row-absent' }]);
    const lonely = given({ items: [...films, aStoredItem(500)], pins, models: null });
    const { page } = await makeSimilar(aSnapshot(lonely), 'i500', null, nobody);
    expect(itemIdsOf(page, 'similar')).toEqual(['i90']);
  });

  test('expires with the first licence on it, whatever the user has begun elsewhere', async () => {
    const until = (ms: number) => [{ region: '*', from: null, until: new Date(NOW_MS + ms).toISOString() }];
    const items = [
      aStoredItem(1, { genres: ['War'] }),
      aStoredItem(2, { genres: ['War'], windows: until(60_000) }),
      aStoredItem(3, { genres: ['Crime'], windows: until(1000) }),
    ];
    const state = aState({ type: 'progress', itemNo: 3, value: 0.5 });
    const { page } = await makeSimilar(aSnapshot({ items }), 'i1', state);
    expect(Date.parse(page.expiresAt)).toBe(NOW_MS + 60_000);
  });

  test('goes on without the ranker, and says so', async () => {
    const broken = (catalogue: Parameters<typeof tinyPackage>[0]) => {
      const model = tinyPackage(catalogue);
      model.ranker.dispose();
      return model;
    };
    const { page, fallbacks } = await makeSimilar(aSnapshot(given({ models: broken })), 'i7', viewer);
    expect([page.rung, page.rows[0]!.items.length, fallbacks]).toEqual(['R3', 20, ['score failed']]);
  });
});
