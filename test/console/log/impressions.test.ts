import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { cellsOf, sameAsAbove } from '../../../src/console/log/impression-cells.ts';
import { impressionCsv } from '../../../src/console/log/impression-csv.ts';
import { impressionsPath, logCurl } from '../../../src/console/log/log-curl.ts';
import { delayText, timeOfDay } from '../../../src/console/log/log-times.ts';
import { filterText, outcomeOf, shortKey } from '../../../src/console/log/log-words.ts';
import { scanState } from '../../../src/console/log/scan-state.ts';

const AN_IMPRESSION: LoggedImpression = {
  impression_id: '01950000-0000-7000-8000-00000000000a.1.2',
  recommendation_id: '01950000-0000-7000-8000-00000000000a',
  parent_id: null,
  served_at: '2026-11-21T04:49:14.397Z',
  user_key: 'ab'.repeat(16),
  item_id: 'film-1',
  row_id: 'genre:drama',
  row_index: 1,
  position: 2,
  score: -0.5,
  propensity: 0.25,
  source: 'genre',
  pinned: false,
  pin_id: null,
  displaced_item_id: null,
  explored: true,
  rung: 'R0',
  retrieval_version: 'v7',
  ranker_version: 'v8',
  arms: { layout: 'a', order: 'b' },
  surface: 'tv',
  region: null,
  session_id: null,
  origin: 'app',
  maturity: 'adult',
  language: null,
  route: 'home',
  item_no: 3,
  stored_in: 12,
  switches: null,
  viewed_at: '2026-11-21T04:49:15.397Z',
  clicked_at: null,
  played_at: null,
  portion: null,
  completed: false,
};

test('every cell of an impression asks for what it says; what is not so is no cell', () => {
  expect(cellsOf(AN_IMPRESSION).map(({ name, value }) => [name, value])).toEqual([
    ['itemId', 'film-1'],
    ['rowId', 'genre:drama'],
    ['position', 2],
    ['explored', true],
    ['source', 'genre'],
    ['userKey', 'ab'.repeat(16)],
    ['surface', 'tv'],
    ['rung', 'R0'],
    ['model', 'v8'],
    ['arm', 'layout:a'],
    ['arm', 'order:b'],
  ]);
  const other = cellsOf({ ...AN_IMPRESSION, ranker_version: null, region: 'SE', pinned: true, explored: false });
  expect(other).toContainEqual({ column: 'made', name: 'model', value: 'v7' });
  expect(other).toContainEqual({ column: 'where', name: 'region', value: 'SE' });
  expect(other.filter(({ name }) => name === 'pinned' || name === 'explored')).toHaveLength(1);
  // Arms are long, and are read in the first row of their page.
  expect(cellsOf(AN_IMPRESSION, AN_IMPRESSION).map(({ name }) => name)).not.toContain('arm');
});

test('what an impression has in common with the one above it is its page, or that and its row', () => {
  expect(sameAsAbove(AN_IMPRESSION, AN_IMPRESSION)).toBe('row');
  expect(sameAsAbove(AN_IMPRESSION, { ...AN_IMPRESSION, row_index: 0 })).toBe('page');
  expect(sameAsAbove(AN_IMPRESSION, { ...AN_IMPRESSION, recommendation_id: 'another' })).toBeUndefined();
  expect(sameAsAbove(AN_IMPRESSION, undefined)).toBeUndefined();
});

test('what came of it is told at its furthest; not asked for is not nothing', () => {
  const at = '2026-11-21T04:50:00.000Z';
  const of = (changes: Partial<LoggedImpression>) => outcomeOf({ ...AN_IMPRESSION, ...changes });
  expect(of({ viewed_at: null })).toEqual({ kind: 'nothing', text: 'Nothing', at: null });
  expect(of({})).toMatchObject({ kind: 'viewed', at: AN_IMPRESSION.viewed_at });
  expect(of({ clicked_at: at })).toMatchObject({ kind: 'clicked', at });
  // Rounded down: 100% is for what was finished.
  expect(of({ clicked_at: at, played_at: at, portion: 0.999 })?.text).toBe('Played 99%');
  expect(of({ played_at: at })?.text).toBe('Played');
  expect(of({ played_at: at, portion: 1, completed: true })?.kind).toBe('completed');
  const { viewed_at: _, ...unasked } = AN_IMPRESSION;
  expect(outcomeOf(unasked)).toBeNull();
});

