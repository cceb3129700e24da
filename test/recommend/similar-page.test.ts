import { describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../src/domain/item.ts';
import { type Page, sourceNo } from '../../src/domain/page.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
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
import { aWorld, createPaging } from '../support/paging.ts';
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
/** A package whose voices are known for i7: watched around it i20, i21, i23; near by vectors i22, i21, i24. */
function voiced(items: readonly StoredItem[] = films): Snapshot {
  return aSnapshot({
    ...given({ items }),
    models: () => {
      const { catalogue } = aSnapshot({ items: films });
      const model = tinyPackage(catalogue, { neighbours: 3 });
      const { retrieval } = model;
      const { dimensions } = retrieval;
      const row = (itemNo: number) => retrieval.itemNo.indexOf(itemNo);
      retrieval.neighbourRows.set([row(20), row(21), row(23)], retrieval.neighbourOffsets[row(7)]!);
      const seedVector = retrieval.sourceVectors.slice(row(7) * dimensions, (row(7) + 1) * dimensions);
      for (const [at, itemNo] of [22, 21, 24].entries()) {
        retrieval.targetVectors.set(
          seedVector.map((value) => (50 - 10 * at) * value),
          row(itemNo) * dimensions,
        );
      }
      return model;
    },
  });
}
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

  test('begins, for nobody, with what several voices agree on: watched around it, near by vectors, alike by content', async () => {
    const snapshot = voiced();
    const { page } = await makeSimilar(snapshot, 'i7', null, { ...nobody, items: 50 });
    const shown = itemIdsOf(page);
    // i21 is second in both; i20 leads one list, i22 the other; i1 is of its genre and used most.
    expect(shown.slice(0, 3)).toEqual(['i21', 'i22', 'i20']);
    const others = films.map(({ itemNo, item }) => aStoredItem(itemNo, itemNo === 1 ? { ...item, genres: [] } : item));
    const withoutGenre = itemIdsOf((await makeSimilar(voiced(others), 'i7', null, { ...nobody, items: 50 })).page);
    const placeOf = (itemIds: readonly string[]) => (itemIds.includes('i1') ? itemIds.indexOf('i1') : itemIds.length);
    expect(placeOf(shown)).toBeLessThan(placeOf(withoutGenre));
  });

  test('takes in titles that came after the package, by their vectors, with what was there before', async () => {
    const known = voiced([...films, aStoredItem(500, { genres: ['Drama'] })]);
    const models = known.models!;
    const dense = known.catalogue.denseOfItemId('i500');
    const seedRow = models.rowOfDense[known.catalogue.denseOfItemId('i7')]!;
    const { dimensions, sourceVectors } = models.model.retrieval;
    // As near as can be to what the seed points at.
    const towards = sourceVectors.slice(seedRow * dimensions, (seedRow + 1) * dimensions).map((value) => 100 * value);
    const delta = {
      rowOfDense: new Int32Array(known.catalogue.size).fill(-1),
      denseOfRow: Int32Array.of(dense),
      sourceVectors: towards,
      targetVectors: towards,
    };
    delta.rowOfDense[dense] = 0;
    const withDelta = { ...known, models: { ...models, delta } };
    expect(models.rowOfDense[dense]).toBe(-1);
    expect(itemIdsOf((await makeSimilar(withDelta, 'i7', null)).page).slice(0, 5)).toContain('i500');
    const paging = createPaging(aWorld(withDelta, viewer));
    const chain = await paging.chainFrom(await paging.similar('i7'), (page) => page.rows[0]?.next ?? null);
    expect(chain.flatMap((page) => itemIdsOf(page))).toContain('i500');
    expect(itemIdsOf((await makeSimilar(withDelta, 'i500', null)).page).length).toBe(20);
    const seeded = aState({ type: 'complete', itemNo: 7 });
    const home = await makePage(withDelta, seeded, { rowIds: ['because-you-watched:i7'], items: 50 });
    expect(itemIdsOf(home.page)).toContain('i500');
  });

  test('goes on to the nearest that may be shown, where the likest may not', async () => {
    const items = films.map(({ itemNo, item }) =>
      aStoredItem(itemNo, { ...item, maturity: itemNo === 7 || itemNo > 110 ? 'kids' : 'adult' }),
    );
    const snapshot = voiced(items);
    const { page } = await makeSimilar(snapshot, 'i7', null, { ...nobody, maturity: 'kids', items: 50 });
    expect(itemIdsOf(page).toSorted()).toEqual(
      items
        .slice(110)
        .map(({ item }) => item.itemId)
        .toSorted(),
    );
  });

  test('is for a user with a history neither the order of the ranker alone nor that of likeness alone', async () => {
    const snapshot = voiced();
    const forViewer = (await makeSimilar(snapshot, 'i7', viewer)).page;
    const mine = forViewer.rows[0]!.items.map(({ score }) => score);
    expect(mine).not.toEqual(mine.toSorted((a, b) => b - a));
    const plain = itemIdsOf((await makeSimilar(snapshot, 'i7', null)).page);
    expect(plain).toEqual(itemIdsOf((await makeSimilar(snapshot, 'i7', null, nobody)).page));
    expect(itemIdsOf(forViewer)).not.toEqual(plain);
  });

  test.each([
    ['nobody', null],
    ['a user with a history', viewer],
  ])('is the same over a chain of pages as on one long page, for %s', async (_name, state) => {
    const paging = createPaging(aWorld(voiced(), state));
    const nextOf = (page: Page) => page.rows[0]?.next ?? null;
    const whole = await paging.chainFrom(await paging.similar('i7', { items: 50 }), nextOf);
    const parts = await paging.chainFrom(await paging.similar('i7', { items: 7 }), nextOf);
    const ids = (pages: readonly Page[]) => pages.flatMap((page) => itemIdsOf(page));
    expect(ids(parts)).toEqual(ids(whole));
    expect(new Set(ids(whole)).size).toBe(ids(whole).length);
    expect(ids(whole).length).toBeGreaterThan(110);
    expect(ids(whole)).not.toContain('i7');
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

  test('is not to be had of an episode whose series is withdrawn', async () => {
    const items = [
      ...films,
      aStoredItem(140, { type: 'series', blocked: true }),
      aStoredItem(141, { type: 'episode', seriesId: 'i140' }),
    ];
    await expect(makeSimilar(aSnapshot(given({ items })), 'i141')).rejects.toMatchObject({ code: 'unknown-item' });
  });

  test('ends where it is asked to go on and the item was withdrawn meanwhile', async () => {
    const world = aWorld(aSnapshot(given()));
    const paging = createPaging(world);
    const { rows } = await paging.similar('i7', { items: 5 });
    world.snapshot = aSnapshot(given({ items: films.map((one) => ({ ...one, blocked: one.itemNo === 7 })) }));
    const after = await paging.next(rows[0]!.next!);
    expect([after.rows, after.next, after.rung, paging.fallbacks]).toEqual([[], null, 'R0', []]);
    expect(paging.decisions.at(-1)).toMatchObject({ route: 'similar', rowIds: [] });
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

  test('never holds the item itself, also where it is pinned there', async () => {
    const pins = [aPin(1, { itemId: 'i7', rowKind: 'similar', position: 0 })];
    const { page, decision } = await makeSimilar(aSnapshot(given({ pins })), 'i7', null, nobody);
    expect(itemIdsOf(page, 'similar')).not.toContain('i7');
    expect(decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'not-eligible' }]);
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
