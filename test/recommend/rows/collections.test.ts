import { describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { aCollection, withCollections } from '../../support/collections.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, makePage, makeRow, NOW_MS } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { completed, films, inDays, rowIdsOf, withRows } from './support.ts';

const uses = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at + 1, 40 - at]));
// More than the rows above take: a title stands once on a page.
const items = films(300);
const world = aSnapshot({ items, uses });
const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(NOW_MS + minutes * MINUTE_MS).toISOString();

const shown = async (
  snapshot: Snapshot,
  id: string,
  ...rest: [Parameters<typeof makeRow>[2]?, Parameters<typeof makeRow>[3]?]
) => itemIdsOf((await makeRow(snapshot, `collection:${id}`, ...rest)).page);

describe('a collection of named items', () => {
  const noir = aCollection('noir', { title: 'Noir nights', itemIds: ['i109', 'i103', 'gone', 'i107', 'i103'] });

  test('is a row in the editors’ order, with the title that they wrote', async () => {
    const { page } = await makeRow(withCollections(world, noir), 'collection:noir');
    expect(page.rows[0]).toMatchObject({
      rowId: 'collection:noir',
      kind: 'collection',
      title: 'Noir nights',
      titleKey: 'row.editorial',
      titleParams: { title: 'Noir nights' },
    });
    expect(itemIdsOf(page)).toEqual(['i109', 'i103', 'i107']);
    expect(page.rows[0]!.items.map(({ reason, propensity }) => [reason.code, propensity])).toEqual(
      Array(3).fill(['collection', 1]),
    );
  });

  test('says the key that the editors gave it, for apps with titles of their own', async () => {
    const snapshot = withCollections(world, aCollection('c', { itemIds: ['i1'], titleKey: 'campaign.easter' }));
    expect((await makeRow(snapshot, 'collection:c')).page.rows[0]!.titleKey).toBe('campaign.easter');
  });

  test('stands on the home page, and in no page when there is none', async () => {
    expect(rowIdsOf((await makePage(withCollections(world, noir), null, { rows: 20 })).page)).toContain(
      'collection:noir',
    );
    expect(rowIdsOf((await makePage(world, null, { rows: 20 })).page)).not.toContain('collection:noir');
    await expect(makeRow(world, 'collection:noir')).rejects.toMatchObject({ code: 'unknown-row' });
  });

  test('keeps what was watched, and leaves out what was hidden', async () => {
    const state = aState({ type: 'complete', itemNo: 103 }, { type: 'hide', itemNo: 109 });
    expect(await shown(withCollections(world, noir), 'noir', state)).toEqual(['i103', 'i107']);
  });

  test('shows an episode as itself, once for a series, and none of a series that is hidden', async () => {
    const series = [
      aStoredItem(60, { type: 'series' }),
      aStoredItem(61, { type: 'episode', seriesId: 'i60', season: 1, episode: 1 }),
      aStoredItem(62, { type: 'episode', seriesId: 'i60', season: 1, episode: 2 }),
    ];
    const snapshot = withCollections(
      aSnapshot({ items: [...items, ...series] }),
      aCollection('xmas', { itemIds: ['i2', 'i62', 'i61', 'i1'] }),
    );
    expect(await shown(snapshot, 'xmas')).toEqual(['i2', 'i62', 'i1']);
    expect(await shown(snapshot, 'xmas', aState({ type: 'hide', itemNo: 60 }))).toEqual(['i2', 'i1']);
  });

  test('is left out with fewer titles than its minimum', async () => {
    const snapshot = (minimum: number) => withCollections(world, aCollection('c', { itemIds: ['i1', 'i2'], minimum }));
    expect(await shown(snapshot(2), 'c')).toEqual(['i1', 'i2']);
    expect(await shown(snapshot(3), 'c')).toEqual([]);
    expect(await shown(snapshot(2), 'c', aState({ type: 'hide', itemNo: 2 }))).toEqual([]);
  });

  test('shows nothing that is blocked, without a licence or above the maturity', async () => {
    const others = [
      { ...aStoredItem(51), blocked: true },
      aStoredItem(52, { windows: [{ region: 'DE', from: null, until: inDays(1) }] }),
      aStoredItem(53, { maturity: 'adult' }),
    ];
    const snapshot = withCollections(
      aSnapshot({ items: [...items, ...others] }),
      aCollection('c', { itemIds: ['i51', 'i52', 'i53', 'i1'] }),
    );
    expect(await shown(snapshot, 'c')).toEqual(['i53', 'i1']);
    expect(await shown(snapshot, 'c', null, { region: 'DE', maturity: 'teen' })).toEqual(['i52', 'i1']);
    expect(await shown(snapshot, 'c', null, { region: 'DE', nowMs: Date.parse(inDays(1)) })).toEqual(['i53', 'i1']);
  });
});

