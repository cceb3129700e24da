import { describe, expect, test } from '@jest/globals';
import type { Page, RowKind } from '../../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, isTemplateRow } from '../../../src/domain/page-template.ts';
import type { PageRequest } from '../../../src/domain/request.ts';
import type { Shown } from '../../../src/domain/shown.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { pageContext } from '../../../src/recommend/page-context.ts';
import { FAMILIES } from '../../../src/recommend/rows/families.ts';
import { planRows } from '../../../src/recommend/rows/plan-rows.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aRequest, aSnapshot, makePage, makeRow, NOW_MS } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { completed, didDaysAgo, inDays, rowIdsOf, withRows } from './support.ts';

const GENRES = ['Drama', 'Comedy', 'War', 'Crime'];
const snapshot = aSnapshot({
  items: Array.from({ length: 400 }, (_, at) =>
    aStoredItem(at + 1, {
      genres: [GENRES[at % 4]!, GENRES[Math.floor(at / 4) % 4]!],
      cast: [`Actor ${at % 10}`],
      releaseDate: inDays(-at),
      windows: [{ region: '*', from: null, until: at < 100 ? inDays(at) : null }],
    }),
  ),
  uses: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [at + 1, 300 - at])),
  models: tinyPackage,
  fallback: { popular: { kids: [], teen: [], adult: [] }, editors: ['i200', 'i201', 'i202'] },
});
/** Has evidence for all there is. */
const viewer = didDaysAgo(
  { type: 'progress', itemNo: 150, value: 0.4, daysAgo: 1 },
  { type: 'list-add', itemNo: 160, daysAgo: 1 },
  ...[111, 121, 131, 112, 122, 113, 123].map((itemNo, at) => ({ type: 'complete' as const, itemNo, daysAgo: 2 + at })),
  { type: 'complete', itemNo: 170, daysAgo: 60 },
);
const plansFor = (given: Snapshot, request: Partial<PageRequest> = {}, state = viewer) =>
  planRows(pageContext(aRequest(request), given, state, { due: [], nextMs: Number.POSITIVE_INFINITY }));
const shownRows = (...rowIds: string[]): Shown => ({
  parentId: '01970000-0000-7000-8000-000000000000',
  rowIds,
  titleNos: new Int32Array(0),
  lastInRow: new Int32Array(0),
  countInRow: 0,
});

