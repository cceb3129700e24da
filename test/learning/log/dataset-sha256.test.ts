import { describe, expect, test } from '@jest/globals';
import type { Item, StoredItem } from '../../../src/domain/item.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { catalogueSha256, datasetSha256 } from '../../../src/learning/log/dataset-sha256.ts';
import type { EventTable } from '../../../src/learning/log/event-table.ts';
import { type LoggedPages, NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { aStoredItem } from '../../support/items.ts';

const TABLE: EventTable = {
  ...{ length: 2, users: 2 },
  user: Int32Array.of(0, 1),
  itemNo: Int32Array.of(1, 2),
  type: Uint8Array.of(2, 3),
  trigger: Uint8Array.of(0, 0),
  value: Float32Array.of(Number.NaN, 0.5),
  atMs: Float64Array.of(1000, 2000),
  knownAtMs: Float64Array.of(1000, 2000),
  keyHigh: Uint32Array.of(5, 6),
  keyLow: Uint32Array.of(7, 8),
  decision: Int32Array.of(-1, 0),
  slot: Int32Array.of(-1, 1),
  shownAtMs: Float64Array.of(Number.NaN, 1500),
};
const PAGES: LoggedPages = {
  ...NO_PAGES,
  length: 1,
  user: Int32Array.of(1),
  servedAtMs: Float64Array.of(1500),
  recommendationId: ['r1'],
  request: [{ surface: 'tv', region: 'SE', language: 'sv', timeZone: 'UTC' }],
  answers: Int32Array.of(1),
  slotOffsets: Int32Array.of(0, 2),
  item: Int32Array.of(0, 1),
  row: Int16Array.of(0, 0),
  position: Int16Array.of(0, 1),
  propensity: Float32Array.of(1, 0.5),
  plays: {
    length: 2,
    atMs: Float64Array.of(1600, 1700),
    knownAtMs: Float64Array.of(1600, 1700),
    title: Int32Array.of(0, 1),
    region: ['SE', 'NO'],
  },
};

const shaOf = (table: Partial<EventTable> = {}, pages: Partial<LoggedPages> = {}, catalogue = 'c') =>
  datasetSha256({ ...TABLE, ...table }, { ...PAGES, ...pages }, catalogue);

describe('the hash of a dataset', () => {
  test('is the same for the same data, whichever buffers it lies in', () => {
    expect(shaOf()).toMatch(/^[0-9a-f]{64}$/);
    const within = Float64Array.of(9, 1000, 2000, 9).subarray(1, 3);
    expect(shaOf({ atMs: within })).toBe(shaOf());
  });

  test('changes with every column that something is learned from', () => {
    const changed = (value: unknown): unknown => {
      if (Array.isArray(value))
        return typeof value[0] === 'string' ? ['other', ...value.slice(1)] : [{ surface: 'web' }];
      const copy = (value as Float64Array).slice();
      copy[copy.length - 1] = copy.at(-1)! + 1;
      return copy;
    };
    const hashes = [shaOf(), shaOf({}, {}, 'other catalogue')];
    for (const [name, column] of Object.entries(TABLE)) {
      if (typeof column !== 'number') hashes.push(shaOf({ [name]: changed(column) }));
    }
    for (const [name, column] of Object.entries(PAGES)) {
      if (typeof column !== 'number' && name !== 'plays' && name !== 'views')
        hashes.push(shaOf({}, { [name]: changed(column) }));
    }
    for (const [name, column] of Object.entries(PAGES.plays)) {
      if (typeof column !== 'number') hashes.push(shaOf({}, { plays: { ...PAGES.plays, [name]: changed(column) } }));
    }
    const seen = { ...NO_PAGES.views, length: 1, user: Int32Array.of(1), itemNo: Int32Array.of(2) };
    hashes.push(shaOf({}, { views: seen }));
    expect(hashes.length).toBeGreaterThan(27);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('knows no order of plays, which have none', () => {
    const { plays } = PAGES;
    const reversed = {
      length: 2,
      atMs: plays.atMs.toReversed(),
      knownAtMs: plays.knownAtMs.toReversed(),
      title: plays.title.toReversed(),
      region: plays.region.toReversed(),
    };
    expect(shaOf({}, { plays: reversed })).toBe(shaOf());
  });

  test('what moves from one column to the next is not lost', () => {
    const moved = { user: Int32Array.of(0, 1, 1), itemNo: Int32Array.of(2) };
    expect(shaOf(moved)).not.toBe(shaOf());
    expect(shaOf({}, { recommendationId: ['r', '1'] })).not.toBe(shaOf());
  });
});

describe('the hash of a catalogue', () => {
  const items = [aStoredItem(1, { genres: ['Drama'], tags: ['snow'] }), aStoredItem(2), aStoredItem(3)];
  const of = (stored: readonly StoredItem[]) => catalogueSha256(createCatalogue(stored, 1));
  const turned = (item: Item): Item => Object.fromEntries(Object.entries(item).reverse()) as unknown as Item;

  test('is the same however the items came and whatever order their fields have', () => {
    expect(of(items.toReversed())).toBe(of(items));
    expect(of(items.map((stored) => ({ ...stored, item: turned(stored.item) })))).toBe(of(items));
  });

  const changes: readonly (readonly [string, Partial<Omit<StoredItem, 'item'>> & { readonly item?: Partial<Item> }])[] =
    [
      ['a description', { item: { description: 'Snow falls.' } }],
      ['the order of its cast', { item: { cast: ['A', 'B'] } }],
      ['its number', { itemNo: 9 }],
      ['that it is blocked', { blocked: true }],
    ];
  test.each(changes)('changes with %s', (_, { item, ...others }) => {
    const [first, ...rest] = items;
    expect(of([{ ...first!, ...others, item: { ...first!.item, ...item } }, ...rest])).not.toBe(of(items));
  });
});
