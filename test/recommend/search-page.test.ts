import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isEligible } from '../../src/domain/eligibility.ts';
import { type LicenceWindow, MATURITIES, maturityRank, type StoredItem } from '../../src/domain/item.ts';
import { sourceNo } from '../../src/domain/page.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { NOBODY } from '../../src/domain/user-key.ts';
import type { UserState } from '../../src/features/user-state.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, makeSearch, NOW_MS } from '../support/pages.ts';
import { aWorld, createPaging } from '../support/paging.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const nobody = { userId: null, userKey: NOBODY };
const found = async (
  snapshot: Snapshot,
  query: string,
  state: UserState | null = null,
  asked: Partial<PageRequest> = {},
) => itemIdsOf((await makeSearch(snapshot, query, state, asked)).page);

describe('a search', () => {
  const items = [
    aStoredItem(1, { title: 'Mars', cast: ['Ann Bell'], genres: ['Drama'] }),
    aStoredItem(2, { title: 'Mars Attacks!', genres: ['Comedy'], tags: ['aliens'] }),
    aStoredItem(3, { title: 'Life on Mars', directors: ['Béla Tarr'] }),
    aStoredItem(4, { title: 'The Red Planet', tags: ['mars'] }),
    aStoredItem(5, { title: 'Marsh', genres: ['Comedy'] }),
    aStoredItem(6, { title: 'Vera' }),
  ];
  const uses = { 1: 5, 2: 10, 3: 20, 4: 400, 5: 90, 6: 50 };
  const snapshot = aSnapshot({ items, uses });

  const byUse = (a: string, b: string) => uses[Number(b.slice(1)) as 1] - uses[Number(a.slice(1)) as 1];

  test('is a page of one row whose slots say that they match, logged as a page of its own route', async () => {
    const { page, decision, fallbacks } = await makeSearch(snapshot, 'mars', null, nobody);
    expect(fallbacks).toEqual([]);
    expect(
      page.rows.map(({ rowId, kind, titleKey, titleParams, seed }) => [rowId, kind, titleKey, titleParams, seed]),
    ).toEqual([['search', 'search', 'row.search', { query: 'mars' }, null]]);
    for (const { reason, propensity } of page.rows[0]!.items) {
      expect([reason, propensity]).toEqual([{ code: 'search-match', seedItemId: null }, 1]);
    }
    expect(decision).toMatchObject({ route: 'search', rowIds: ['search'], parentId: null, userKey: NOBODY });
    expect(new Set(decision.slots.source)).toEqual(new Set([sourceNo('search')]));
    expect(JSON.stringify(decision)).not.toContain('mars');
  });

  test('begins with the title itself, then beginnings, then words of titles, then what else is known, then typos', async () => {
    expect(await found(snapshot, 'mars')).toEqual(['i1', 'i5', 'i2', 'i3', 'i4']);
    expect(await found(snapshot, 'life mars')).toEqual(['i3']);
    expect(await found(snapshot, 'mras')).toEqual(['i2', 'i3', 'i1', 'i4'].toSorted(byUse));
    expect(await found(snapshot, 'attakcs')).toEqual(['i2']);
    expect(await found(snapshot, 'vara')).toEqual(['i6']);
  });

  test.each([
    ['people, however they are spelt', 'bela tarr', ['i3']],
    ['people by the beginning of a name', 'ann be', ['i1']],
    ['genres, the most used first', 'comedy', ['i5', 'i2']],
    ['tags', 'aliens', ['i2']],
    ['a title and a genre together', 'mars comedy', ['i2', 'i5']],
  ])('finds %s', async (_name, query, expected) => {
    expect(await found(snapshot, query)).toEqual(expected);
  });

  test('without a match is a page with no rows, logged, of the best rung there is', async () => {
    const { page, decision } = await makeSearch(snapshot, 'zzzzzz');
    expect([page.rows, page.rung, page.logged, decision.slots.itemNo.length]).toEqual([[], 'R4', true, 0]);
    for (const query of [' ', '!?', '\u0301']) expect((await makeSearch(snapshot, query)).page.rows).toEqual([]);
  });

  test('finds what was watched, and nothing that was hidden, excluded or filtered out', async () => {
    const state = aState({ type: 'complete', itemNo: 1 }, { type: 'hide', itemNo: 5 });
    expect(await found(snapshot, 'mars', state, { excludeItemIds: ['i2'] })).toEqual(['i1', 'i3', 'i4']);
  });

  test('finds what is to begin, by its own name alone, and nothing that is over', async () => {
    const at = (hours: number) => new Date(NOW_MS + hours * 3_600_000).toISOString();
    const live = (itemNo: number, title: string, from: number, until: number) =>
      aStoredItem(itemNo, { type: 'live', title, startsAt: at(from), endsAt: at(until) });
    const series = aStoredItem(4, { type: 'series', title: 'The League' });
    const match = aStoredItem(5, {
      type: 'episode',
      seriesId: 'i4',
      title: 'Grand Final',
      startsAt: at(5),
      endsAt: at(7),
    });
    const matches = aSnapshot({
      items: [live(1, 'Final', 1, 3), live(2, 'Final', -1, 3), live(3, 'Final', -4, -2), series, match],
    });
    expect((await found(matches, 'final')).toSorted()).toEqual(['i1', 'i2']);
    expect(await found(matches, 'league')).toEqual(['i4']);
  });

  test('holds no pin: none names a query', async () => {
    const pins = [aPin(1, { itemId: 'i6', rowKind: 'search' }), aPin(2, { itemId: 'i6', rowId: 'search' })];
    const { page, decision } = await makeSearch(aSnapshot({ items, uses, pins }), 'mars');
    expect([itemIdsOf(page).includes('i6'), decision.withheld]).toEqual([false, []]);
  });

  test('waits for an index that is being made, and when it is late says that the page is of less', async () => {
    let finish = () => {};
    const pending = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const late = (texts: Snapshot['texts']) => ({ ...snapshot, texts: { ...texts, pending: () => pending } });
    const slow = await makeSearch(late(snapshot.texts), 'mars', null, { deadlineMs: 10 });
    expect([slow.page.rung, slow.fallbacks, itemIdsOf(slow.page).length]).toEqual(['R4', ['text-index late'], 5]);
    const waiting = makeSearch(late(snapshot.texts), 'mars', null, { deadlineMs: 3_600_000 });
    finish();
    expect((await waiting).fallbacks).toEqual([]);
  });
});

