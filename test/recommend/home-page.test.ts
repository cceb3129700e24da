import { describe, expect, test } from '@jest/globals';
import { INCLUDABLE_FIELDS, type StoredItem } from '../../src/domain/item.ts';
import { type Page, sourceNo } from '../../src/domain/page.ts';
import { withChanges } from '../../src/features/catalogue-columns.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, makePage, NOW_MS, type SnapshotGiven } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const GENRES = ['Drama', 'Comedy', 'War', 'Crime'];
const films = (count: number): StoredItem[] =>
  Array.from({ length: count }, (_, at) =>
    aStoredItem(at + 1, {
      genres: [GENRES[at % GENRES.length]!],
      durationS: 6000,
      releaseDate: new Date(NOW_MS - at * 2 * 86_400_000).toISOString(),
    }),
  );
const usesOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [at + 1, count - at]));
const given = (changes: Partial<SnapshotGiven> = {}): SnapshotGiven => ({
  items: films(300),
  uses: usesOf(250),
  models: tinyPackage,
  ...changes,
});
const viewer = aState(
  { type: 'complete', itemNo: 10 },
  { type: 'rate', itemNo: 21, value: 1 },
  { type: 'progress', itemNo: 33, value: 0.4 },
);

describe('rows', () => {
  test('a user with history gets every kind of row, each full, and what was begun above all', async () => {
    const { page, fallbacks } = await makePage(aSnapshot(given()), viewer, { rows: 10 });
    expect(fallbacks).toEqual([]);
    const kinds = page.rows.map((row) => row.kind);
    expect(kinds[0]).toBe('continue-watching');
    for (const kind of ['personal', 'because-you-watched', 'trending', 'new', 'popular', 'genre'] as const) {
      expect(kinds).toContain(kind);
      for (const row of page.rows) if (row.kind === kind) expect(row.items.length).toBe(20);
    }
    expect([page.rung, page.degraded, page.logged, page.models]).toEqual([
      'R0',
      false,
      true,
      { retrieval: 'v-tiny', ranker: 'v-tiny' },
    ]);
  });

  test('because-you-watched names its seed, the latest liked title first where nothing says which row is worth more', async () => {
    const { page } = await makePage(aSnapshot(given()), viewer, { rows: 10 });
    const rows = page.rows.filter((row) => row.kind === 'because-you-watched');
    const inOrder = (await makePage(aSnapshot(given({ models: null })), viewer)).page.rows;
    const seeds = inOrder.filter((row) => row.kind === 'because-you-watched').map(({ seed }) => seed!.itemId);
    expect(seeds).toEqual(['i21', 'i10']);
    expect(
      rows
        .map((row) => [row.rowId, row.title, row.seed])
        .toSorted()
        .toReversed(),
    ).toEqual([
      ['because-you-watched:i21', 'Because you watched Title i21', { itemId: 'i21', title: 'Title i21' }],
      ['because-you-watched:i10', 'Because you watched Title i10', { itemId: 'i10', title: 'Title i10' }],
    ]);
    const [row] = rows;
    expect(row!.items[0]!.reason).toEqual({ code: 'watched-together', seedItemId: row!.seed!.itemId });
  });

  test('one completed title that no package knows is enough for a because-you-watched row', async () => {
    const { page } = await makePage(aSnapshot(given({ models: null })), aState({ type: 'complete', itemNo: 10 }));
    const [row] = page.rows.filter(({ kind }) => kind === 'because-you-watched');
    const drama = films(300).filter(({ item }) => item.genres.includes('Comedy'));
    expect(row!.items.length).toBe(20);
    for (const { itemId } of row!.items) expect(drama.map(({ item }) => item.itemId)).toContain(itemId);
  });

  test('an audience that may not see a title does not read its name in a row either', async () => {
    const items = films(60).map((stored) =>
      stored.itemNo === 10 ? { ...stored, item: { ...stored.item, maturity: 'adult' as const } } : stored,
    );
    const { page } = await makePage(aSnapshot(given({ items })), viewer, { maturity: 'kids' });
    expect(JSON.stringify(page)).not.toContain('i10"');
  });

  test('continue-watching says where to go on, an episode within its series', async () => {
    const items = [
      ...films(30),
      aStoredItem(900, { type: 'series', title: 'The Series' }),
      aStoredItem(901, { type: 'episode', seriesId: 'i900', season: 2, episode: 3, durationS: 2000 }),
    ];
    const state = aState({ type: 'progress', itemNo: 33, value: 0.4 }, { type: 'progress', itemNo: 901, value: 0.5 });
    const { page } = await makePage(aSnapshot(given({ items: [...items, aStoredItem(33)] })), state);
    expect(page.rows[0]!.items.map(({ itemId, resume }) => [itemId, resume])).toEqual([
      ['i900', { itemId: 'i901', season: 2, episode: 3, portion: 0.5, positionS: 1000 }],
      ['i33', { itemId: 'i33', season: null, episode: null, portion: 0.4, positionS: null }],
    ]);
  });

  test('a row without evidence is absent: nothing begun, nothing watched, no uses', async () => {
    const { page } = await makePage(aSnapshot(given({ uses: {} })), null);
    const rowIds = page.rows.map((row) => row.rowId);
    expect(rowIds.toSorted()).toEqual(['new', 'top-picks', ...genreRowIds(page)].toSorted());
    expect(page.rows.find((row) => row.rowId === 'top-picks')!.title).toBe('Top picks');
  });

  test('what the user watched or hid stands in no row', async () => {
    const state = aState(
      { type: 'complete', itemNo: 1 },
      { type: 'rate', itemNo: 2, value: -1 },
      { type: 'progress', itemNo: 3, value: 0.95 },
      { type: 'hide', itemNo: 4 },
    );
    const { page } = await makePage(aSnapshot(given()), state);
    const shown = itemIdsOf(page);
    for (const itemId of ['i1', 'i2', 'i3', 'i4']) expect(shown).not.toContain(itemId);
    expect(shown).toContain('i5');
  });

  test('only the rows asked for, in the order of asking, a genre by its slug among them', async () => {
    const { page } = await makePage(aSnapshot(given()), viewer, { rowIds: ['genre:war', 'top-picks', 'no-such-row'] });
    expect(page.rows.map((row) => [row.rowId, row.title])).toEqual([
      ['genre:war', 'War'],
      ['top-picks', 'Top picks for you'],
    ]);
  });

  test('excluded items stand nowhere, and every limit is kept', async () => {
    const { page } = await makePage(aSnapshot(given()), null, { excludeItemIds: ['i1', 'i2'], rows: 3, items: 5 });
    expect(page.rows.length).toBe(3);
    for (const row of page.rows) expect(row.items.length).toBe(5);
    expect(itemIdsOf(page)).not.toContain('i1');
  });

  test('a row leaves the next ones what they show first as long as it has something else; of few titles each has four at least', async () => {
    const asked = { rowIds: ['popular', 'trending'], items: 10 };
    const [popular, trending] = ['popular', 'trending'].map(
      (rowId) => (made: { page: Page }) => itemIdsOf(made.page, rowId),
    );
    const many = await makePage(aSnapshot(given({ models: null })), null, asked);
    const first = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `i${from + at}`);
    // Both would show the same: after the six that are in view the one above goes on behind the six of the one below.
    expect(popular!(many)).toEqual([...first(1, 6), ...first(13, 16)]);
    expect(trending!(many)).toEqual([...first(7, 12), ...first(17, 20)]);
    const few = await makePage(aSnapshot(given({ items: films(14), models: null })), null, asked);
    expect([popular!(few), trending!(few)]).toEqual([[...first(1, 6), 'i13', 'i14', 'i7', 'i8'], first(9, 12)]);
    const fewer = await makePage(aSnapshot(given({ items: films(9), models: null })), null, asked);
    expect([popular!(fewer), trending!(fewer)]).toEqual([[...first(1, 4), 'i9'], first(5, 8)]);
  });

  test('new releases are those within two years of the newest that is out', async () => {
    const items = [...films(80), aStoredItem(500, { releaseDate: '2031-01-01' })];
    const { page } = await makePage(aSnapshot(given({ items })), null, { rowIds: ['new'] });
    expect(itemIdsOf(page)).toEqual(Array.from({ length: 20 }, (_, at) => `i${at + 1}`));
  });
});

