import { describe, expect, test } from '@jest/globals';
import type { Item, StoredItem } from '../../src/domain/item.ts';
import type { Page } from '../../src/domain/page.ts';
import { NO_LISTS } from '../../src/features/ranked-lists.ts';
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

const DAY_MS = 86_400_000;
const films = Array.from({ length: 60 }, (_, at) => aStoredItem(at + 1, { genres: [at % 2 === 0 ? 'Drama' : 'War'] }));
const episode = (itemNo: number, season: number, number: number, changes: Partial<Item> = {}) =>
  aStoredItem(itemNo, { type: 'episode', seriesId: 'i100', season, episode: number, durationS: 3000, ...changes });
const series = aStoredItem(100, { type: 'series', title: 'The Series', genres: ['Drama'] });
const given = (changes: Partial<SnapshotGiven> & { episodes?: StoredItem[] } = {}): SnapshotGiven => ({
  items: [...films, series, ...(changes.episodes ?? [episode(101, 1, 1), episode(102, 1, 2), episode(103, 2, 1)])],
  uses: { 1: 9, 2: 8, 3: 7, 101: 50, 102: 30 },
  models: tinyPackage,
  ...changes,
});
const goesOn = (page: Page) =>
  page.rows.find(({ kind }) => kind === 'continue-watching')?.items.map(({ itemId, resume }) => [itemId, resume]) ?? [];
const completed = (...itemNos: number[]) => aState(...itemNos.map((itemNo) => ({ type: 'complete' as const, itemNo })));