describe('a series that is searched for', () => {
  const episode = (itemNo: number, title: string, changes: Parameters<typeof aStoredItem>[1] = {}) =>
    aStoredItem(itemNo, { type: 'episode', seriesId: 'i1', season: 1, episode: itemNo, title, ...changes });
  const items = [
    aStoredItem(1, { type: 'series', title: 'Breaking Bad' }),
    episode(2, 'Ozymandias', { cast: ['Guest Star'] }),
    episode(3, 'Breaking'),
    episode(4, 'Granite State', { blocked: true }),
    episode(5, 'Felina', { maturity: 'adult' }),
    aStoredItem(6, { title: 'Ozymandias the King' }),
  ];
  const snapshot = aSnapshot({ items });
  const shownBy = async (query: string, asked: Partial<PageRequest> = {}) => {
    const { page } = await makeSearch(snapshot, query, null, asked);
    return (page.rows[0]?.items ?? []).map(({ itemId, reason }) => [itemId, reason.seedItemId]);
  };

  test('stands for its episodes once, names the one that matched, and comes behind titles that match as well', async () => {
    expect(await shownBy('ozymandias')).toEqual([
      ['i1', 'i2'],
      ['i6', null],
    ]);
    expect(await shownBy('guest star')).toEqual([['i1', 'i2']]);
    expect(await shownBy('breaking bad')).toEqual([['i1', null]]);
  });

  test('is not found by an episode that may not be shown', async () => {
    expect(await shownBy('granite state')).toEqual([]);
    expect(await shownBy('felina', { maturity: 'teen' })).toEqual([]);
    expect(await shownBy('felina', { maturity: 'adult' })).toEqual([['i1', 'i5']]);
  });
});

describe('equal matches', () => {
  const items: StoredItem[] = Array.from({ length: 40 }, (_, at) =>
    aStoredItem(at + 1, { title: `Night ${'abcdefgh'[at % 8]}${at}`, genres: [['Drama', 'War'][at % 2]!] }),
  );
  items.push(aStoredItem(41, { title: 'Night' }), aStoredItem(42, { title: 'The Night' }));
  const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, 200 - itemNo]));
  const snapshot = aSnapshot({ items, uses, models: tinyPackage });
  const viewer = aState({ type: 'complete', itemNo: 40 }, { type: 'complete', itemNo: 38 });

  test('are ordered by taste for a user with a history, by use for all others; better matches stay before them', async () => {
    const plain = await found(snapshot, 'night', null, { ...nobody, items: 50 });
    expect(plain).toEqual(['i41', ...items.slice(0, 40).map(({ item }) => item.itemId), 'i42']);
    const { page } = await makeSearch(snapshot, 'night', viewer, { items: 50 });
    const mine = itemIdsOf(page);
    expect([mine[0], mine.at(-1), mine.toSorted()]).toEqual(['i41', 'i42', plain.toSorted()]);
    expect(mine).not.toEqual(plain);
    const scores = page.rows[0]!.items.slice(1, -1).map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test.each([
    ['nobody', null],
    ['a user with a history', viewer],
  ])('are the same over a chain of pages as on one long page, for %s', async (_name, state) => {
    const many = aSnapshot({
      items: Array.from({ length: 130 }, (_, at) =>
        aStoredItem(at + 1, { title: `Night ${String.fromCodePoint(0x4e00 + at)}` }),
      ),
      uses: Object.fromEntries(Array.from({ length: 130 }, (_, at) => [at + 1, 1 + ((at * 37) % 101)])),
      models: tinyPackage,
    });
    const paging = createPaging(aWorld(many, state));
    const whole = await paging.chainFrom(
      await paging.search('night', { items: 50 }),
      (page) => page.rows[0]?.next ?? null,
    );
    const parts = await paging.chainFrom(
      await paging.search('night', { items: 7 }),
      (page) => page.rows[0]?.next ?? null,
    );
    const ids = (pages: typeof whole) => pages.flatMap((page) => itemIdsOf(page));
    expect(ids(parts)).toEqual(ids(whole));
    expect(new Set(ids(whole)).size).toBe(130);
    expect(paging.decisions.every(({ route }) => route === 'search')).toBe(true);
    expect(paging.fallbacks).toEqual([]);
  });

  test('without the ranker, and without a model at all, are in the order of the words and of use', async () => {
    const failing = aSnapshot({
      items,
      uses,
      models: (catalogue) => {
        const model = tinyPackage(catalogue);
        return {
          ...model,
          ranker: {
            ...model.ranker,
            score: () => {
              throw new Error('The ranker failed');
            },
          },
        };
      },
    });
    const plain = await found(snapshot, 'night', null, { ...nobody, items: 50 });
    const degraded = await makeSearch(failing, 'night', viewer, { items: 50 });
    expect([degraded.page.rung, itemIdsOf(degraded.page)]).toEqual(['R3', plain]);
    const unmodelled = await makeSearch(aSnapshot({ items, uses }), 'night', viewer, { items: 50 });
    expect([unmodelled.page.rung, itemIdsOf(unmodelled.page)]).toEqual(['R4', plain]);
  });
});