describe('what the template says', () => {
  test('every entry of the default templates is a row that is made here', () => {
    for (const { rows } of Object.values(DEFAULT_TEMPLATES)) {
      for (const { row } of rows) expect([row, FAMILIES.has(row), isTemplateRow(row)]).toEqual([row, true, true]);
    }
  });

  test('only its rows are planned, in its order, with a few more of a family than may stand', () => {
    const plans = plansFor(
      withRows(snapshot, { row: 'genre', atMost: 2 }, { row: 'trending', place: 'top' }, { row: 'continue-watching' }),
    );
    expect(plans.map(({ kind, place, family }) => [kind, place, family])).toEqual([
      ...Array(4).fill(['genre', 'free', 'genre']),
      ['trending', 'top', 'trending'],
      ['continue-watching', 'free', 'continue-watching'],
    ]);
    expect(plans.map(({ atMost }) => atMost)).toEqual([2, 2, 2, 2, 1, 1]);
  });

  test('a row that is named has its own place, and is not counted with its family', async () => {
    const given = withRows(
      snapshot,
      { row: 'trending', place: 'top' },
      { row: 'genre:war', place: 'top' },
      { row: 'genre', atMost: 2 },
    );
    const plans = plansFor(given);
    expect(plans.map(({ rowId }) => rowId).slice(0, 2)).toEqual(['trending', 'genre:war']);
    expect(plans.slice(2).map(({ rowId }) => rowId)).not.toContain('genre:war');
    const { page } = await makePage(given, viewer, { rows: 20 });
    expect(rowIdsOf(page).slice(0, 2)).toEqual(['trending', 'genre:war']);
    expect(page.rows).toHaveLength(4);
  });

  test('of a family no more rows stand than it says while others are left, and then no more than it says in all', async () => {
    const rowsOf = async (rows: number, given = snapshot) =>
      (await makePage(given, viewer, { rows, items: 5 })).page.rows.map(({ kind, rowId }) => ({ kind, rowId }));
    const limits = { genre: [4, 16], 'because-you-watched': [2, 6], 'more-from': [2, 6] } as const;
    const long = await rowsOf(20);
    expect(new Set(long.map(({ rowId }) => rowId)).size).toBe(long.length);
    const others = long.findLastIndex(({ kind }) => !(kind in limits));
    const count = (rows: typeof long, kind: RowKind) => rows.filter((row) => row.kind === kind).length;
    for (const [kind, [atMost, inAll]] of Object.entries(limits) as [RowKind, [number, number]][]) {
      expect(count(long.slice(0, others), kind)).toBeLessThanOrEqual(atMost);
      expect(count(long, kind)).toBeLessThanOrEqual(inAll);
    }
    // And more of some than at first: the page was not full without them.
    expect(count(long, 'genre') + count(long, 'because-you-watched')).toBeGreaterThan(6);
    expect(await rowsOf(8)).toEqual(long.slice(0, 8));
    const hard = withRows(snapshot, { row: 'trending' }, { row: 'genre', atMost: 2 });
    expect(await rowsOf(20, hard)).toHaveLength(3);
  });

  test('the default plans at most some 25 rows', () => {
    expect(plansFor(snapshot).length).toBeGreaterThan(15);
    expect(plansFor(snapshot).length).toBeLessThanOrEqual(26);
  });

  test('a template that is put makes the next page', async () => {
    expect(rowIdsOf((await makePage(withRows(snapshot, { row: 'new' }), viewer)).page)).toEqual(['new']);
    expect(rowIdsOf((await makePage(withRows(snapshot, { row: 'popular' }), viewer)).page)).toEqual(['popular']);
    const mobile = await makePage(withRows(snapshot, { row: 'new' }), viewer, { surface: 'mobile' });
    expect(mobile.page.rows.length).toBeGreaterThan(5);
  });

  test('an entry of a family that this release does not know makes nothing and breaks nothing', async () => {
    expect(rowIdsOf((await makePage(withRows(snapshot, { row: 'horoscope' }, { row: 'new' }), viewer)).page)).toEqual([
      'new',
    ]);
  });

  test('who is not known reads nothing "for you" before what is popular', () => {
    const kinds = plansFor(snapshot, {}, completed()).map(({ kind }) => kind);
    expect(kinds.indexOf('personal')).toBeGreaterThan(kinds.indexOf('popular'));
    const known = plansFor(snapshot).map(({ kind }) => kind);
    expect(known.indexOf('personal')).toBeLessThan(known.indexOf('popular'));
  });
});

describe('what a chain has given', () => {
  test('is not planned again, and counts where a family may have so many', () => {
    const all = plansFor(snapshot).map(({ rowId }) => rowId);
    const genres = all.filter((rowId) => rowId.startsWith('genre:'));
    const later = plansFor(snapshot, { shown: shownRows('trending', ...genres.slice(1, 4)) });
    const rowIds = later.map(({ rowId }) => rowId);
    expect(rowIds).toEqual(all.filter((rowId) => rowId !== 'trending' && !genres.slice(1, 4).includes(rowId)));
    // Four while others are left, sixteen in all.
    expect(later.find(({ kind }) => kind === 'genre')).toMatchObject({ atFirst: 1, atMost: 13 });
    const sixteen = Array.from({ length: 16 }, (_, n) => `genre:g${n}`);
    const full = plansFor(snapshot, { shown: shownRows(...sixteen) });
    expect(full.filter(({ kind }) => kind === 'genre')).toEqual([]);
  });

  test('is not planned again by name either, but for the row that goes on', () => {
    const rowIds = ['new', 'trending'];
    expect(plansFor(snapshot, { rowIds, shown: shownRows('new') }).map(({ rowId }) => rowId)).toEqual(['trending']);
    const goesOn = { ...shownRows('genre:war'), countInRow: 20 };
    expect(plansFor(snapshot, { rowIds: ['genre:war'], shown: goesOn })).toMatchObject([
      { rowId: 'genre:war', minimum: 1 },
    ]);
  });
});