describe('include', () => {
  const details = { description: 'A story', imageUrl: 'https://img.example/1.jpg', tags: ['slow'] };

  test('gives each slot the fields asked for, in every row, and nothing else', async () => {
    const items = films(40).map((stored) => ({ ...stored, item: { ...stored.item, ...details } }));
    const { page } = await makePage(aSnapshot(given({ items })), viewer, { include: ['title', 'imageUrl', 'genres'] });
    expect(page.rows.length).toBeGreaterThan(2);
    for (const { itemId, item } of page.rows.flatMap((row) => row.items)) {
      const { genres } = items.find((stored) => stored.item.itemId === itemId)!.item;
      expect(item).toEqual({ title: `Title ${itemId}`, imageUrl: details.imageUrl, genres });
    }
  });

  test('can name every field but the id and the rights', async () => {
    const { page } = await makePage(aSnapshot(given()), null, { include: INCLUDABLE_FIELDS });
    const all = Object.keys(films(1)[0]!.item).filter((field) => field !== 'itemId' && field !== 'windows');
    expect(Object.keys(page.rows[0]!.items[0]!.item!).sort()).toEqual(all.sort());
  });

  test('adds nothing where nothing is asked for', async () => {
    const { page } = await makePage(aSnapshot(given()), null);
    expect(page.rows[0]!.items[0]).not.toHaveProperty('item');
  });

  test('follows a change of the item', async () => {
    const snapshot = aSnapshot(given({ items: films(40) }));
    const [first] = films(1);
    const changed = { ...first!, item: { ...first!.item, title: 'Another name' } };
    const catalogue = withChanges(snapshot.catalogue, [changed], 2);
    const { page } = await makePage({ ...snapshot, catalogue }, null, { rowIds: ['popular'], include: ['title'] });
    expect(page.rows[0]!.items[0]).toMatchObject({ itemId: 'i1', item: { title: 'Another name' } });
  });
});

