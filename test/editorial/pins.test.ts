import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryEditorialStore } from '../../src/adapters/memory/editorial-store.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { COLLECTION_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import type { Item } from '../../src/domain/item.ts';
import type { PinDraft } from '../../src/domain/ports/pin-store.ts';
import { createPinBoard, type PinAnswer, type PinBoard } from '../../src/editorial/pins.ts';
import { anItem } from '../support/items.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');

describe('the pin board', () => {
  let board: PinBoard;
  let items: ReturnType<typeof createMemoryItemStore>;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = NOW_MS;
    items = createMemoryItemStore();
    board = createPinBoard({
      pinStore: createMemoryPinStore(),
      itemStore: items,
      segmentStore: createMemoryEditorialStore(SEGMENT_KIND),
      collectionStore: createMemoryEditorialStore(COLLECTION_KIND),
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
    });
    await items.upsert([anItem('i1'), anItem('i2')]);
  });

  const aDraft = (changes: Partial<PinDraft> = {}): PinDraft => ({
    itemId: 'i1',
    rowId: 'top-picks',
    rowKind: null,
    position: 0,
    from: '2026-03-01T00:00:00.000Z',
    until: '2026-04-01T00:00:00.000Z',
    timeZone: 'UTC',
    repeat: null,
    audience: {},
    priority: 0,
    ifRowAbsent: 'withhold',
    ifWatched: 'withhold',
    enabled: true,
    note: '',
    campaign: null,
    ...changes,
  });
  const codes = (answer: PinAnswer) => answer.warnings.map((warning) => warning.code);
  const codesOf = async (changes: Partial<PinDraft> = {}, item: Partial<Item> = {}) => {
    await items.upsert([anItem('i1', item)]);
    return codes(await board.tryOut(aDraft(changes), null));
  };

  test('finds nothing wrong with a pin that will show', async () => {
    expect(await codesOf()).toEqual([]);
  });

  test.each<[string, Partial<PinDraft>, Partial<Item>]>([
    ['item-unknown', { itemId: 'nothing' }, {}],
    ['already-over', { from: '2025-01-01T00:00:00.000Z', until: '2026-03-01T12:00:00.000Z' }, {}],
    ['disabled', { enabled: false }, {}],
    ['row-unknown', { rowId: 'toppicks' }, {}],
    ['position-beyond-row', { position: 50 }, {}],
    ['maturity-too-low', { audience: { maturities: ['kids', 'teen'] } }, { maturity: 'adult' }],
    ['maturity-too-low', { audience: { maturities: ['kids', 'adult'] } }, { maturity: 'teen' }],
    ['outside-licence', {}, { windows: [{ region: '*', from: '2026-04-01T00:00:00Z', until: null }] }],
    ['outside-licence', {}, { windows: [{ region: '*', from: null, until: '2026-03-01T00:00:00Z' }] }],
    ['outside-licence', { audience: { regions: ['US'] } }, { windows: [{ region: 'GB', from: null, until: null }] }],
    [
      'repeat-never-comes',
      { until: '2026-03-05T00:00:00.000Z', repeat: { days: ['fri'], from: '18:00', until: '24:00' } },
      {},
    ],
    [
      'outside-licence',
      { repeat: { days: ['fri'], from: '18:00', until: '24:00' } },
      { windows: [{ region: '*', from: null, until: '2026-03-06T18:00:00Z' }] },
    ],
    [
      'region-not-licensed',
      { audience: { regions: ['GB', 'US'] } },
      { windows: [{ region: 'GB', from: null, until: null }] },
    ],
  ])('warns of %s', async (code, changes, item) => {
    expect(await codesOf(changes, item)).toEqual([code]);
  });

  test.each<[string, Partial<PinDraft>, Partial<Item>]>([
    ['an adult item for everyone, whom it reaches in part', {}, { maturity: 'adult' }],
    ['a row that grows from a title', { rowId: 'because-you-watched:i2' }, {}],
    ['the last slot', { position: 49 }, {}],
    ['a region licensed by "*"', { audience: { regions: ['US'] } }, {}],
  ])('does not warn of %s', async (_what, changes, item) => {
    expect(await codesOf(changes, item)).toEqual([]);
  });

  test('warns of a blocked item, which is effective nowhere', async () => {
    await items.setBlocked('i1', true, 'rights', { atMs: 0, actor: 'key-1', reason: 'rights' });
    const answer = await board.tryOut(aDraft(), null);
    expect(codes(answer)).toEqual(['item-blocked']);
    expect(answer.effective).toEqual([]);
  });

  describe('two pins that want one slot', () => {
    test('the higher priority wins, and both are told', async () => {
      const low = await board.create(aDraft({ itemId: 'i2', priority: 1 }), 'key-1');
      nowMs += 1000;
      const high = await board.create(aDraft({ priority: 2 }), 'key-1');
      expect(high.warnings).toMatchObject([{ code: 'wins-over-pin', pinId: low.pin.pinId }]);
      const told = await board.get(low.pin.pinId!);
      expect(told!.warnings).toMatchObject([{ code: 'loses-to-pin', pinId: high.pin.pinId }]);
    });

    test('of equal priorities the older wins, even where they were made in one millisecond', async () => {
      const older = await board.create(aDraft(), 'key-1');
      const newer = await board.create(aDraft({ itemId: 'i2' }), 'key-1');
      expect(newer.warnings).toMatchObject([{ code: 'loses-to-pin', pinId: older.pin.pinId }]);
      expect((await board.get(older.pin.pinId!))!.warnings).toMatchObject([{ code: 'wins-over-pin' }]);
      expect(codes(await board.tryOut(aDraft({ itemId: 'i2' }), null))).toContain('loses-to-pin');
    });

    test.each<[string, Partial<PinDraft>]>([
      ['by row kind', { rowId: null, rowKind: 'personal' }],
      ['for an audience that overlaps', { audience: { regions: ['GB', 'IE'], surfaces: ['tv'] } }],
      ['from the middle of the other', { from: '2026-03-31T23:59:59.000Z', until: '2027-01-01T00:00:00.000Z' }],
    ])('meet %s', async (_how, changes) => {
      await board.create(aDraft({ itemId: 'i2', audience: { regions: ['GB'] } }), 'key-1');
      expect(codes(await board.tryOut(aDraft(changes), null))).toEqual(['loses-to-pin']);
    });

    test('meet where both repeat at one time, told by clocks of two zones, if only in part of the year', async () => {
      const year = { from: '2026-03-01T00:00:00.000Z', until: '2027-04-01T00:00:00.000Z' };
      const evening = { ...year, repeat: { days: ['fri'], from: '18:00', until: '19:00' } } as const;
      await board.create(aDraft({ itemId: 'i2', ...evening, timeZone: 'Europe/Berlin' }), 'key-1');
      const tried = async (changes: Partial<PinDraft>) =>
        codes(await board.tryOut(aDraft({ ...evening, ...changes }), null));
      expect(await tried({ timeZone: 'Europe/Berlin' })).toEqual(['loses-to-pin']);
      expect(await tried({ timeZone: 'Europe/London' })).toEqual([]);
      // Noon there is 18:00 in Berlin, but for the weeks in which clocks have changed in one of them alone.
      const noon = { timeZone: 'America/New_York', repeat: { days: ['fri'], from: '13:00', until: '13:30' } } as const;
      expect(await tried(noon)).toEqual(['loses-to-pin']);
      expect(await tried({ ...noon, until: '2026-03-08T00:00:00.000Z' })).toEqual([]);
      expect(await tried({ repeat: null })).toEqual(['loses-to-pin']);
    });

    test.each<[string, Partial<PinDraft>]>([
      ['in another slot', { position: 1 }],
      ['in another row', { rowId: 'trending' }],
      ['for another audience', { audience: { regions: ['US'] } }],
      ['when the other has ended', { from: '2026-04-01T00:00:00.000Z', until: '2026-05-01T00:00:00.000Z' }],
    ])('do not meet %s', async (_how, changes) => {
      await board.create(aDraft({ itemId: 'i2', audience: { regions: ['GB'] } }), 'key-1');
      expect(codes(await board.tryOut(aDraft(changes), null))).toEqual([]);
    });

    test('a disabled pin is in nobody’s way', async () => {
      await board.create(aDraft({ itemId: 'i2', enabled: false }), 'key-1');
      expect(codes(await board.tryOut(aDraft(), null))).toEqual([]);
    });

    test('a pin does not conflict with itself', async () => {
      const { pin } = await board.create(aDraft(), 'key-1');
      expect(codes(await board.tryOut(aDraft({ note: 'x' }), pin.pinId))).toEqual([]);
      expect(codes((await board.replace(pin.pinId!, aDraft(), 1, 'key-1'))!)).toEqual([]);
    });
  });

  test('the same item pinned elsewhere on the page is told: a page has it once', async () => {
    const other = await board.create(aDraft({ rowId: 'trending' }), 'key-1');
    const answer = await board.tryOut(aDraft(), null);
    expect(answer.warnings).toMatchObject([{ code: 'item-pinned-twice', pinId: other.pin.pinId }]);
  });

  test('a pin tried in place of another keeps its id, its version and its age', async () => {
    const { pin } = await board.create(aDraft(), 'key-1');
    nowMs += 5000;
    const tried = await board.tryOut(aDraft({ priority: 9 }), pin.pinId);
    expect(tried.pin).toEqual({ ...pin, priority: 9, updatedAt: new Date(nowMs).toISOString() });
    expect((await board.get(pin.pinId!))!.pin).toEqual(pin);
  });
});