test('the CSV of what is on screen has the columns of the log and the titles, and runs nothing in a spreadsheet', () => {
  const rows = [AN_IMPRESSION, { ...AN_IMPRESSION, item_id: '=cmd()', impression_id: 'another' }];
  const csv = impressionCsv(rows, (itemId) => (itemId === 'film-1' ? '+1 "Dune", part two' : null));
  const [first, second] = parse(csv, { columns: true }) as Record<string, string>[];
  expect(first).toMatchObject({
    title: '\'+1 "Dune", part two',
    item_id: 'film-1',
    score: '-0.5',
    explored: 'true',
    region: '',
    viewed_at: AN_IMPRESSION.viewed_at,
  });
  expect(second).toMatchObject({ title: '', item_id: "'=cmd()" });
  const { viewed_at: _v, clicked_at: _c, played_at: _p, portion: _o, completed: _d, ...unasked } = AN_IMPRESSION;
  expect(impressionCsv([unasked], () => null).split('\r\n')[0]).not.toContain('viewed_at');
});

test('the curl command asks the same, from the environment’s key', () => {
  const asked = { from: '2026-01-01T00:00:00.000Z', itemId: "it's & more", pinned: false, origin: 'all' as const };
  const line = logCurl('http://localhost:8080', asked);
  expect(line).toContain('"Authorization: Bearer $ANALYST_KEY"');
  // Single quotes hold all of it, so that no shell reads anything into it.
  const [, address] = /'([^']*)'$/.exec(line)!;
  const { pathname, searchParams } = new URL(address!);
  expect([pathname, Object.fromEntries(searchParams)]).toEqual([
    '/v1/impressions',
    { from: asked.from, itemId: asked.itemId, pinned: 'false', origin: 'all' },
  ]);
  expect(impressionsPath({ ...asked, cursor: undefined })).not.toContain('cursor');
});

test('a question is answered whole, or has more, or was not looked through: and which of them is told', () => {
  const page = (count: number, nextCursor: string | null) => ({
    items: Array.from({ length: count }, () => AN_IMPRESSION),
    nextCursor,
    complete: nextCursor === null,
    scannedTo: '2026-11-20T00:00:00.000Z',
    from: '2026-11-14T00:00:00.000Z',
    to: '2026-11-21T00:00:00.000Z',
  });
  expect(scanState([page(2, 'c'), page(1, null)], 2).kind).toBe('whole');
  expect(scanState([page(2, 'c')], 2).kind).toBe('more');
  expect(scanState([page(2, 'c'), page(0, 'd')], 2)).toEqual({
    kind: 'stopped',
    scannedTo: '2026-11-20T00:00:00.000Z',
  });
});

test('times are by the clocks of the zone, and delays in the unit that they are read in', () => {
  expect(timeOfDay('2026-07-01T22:30:05.999Z', 'Europe/Berlin')).toBe('00:30:05');
  expect(timeOfDay('2026-07-01T22:30:05.999Z', 'UTC')).toBe('22:30:05');
  const from = '2026-07-01T00:00:00.000Z';
  const after = (ms: number) => delayText(from, new Date(Date.parse(from) + ms).toISOString());
  expect([-5_000, 20, 400, 9_960, 90_000, 150_000, 7_500_000, 3_600_000, 3 * 86_400_000].map(after)).toEqual([
    'at once',
    'at once',
    '0.4 s',
    '10 s',
    '90 s',
    '3 min',
    '2 h 5 min',
    '1 h',
    '3 days',
  ]);
});

test('filters are said in words, users by the beginning of their keys', () => {
  expect(filterText('rowId', 'top-picks')).toBe('Top picks');
  expect(filterText('position', 0)).toBe('1');
  expect(filterText('pinned', false)).toBe('No');
  expect(filterText('source', 'because-you-watched')).toBe('Because you watched');
  expect([shortKey('ab'.repeat(16)), shortKey('0'.repeat(32))]).toEqual(['abababab', 'Nobody']);
});