describe('the ladder', () => {
  test('without a model the page is made from popularity, and says so', async () => {
    const { page, decision } = await makePage(aSnapshot(given({ models: null })), viewer);
    expect([page.rung, page.degraded, page.models]).toEqual(['R4', true, { retrieval: null, ranker: null }]);
    expect(itemIdsOf(page, 'trending')).toContain('i7');
    expect([decision.rung, decision.retrievalVersion]).toEqual(['R4', null]);
  });

  test('a ranker that fails leaves the order of retrieval, counted', async () => {
    const broken = aSnapshot(
      given({
        models: (catalogue) => {
          const model = tinyPackage(catalogue);
          model.ranker.dispose();
          return model;
        },
      }),
    );
    const { page, fallbacks } = await makePage(broken, viewer);
    expect([page.rung, page.models, [...new Set(fallbacks)]]).toEqual([
      'R3',
      { retrieval: 'v-tiny', ranker: null },
      ['score failed'],
    ]);
    const scores = page.rows.find((row) => row.rowId === 'top-picks')!.items.map((slot) => slot.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  test('a ranker trained on other features is not asked', async () => {
    const foreign = aSnapshot(
      given({
        models: (catalogue) => {
          const model = tinyPackage(catalogue);
          return { ...model, ranker: { ...model.ranker, fingerprint: 'foreign' } };
        },
      }),
    );
    expect((await makePage(foreign, viewer)).page.rung).toBe('R3');
  });

  test('an index that fails costs its proposals, not the page', async () => {
    const broken = aSnapshot(
      given({
        items: films(2000),
        models: (catalogue) => ({
          ...tinyPackage(catalogue),
          index: {
            search() {
              throw new Error('no index');
            },
            scan() {
              throw new Error('no index');
            },
          },
        }),
      }),
    );
    const { page, fallbacks } = await makePage(broken, viewer);
    expect(page.rung).toBe('R4');
    expect(fallbacks).toContain('retrieval failed');
    expect(page.rows.map((row) => row.kind)).toContain('personal');
  });

  test('an empty catalogue gives an empty page, with or without a model', async () => {
    const { page, decision } = await makePage(aSnapshot({ items: [] }), viewer);
    expect([page.rows, page.rung, decision.slots.itemNo.length]).toEqual([[], 'R4', 0]);
    expect((await makePage(aSnapshot({ items: [], models: tinyPackage }), null)).page.rows).toEqual([]);
  });
});

describe('the record', () => {
  test('holds every slot of the page as served', async () => {
    const snapshot = aSnapshot(given({ pins: [aPin(7, { itemId: 'i200', rowId: 'trending', position: 2 })] }));
    const { page, decision } = await makePage(snapshot, viewer, { region: 'DE', sessionId: 's1' });
    const { slots } = decision;
    const logged = Array.from(slots.itemNo, (itemNo, at) => [slots.rowIndex[at], slots.position[at], `i${itemNo}`]);
    expect(logged).toEqual(page.rows.flatMap((row, r) => row.items.map((slot) => [r, slot.position, slot.itemId])));
    expect(decision.rowIds).toEqual(page.rows.map((row) => row.rowId));
    expect(page.rows[3]!.items[5]!.impressionId).toBe(`${page.recommendationId}.3.5`);
    expect([...slots.propensity].every((propensity) => propensity === 1)).toBe(true);
    expect([...slots.score].every((score) => score > 0 && score <= 1)).toBe(true);
    const pinned = slots.itemNo.indexOf(200);
    expect([slots.pinNo[pinned], slots.source[pinned]]).toEqual([7, sourceNo('pin')]);
  });
});

const genreRowIds = (page: { rows: readonly { rowId: string }[] }): string[] =>
  page.rows.map((row) => row.rowId).filter((rowId) => rowId.startsWith('genre:'));