describe('a collection that fills itself', () => {
  const genres = ['War'];
  const some = [
    aStoredItem(1, { genres, title: 'Élan', releaseDate: '2020-01-01' }),
    aStoredItem(2, { genres, title: 'dusk', releaseDate: '2024-01-01' }),
    aStoredItem(3, { genres, title: 'Fall', releaseDate: null }),
    aStoredItem(4, { genres, title: 'Alps', releaseDate: '2022-01-01' }),
    aStoredItem(5, { title: 'Not of it' }),
    aStoredItem(6, { type: 'series', title: 'Series' }),
    aStoredItem(7, { genres, type: 'episode', seriesId: 'i6', season: 1, episode: 1 }),
  ];
  const given = aSnapshot({ items: some, uses: { 3: 9, 1: 4, 4: 2, 5: 8 } });
  const sorted = (sort: 'popular' | 'newest' | 'oldest' | 'title' | 'trending') =>
    shown(withCollections(given, aCollection('war', { filter: 'genre = War', sort })), 'war');

  test('holds the titles that meet its filter, by use, release or title', async () => {
    expect(await sorted('popular')).toEqual(['i3', 'i1', 'i4', 'i2']);
    expect(await sorted('newest')).toEqual(['i2', 'i4', 'i1', 'i3']);
    expect(await sorted('oldest')).toEqual(['i1', 'i4', 'i2', 'i3']);
    expect(await sorted('title')).toEqual(['i4', 'i2', 'i1', 'i3']);
  });

  test('follows time where its filter does', async () => {
    const snapshot = withCollections(given, aCollection('fresh', { filter: 'releaseDate >= now-30d', sort: 'newest' }));
    const nowMs = Date.parse('2024-01-15T00:00:00Z');
    expect(await shown(snapshot, 'fresh', null, { nowMs })).toEqual(['i2']);
    expect(await shown(snapshot, 'fresh', null, { nowMs: nowMs + 30 * 86_400_000 })).toEqual([]);
    expect(await shown(snapshot, 'fresh', null, { nowMs: Date.parse('2022-01-02T00:00:00Z') })).toEqual(['i2', 'i4']);
  });

  test('whose filter no release of ours knows costs its row, not the page', async () => {
    const snapshot = withCollections(given, aCollection('old', { filter: 'mood = dark' }));
    expect((await makePage(snapshot)).page.rows.length).toBeGreaterThan(0);
    expect(await shown(snapshot, 'old')).toEqual([]);
  });

  test('is as long as the catalogue has titles for it', async () => {
    const snapshot = withCollections(aSnapshot({ items: films(40) }), aCollection('all', { filter: 'type = film' }));
    expect(await shown(snapshot, 'all', null, { items: 50 })).toHaveLength(40);
  });
});