describe('a series', () => {
  test('goes on with the next episode, from its beginning, in the slot of the series', async () => {
    const { page } = await makePage(aSnapshot(given()), completed(101));
    expect(goesOn(page)).toEqual([['i100', { itemId: 'i102', season: 1, episode: 2, portion: 0, positionS: 0 }]]);
    expect(page.rows[0]!.items[0]!.reason).toEqual({ code: 'unfinished', seedItemId: null });
  });

  test('goes on across seasons, and not past the last episode', async () => {
    expect(goesOn((await makePage(aSnapshot(given()), completed(101, 102))).page)[0]![1]).toMatchObject({
      itemId: 'i103',
      season: 2,
      episode: 1,
    });
    expect(goesOn((await makePage(aSnapshot(given()), completed(101, 102, 103))).page)).toEqual([]);
  });

  test('waits for its next episode while that may not be shown', async () => {
    const later = [{ region: '*', from: new Date(NOW_MS + DAY_MS).toISOString(), until: null }];
    const snapshot = aSnapshot(given({ episodes: [episode(101, 1, 1), episode(102, 1, 2, { windows: later })] }));
    expect(goesOn((await makePage(snapshot, completed(101))).page)).toEqual([]);
    const tomorrow = { nowMs: NOW_MS + DAY_MS };
    expect(goesOn((await makePage(snapshot, completed(101), tomorrow)).page)[0]![1]).toMatchObject({ itemId: 'i102' });
  });

  test('passes over an episode that will not come to this audience, and goes on with the one after it', async () => {
    const gone = { windows: [{ region: '*', from: null, until: new Date(NOW_MS - DAY_MS).toISOString() }] };
    const abroad = { windows: [{ region: 'US', from: null, until: null }] };
    for (const changes of [gone, abroad, { maturity: 'adult' } as const]) {
      const snapshot = aSnapshot(
        given({ episodes: [episode(101, 1, 1), episode(102, 1, 2, changes), episode(103, 1, 3)] }),
      );
      const { page } = await makePage(snapshot, completed(101), { maturity: 'kids', region: 'DE' });
      expect(goesOn(page)[0]![1]).toEqual({ itemId: 'i103', season: 1, episode: 3, portion: 0, positionS: 0 });
    }
  });

  test('goes on with the cut of the next episode that is for this region, and not again with one watched elsewhere', async () => {
    const only = (region: string) => ({ windows: [{ region, from: null, until: null }] });
    const cuts = [episode(102, 1, 2, only('US')), episode(103, 1, 2, only('DE')), episode(104, 1, 3)];
    const snapshot = aSnapshot(given({ episodes: [episode(101, 1, 1), ...cuts] }));
    const next = async (state: Parameters<typeof makePage>[1], region: string) =>
      goesOn((await makePage(snapshot, state, { region })).page)[0]?.[1];
    expect(await next(completed(101), 'US')).toMatchObject({ itemId: 'i102' });
    expect(await next(completed(101), 'DE')).toMatchObject({ itemId: 'i103' });
    expect(await next(completed(101), 'FR')).toMatchObject({ itemId: 'i104' });
    expect(await next(completed(103, 101), 'US')).toMatchObject({ itemId: 'i104' });
  });

  test('goes on after a begun episode that left, where the viewer had begun the one after it', async () => {
    const gone = { windows: [{ region: '*', from: null, until: new Date(NOW_MS - DAY_MS).toISOString() }] };
    const snapshot = aSnapshot(given({ episodes: [episode(101, 1, 1, gone), episode(102, 1, 2)] }));
    const state = aState({ type: 'progress', itemNo: 102, value: 0.05 }, { type: 'progress', itemNo: 101, value: 0.4 });
    expect(goesOn((await makePage(snapshot, state)).page)[0]![1]).toMatchObject({ itemId: 'i102', portion: 0.05 });
    const withdrawn = given({ episodes: [{ ...episode(101, 1, 1), blocked: true }, episode(102, 1, 2)] });
    expect(goesOn((await makePage(aSnapshot(withdrawn), state)).page)[0]![1]).toMatchObject({ itemId: 'i102' });
  });

  test('waits for the premiere of its next episode, and has nothing to go on with when all that is left is gone', async () => {
    const premiere = { startsAt: new Date(NOW_MS + DAY_MS).toISOString() };
    const snapshot = aSnapshot(
      given({ episodes: [episode(101, 1, 1), episode(102, 1, 2, premiere), episode(103, 1, 3)] }),
    );
    expect(goesOn((await makePage(snapshot, completed(101))).page)).toEqual([]);
    const tomorrow = await makePage(snapshot, completed(101), { nowMs: NOW_MS + DAY_MS });
    expect(goesOn(tomorrow.page)[0]![1]).toMatchObject({ itemId: 'i102' });
    const over = given({
      episodes: [episode(101, 1, 1), episode(102, 1, 2, { endsAt: new Date(NOW_MS).toISOString() })],
    });
    expect(goesOn((await makePage(aSnapshot(over), completed(101))).page)).toEqual([]);
  });

  test('goes on with the story after a special', async () => {
    const specials = given({
      episodes: [episode(101, 1, 1), episode(102, 1, 2), episode(103, 0, 1), episode(104, 0, 2)],
    });
    expect(goesOn((await makePage(aSnapshot(specials), completed(101, 103))).page)[0]![1]).toMatchObject({
      itemId: 'i102',
    });
  });

  test('asks of its next episode what it asks of every item: maturity too', async () => {
    const snapshot = aSnapshot(given({ episodes: [episode(101, 1, 1), episode(102, 1, 2, { maturity: 'adult' })] }));
    expect(goesOn((await makePage(snapshot, completed(101), { maturity: 'kids' })).page)).toEqual([]);
  });

  test('of which an episode was liked is a seed, by its own name', async () => {
    const { page } = await makePage(aSnapshot(given()), completed(101));
    const row = page.rows.find(({ kind }) => kind === 'because-you-watched')!;
    expect([row.rowId, row.seed]).toEqual(['because-you-watched:i100', { itemId: 'i100', title: 'The Series' }]);
    expect(row.items.map(({ itemId }) => itemId)).not.toContain('i100');
  });

  test('stands in no personal row when it was watched to its end, and may when a season was added', async () => {
    const rowIds = ['top-picks', 'popular', 'trending', 'genre:drama'];
    const all = { rowIds, items: 50 };
    const watched = await makePage(aSnapshot(given()), completed(101, 102, 103), all);
    expect(itemIdsOf(watched.page)).not.toContain('i100');
    const longer = given({ episodes: [101, 102, 103, 104].map((itemNo, at) => episode(itemNo, 1, at + 1)) });
    expect(itemIdsOf((await makePage(aSnapshot(longer), completed(101, 102, 103), all)).page)).toContain('i100');
  });

  test('has the uses of all its episodes, and no episode stands beside it', async () => {
    const snapshot = aSnapshot(given());
    const { catalogue, stats } = snapshot;
    expect(stats.uses[catalogue.denseOfItemId('i100')]).toBe(80);
    for (const rowId of ['popular', 'trending']) {
      expect(itemIdsOf((await makePage(snapshot, null, { rowIds: [rowId] })).page)).toContain('i100');
    }
    const { page } = await makePage(snapshot, null);
    for (const itemId of itemIdsOf(page)) expect(['i101', 'i102', 'i103']).not.toContain(itemId);
  });

  test('gives way to a pin on one of its episodes', async () => {
    const pins = [aPin(1, { itemId: 'i102', rowId: 'popular', position: 1 })];
    const { page } = await makePage(aSnapshot(given({ pins })), null, { rowIds: ['popular', 'top-picks'] });
    expect(itemIdsOf(page, 'popular')[1]).toBe('i102');
    expect(itemIdsOf(page)).not.toContain('i100');
  });

  test('never has an episode pinned that may not be shown for its sake: it is blocked, excluded, not for them, or hidden', async () => {
    const pins = [aPin(1, { itemId: 'i102', rowId: 'popular', position: 1 })];
    const withSeries = (changes: { blocked?: boolean; item?: Partial<Item> }) =>
      aSnapshot({
        ...given({ pins }),
        items: [...films, { ...series, ...changes, item: { ...series.item, ...changes.item } }, episode(102, 1, 2)],
      });
    const asked = { rowIds: ['popular'], maturity: 'kids' } as const;
    for (const [snapshot, request, state, reason] of [
      [withSeries({ blocked: true }), {}, null, 'not-eligible'],
      [withSeries({ item: { maturity: 'adult' } }), {}, null, 'not-eligible'],
      [withSeries({}), { excludeItemIds: ['i100'] }, null, 'not-eligible'],
      [withSeries({}), {}, aState({ type: 'hide', itemNo: 100 }), 'hidden'],
      [withSeries({}), {}, aState({ type: 'hide', itemNo: 101 }), undefined],
    ] as const) {
      const { page, decision, fallbacks } = await makePage(snapshot, state, { ...asked, ...request });
      expect([decision.withheld[0]?.reason, itemIdsOf(page).includes('i102')]).toEqual([reason, reason === undefined]);
      expect(fallbacks).toEqual([]);
    }
  });

  test('hidden, it takes its episodes from the list that editors wrote', async () => {
    const fallback = { ...NO_LISTS, editors: ['i102', 'i1'] };
    const asked = { rowIds: ['collection:editors-list'] };
    const shown = await makePage(aSnapshot(given({ fallback })), null, asked);
    expect(itemIdsOf(shown.page)).toEqual(['i102', 'i1']);
    const { page, fallbacks } = await makePage(
      aSnapshot(given({ fallback })),
      aState({ type: 'hide', itemNo: 100 }),
      asked,
    );
    expect([itemIdsOf(page), fallbacks]).toEqual([['i1'], []]);
  });

  test('goes with what goes with its episodes, and stands there once, with none of them', async () => {
    const snapshot = aSnapshot(given());
    const ofEpisode = await makeSimilar(snapshot, 'i102', null, { items: 50 });
    expect(itemIdsOf(ofEpisode.page)).toEqual(
      itemIdsOf((await makeSimilar(snapshot, 'i100', null, { items: 50 })).page),
    );
    expect(itemIdsOf(ofEpisode.page).filter((itemId) => Number(itemId.slice(1)) >= 100)).toEqual([]);
    const ofFilm = itemIdsOf((await makeSimilar(snapshot, 'i1', null, { items: 50 })).page);
    expect(ofFilm.filter((itemId) => Number(itemId.slice(1)) > 100)).toEqual([]);
  });

  test('alone in the catalogue by an episode stands for itself, until its series comes', () => {
    const orphans = aSnapshot({ items: [...films, episode(101, 1, 1), episode(102, 1, 2)], uses: { 101: 5, 102: 3 } });
    const usesOf = ({ catalogue, stats }: typeof orphans, itemId: string) =>
      stats.uses[catalogue.denseOfItemId(itemId)];
    expect([usesOf(orphans, 'i101'), usesOf(orphans, 'i102')]).toEqual([5, 3]);
    const whole = aSnapshot({
      items: [...films, episode(101, 1, 1), episode(102, 1, 2), series],
      uses: { 101: 5, 102: 3 },
    });
    expect([usesOf(whole, 'i101'), usesOf(whole, 'i100')]).toEqual([0, 8]);
  });
});