describe('rows asked for by name', () => {
  test("stand in the caller's order, whatever the template says, each once", async () => {
    const given = withRows(snapshot, { row: 'top-picks' });
    const rowIds = ['popular', 'genre:war', 'trending', 'no-such-row', 'top-picks', 'genre:comedy', 'genre:comedy'];
    const { page } = await makePage(given, viewer, { rowIds, items: 5 });
    expect(rowIdsOf(page)).toEqual(['popular', 'genre:war', 'trending', 'top-picks', 'genre:comedy']);
  });
});

describe('a kind that is switched off', () => {
  const off = (kind: RowKind, untilMs: number | null = null): Snapshot => ({
    ...snapshot,
    switches: [{ name: `row:${kind}`, state: 'off', untilMs, reason: 'a test' }],
  });
  const kindsOf = (page: Page) => page.rows.map(({ kind }) => kind);

  test('is on no page', async () => {
    for (const kind of [
      'continue-watching',
      'personal',
      'genre',
      'popular',
      'my-list',
      'because-you-watched',
    ] as const) {
      const rows = { rows: 20, items: 4 };
      expect(kindsOf((await makePage(snapshot, viewer, rows)).page)).toContain(kind);
      expect(kindsOf((await makePage(off(kind), viewer, rows)).page)).not.toContain(kind);
    }
  });

  test('is absent when it is asked for by name, and no pin brings it back', async () => {
    const pinned = { ...off('genre'), pins: [aPin(1, { itemId: 'i300', rowId: 'genre:war', ifRowAbsent: 'insert' })] };
    expect((await makeRow(off('genre'), 'genre:war', viewer)).page.rows).toEqual([]);
    const { page, decision } = await makePage(pinned, viewer, { rows: 20 });
    expect(page.rows.flatMap(({ items }) => items).filter(({ pinned: isPinned }) => isPinned)).toEqual([]);
    expect(decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'row-absent' }]);
  });

  test('is on no rung below either', async () => {
    const broken = (given: Snapshot): Snapshot => ({
      ...given,
      lists: { ...given.lists, genreOffsets: undefined as unknown as Int32Array },
    });
    const popular = await makePage(broken(snapshot), viewer);
    expect([popular.page.rung, rowIdsOf(popular.page)]).toEqual(['R4', ['popular']]);
    const editors = await makePage(broken(off('popular')), viewer);
    expect([editors.page.rung, rowIdsOf(editors.page)]).toEqual(['R5', ['collection:editors-list']]);
  });

  test('is there again when its time is over', async () => {
    const now = (await makePage(off('popular', NOW_MS), viewer, { rows: 20, items: 4 })).page;
    expect(kindsOf(now)).toContain('popular');
  });
});

describe('when planning fails', () => {
  test('a pin still inserts its row, with nothing in it but pins', async () => {
    const pins = [aPin(1, { itemId: 'i300', rowId: 'genre:war', ifRowAbsent: 'insert' })];
    const broken = {
      ...snapshot,
      pins,
      lists: { ...snapshot.lists, genreOffsets: undefined as unknown as Int32Array },
    };
    const { page } = await makePage(broken, viewer);
    expect(page.rows.map(({ rowId, title }) => [rowId, title])).toEqual([
      ['popular', 'Popular'],
      ['genre:war', 'Selected for you'],
    ]);
  });
});