describe('whatever is searched for', () => {
  const at = (days: number) => new Date(NOW_MS + days * 86_400_000).toISOString();
  const window: fc.Arbitrary<LicenceWindow> = fc.record({
    region: fc.constantFrom('*', 'GB', 'SE'),
    from: fc.constantFrom(null, at(-9), at(-1), at(1)),
    until: fc.constantFrom(null, at(-1), at(0), at(9)),
  });
  const name = fc.array(fc.constantFrom('mars', 'marsh', 'attacks', 'é', '火星', 'war'), {
    minLength: 1,
    maxLength: 3,
  });
  const item = fc.record({
    title: name.map((words) => words.join(' ')),
    cast: fc.array(
      name.map((words) => words.join(' ')),
      { maxLength: 1 },
    ),
    maturity: fc.constantFrom(...MATURITIES),
    windows: fc.array(window, { minLength: 1, maxLength: 2 }),
    blocked: fc.boolean(),
    series: fc.option(fc.nat(3)),
  });
  const asked = fc.record({
    query: fc.oneof(
      name.map((words) => words.join(' ')),
      fc.constantFrom('m', 'mar', 'mrs', '火', 'attack war nosuch'),
    ),
    region: fc.constantFrom(null, 'GB', 'SE', 'FR'),
    maturity: fc.constantFrom(...MATURITIES),
    items: fc.integer({ min: 1, max: 5 }),
    goesOn: fc.boolean(),
    hidden: fc.option(fc.nat(19)),
  });

  test('nothing stands there that may not, no title twice, on no page of a chain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 20 }),
        asked,
        async (given, { query, region, maturity, items, goesOn, hidden }) => {
          const stored = given.map(({ series, blocked, ...fields }, index) => {
            const isSeries = index < 4 && series !== null;
            const seriesId = !isSeries && series !== null ? `i${series + 1}` : null;
            const type = isSeries ? 'series' : seriesId === null ? 'film' : 'episode';
            return aStoredItem(index + 1, { ...fields, type, seriesId, blocked });
          });
          const snapshot = aSnapshot({ items: stored, models: null });
          const { catalogue } = snapshot;
          const state = hidden === null ? null : aState({ type: 'hide', itemNo: hidden + 1 });
          const paging = createPaging(aWorld(snapshot, state));
          const first = await paging.search(query, { region, maturity, items });
          const pages = goesOn ? await paging.chainFrom(first, (page) => page.rows[0]?.next ?? null) : [first];
          const audience = { region, maturityMax: maturityRank(maturity) };
          const titles = pages.flatMap((page) => itemIdsOf(page)).map((itemId) => catalogue.denseOfItemId(itemId));
          for (const dense of titles) {
            expect(isEligible(catalogue, dense, audience, NOW_MS)).toBe(true);
            expect(catalogue.titleOf[dense]).toBe(dense);
            expect(catalogue.itemNo[dense]).not.toBe((hidden ?? -2) + 1);
          }
          expect(new Set(titles).size).toBe(titles.length);
          for (const { reason } of pages.flatMap((page) => page.rows.flatMap((row) => row.items))) {
            if (reason.seedItemId === null) continue;
            expect(isEligible(catalogue, catalogue.denseOfItemId(reason.seedItemId), audience, NOW_MS)).toBe(true);
          }
          expect(paging.fallbacks).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});