describe('in the ranker’s order', () => {
  const scored = aSnapshot({ items: films(60), uses, models: tinyPackage });
  const itemIds = Array.from({ length: 30 }, (_, n) => `i${n + 1}`);
  const ranked = withCollections(scored, aCollection('c', { itemIds, order: 'ranker' }));

  test('the same titles stand by each user’s scores, without what they have watched', async () => {
    const { page } = await makeRow(ranked, 'collection:c', completed(4, 9), { items: 40 });
    const ids = itemIdsOf(page);
    expect(ids).toHaveLength(28);
    expect(ids).not.toContain('i4');
    expect(ids).not.toEqual(itemIds.filter((id) => id !== 'i4' && id !== 'i9'));
    const plain = withRows(scored, { row: 'collection' }).templates;
    const still = { ...plain, tv: { ...plain.tv, diversity: 0, calibration: 0, perPerson: 0, mostIgnored: 0 } };
    const byScore = await makeRow({ ...ranked, templates: still }, 'collection:c', completed(4, 9), { items: 40 });
    const scores = byScore.page.rows[0]!.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  test('chance is logged with its propensity, as in other rows', async () => {
    const template = scored.templates.tv;
    const tv = { ...template, exploration: { ...template.exploration, share: 1 } };
    const snapshot = { ...ranked, templates: { ...ranked.templates, tv } };
    const { page } = await makeRow(snapshot, 'collection:c', completed(4), { items: 10 });
    expect(page.rows[0]!.items.some(({ propensity }) => propensity < 1)).toBe(true);
    const editorial = withCollections(snapshot, aCollection('c', { itemIds }));
    const still = (await makeRow(editorial, 'collection:c', completed(40), { items: 10 })).page;
    expect(still.rows[0]!.items.every(({ propensity }) => propensity === 1)).toBe(true);
    expect(itemIdsOf(still)).toEqual(itemIds.slice(0, 10));
  });
});

describe('which collections a page has', () => {
  const one = (id: string, no: number, given = {}) => aCollection(id, { itemIds: [`i${200 + no}`], ...given });

  test('those that are enabled, for its audience, at its time', async () => {
    const snapshot = withCollections(
      world,
      one('off', 1, { enabled: false }),
      one('us', 2, { audience: { regions: ['US'] } }),
      one('over', 3, { until: at(0) }),
      one('to-come', 4, { from: at(1) }),
      one('on', 5, { from: at(0), until: at(1) }),
    );
    for (const id of ['us', 'over', 'to-come']) expect(await shown(snapshot, id)).toEqual([]);
    await expect(shown(snapshot, 'off')).rejects.toMatchObject({ code: 'unknown-row' });
    expect(await shown(snapshot, 'on')).toEqual(['i205']);
    expect(await shown(snapshot, 'us', null, { region: 'US' })).toEqual(['i202']);
    expect(await shown(snapshot, 'to-come', null, { nowMs: NOW_MS + MINUTE_MS })).toEqual(['i204']);
  });

  test('every week at its times', async () => {
    const repeat = { days: ['fri' as const], from: '18:00', until: '24:00' };
    const snapshot = withCollections(world, one('friday', 1, { timeZone: 'Europe/Berlin', repeat }));
    expect(await shown(snapshot, 'friday', null, { nowMs: Date.parse('2026-03-06T17:00:00Z') })).toEqual(['i201']);
    expect(await shown(snapshot, 'friday', null, { nowMs: Date.parse('2026-03-06T16:59:59Z') })).toEqual([]);
    expect(await shown(snapshot, 'friday', null, { nowMs: Date.parse('2026-03-06T23:00:00Z') })).toEqual([]);
  });

  const collectionsOf = async (snapshot: Snapshot, state: Parameters<typeof makePage>[1] = null) =>
    rowIdsOf((await makePage(snapshot, state, { rows: 20 })).page).filter((rowId) => rowId.startsWith('collection:'));

  test('no more than its template says, those of the highest priority, then the older', async () => {
    const snapshot = withCollections(
      world,
      one('a', 1),
      one('b', 2, { priority: 5 }),
      one('c', 3),
      one('d', 4, { priority: 9 }),
    );
    expect(await collectionsOf(snapshot)).toEqual(['collection:d', 'collection:b']);
    const three = withRows(snapshot, { row: 'popular' }, { row: 'collection', atMost: 3 });
    expect(await collectionsOf(three)).toEqual(['collection:d', 'collection:b', 'collection:a']);
  });

  test('by priority also where another is worth more to the user; of equals what is worth most', async () => {
    const snapshot = aSnapshot({ items: films(300), uses, models: tinyPackage });
    const given = ['a', 'b', 'c'].map((id, at) =>
      aCollection(id, { itemIds: Array.from({ length: 6 }, (_, n) => `i${10 * at + n + 1}`) }),
    );
    const worth = await collectionsOf(
      withRows(withCollections(snapshot, ...given), { row: 'collection', atMost: 3 }),
      completed(55),
    );
    expect(worth).toHaveLength(3);
    const least = worth[2]!.slice('collection:'.length);
    const raised = given.map((one) => (one.id === least ? { ...one, value: { ...one.value, priority: 1 } } : one));
    const [first] = await collectionsOf(
      withRows(withCollections(snapshot, ...raised), { row: 'collection', atMost: 3 }),
      completed(55),
    );
    expect(first).toBe(worth[2]);
  });

  test('at the top where it says so, in place of the template’s', async () => {
    const rows = async (place: 'top' | 'free' | null) =>
      rowIdsOf((await makePage(withCollections(world, one('hero', 30, { place })), null, { rows: 20 })).page);
    expect((await rows('top'))[0]).toBe('collection:hero');
    expect((await rows(null))[0]).not.toBe('collection:hero');
  });

  test('one that the template names stands by its own entry and takes no place of the others', async () => {
    const snapshot = withRows(
      withCollections(world, one('a', 1), one('b', 2), one('c', 3)),
      { row: 'collection:c', place: 'top' },
      { row: 'popular' },
      { row: 'collection', atMost: 2 },
    );
    expect(await collectionsOf(snapshot)).toEqual(['collection:c', 'collection:a', 'collection:b']);
  });

  test('the list for bad days stands behind them', async () => {
    const fallback = { popular: { kids: [], teen: [], adult: [] }, editors: ['i108', 'i109'] };
    const given = withCollections(aSnapshot({ items, uses, fallback }), one('a', 1));
    expect(await collectionsOf(given)).toEqual(['collection:a', 'collection:editors-list']);
    expect(await shown(given, 'editors-list', completed(108))).toEqual(['i109']);
  });

  test('a page with it expires when it ends, one without it when it begins', async () => {
    const minutesLeft = async (...[snapshot, ...rest]: Parameters<typeof makePage>) =>
      (Date.parse((await makePage(snapshot, ...rest)).page.expiresAt) - NOW_MS) / MINUTE_MS;
    expect(await minutesLeft(withCollections(world, one('a', 1, { until: at(5) })), null, { rows: 20 })).toBe(5);
    expect(await minutesLeft(withCollections(world, one('a', 1, { from: at(4) })))).toBe(4);
    expect(
      await minutesLeft(withCollections(world, one('a', 1, { until: at(5) })), null, { rowIds: ['popular'] }),
    ).toBe(15);
    expect(await minutesLeft(withCollections(world, one('a', 1, { from: at(4), audience: { regions: ['US'] } })))).toBe(
      15,
    );
  });

  test('a pin stands in it, and can bring it onto the page', async () => {
    const pin = aPin(1, { itemId: 'i120', rowId: 'collection:a', position: 1, ifRowAbsent: 'insert' });
    const snapshot = {
      ...withCollections(world, aCollection('a', { itemIds: ['i101', 'i102', 'i103'] })),
      pins: [pin],
    };
    expect(await shown(snapshot, 'a')).toEqual(['i101', 'i120', 'i102', 'i103']);
    const page = (await makePage(withRows(snapshot, { row: 'trending' }, { row: 'popular' }))).page;
    expect(itemIdsOf(page, 'collection:a')[1]).toBe('i120');
  });
});
