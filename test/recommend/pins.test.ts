import { describe, expect, test } from '@jest/globals';
import type { StoredPin } from '../../src/domain/ports/pin-store.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import { NOBODY } from '../../src/domain/user-key.ts';
import type { UserState } from '../../src/features/user-state.ts';
import { byPrecedence, pinsFor } from '../../src/recommend/pins-for.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aRequest, aSnapshot, aState, makePage, NOW_MS } from '../support/pages.ts';

const DAY_MS = 86_400_000;
const items = [
  ...Array.from({ length: 40 }, (_, at) => aStoredItem(at + 1, { genres: ['Drama'] })),
  aStoredItem(50, { windows: [{ region: 'DE', from: null, until: null }] }),
  aStoredItem(60, { type: 'series' }),
  aStoredItem(61, { type: 'episode', seriesId: 'i60' }),
];
const uses = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 1, 100 - at]));

/** A page of one popular row of five, i1 to i5, with what the pins make of it. */
async function popularRow(
  pins: readonly StoredPin[],
  request: Partial<PageRequest> = {},
  state: UserState | null = null,
) {
  const made = await makePage(aSnapshot({ items, uses, pins }), state, { rowIds: ['popular'], items: 5, ...request });
  const row = made.page.rows.find(({ rowId }) => rowId === 'popular');
  return {
    ...made,
    shown: row?.items.map(({ itemId }) => itemId),
    withheld: made.decision.withheld.map(({ pinId, reason }) => `${pinId} ${reason}`),
    displaced: [...made.decision.slots.displacedItemNo],
  };
}

describe('where a pin stands', () => {
  test('at its slot, the rest moving down; what stood there is logged as displaced', async () => {
    const { shown, displaced, page } = await popularRow([aPin(1, { itemId: 'i35', position: 2 })]);
    expect([shown, displaced]).toEqual([
      ['i1', 'i2', 'i35', 'i3', 'i4'],
      [0, 0, 3, 0, 0],
    ]);
    expect(page.rows[0]!.items.map(({ pinned }) => pinned)).toEqual([false, false, true, false, false]);
  });

  test('an item the row shows anyway is moved to the slot, and displaces nothing where it stood already', async () => {
    expect((await popularRow([aPin(1, { itemId: 'i4', position: 0 })])).shown).toEqual(['i4', 'i1', 'i2', 'i3', 'i5']);
    expect((await popularRow([aPin(1, { itemId: 'i1', position: 0 })])).displaced).toEqual([0, 0, 0, 0, 0]);
  });

  test('last, where the row ends before its position', async () => {
    expect((await popularRow([aPin(1, { itemId: 'i35', position: 30 })])).shown).toEqual([
      'i1',
      'i2',
      'i3',
      'i4',
      'i35',
    ]);
    const pins = [aPin(1, { itemId: 'i35', position: 30 }), aPin(2, { itemId: 'i36', position: 31 })];
    expect((await popularRow(pins)).shown).toEqual(['i1', 'i2', 'i3', 'i35', 'i36']);
  });

  test('in one row alone: the row it was taken from is filled up again', async () => {
    const pins = [aPin(1, { itemId: 'i2', rowId: 'trending', position: 0 })];
    const { page } = await popularRow(pins, { rowIds: ['trending', 'popular'], items: 5 });
    expect(page.rows.map((row) => row.items.map(({ itemId }) => itemId))).toEqual([
      ['i2', 'i1', 'i3', 'i4', 'i5'],
      ['i6', 'i7', 'i8', 'i9', 'i10'],
    ]);
  });

  test('named by kind, in the first row of that kind', async () => {
    expect((await popularRow([aPin(1, { itemId: 'i35', rowKind: 'popular' })])).shown![0]).toBe('i35');
  });

  test('an episode keeps its series off the page', async () => {
    const state = aState({ type: 'complete', itemNo: 1 });
    const { page } = await makePage(aSnapshot({ items, uses, pins: [aPin(1, { itemId: 'i61' })] }), state, {
      items: 10,
    });
    const shown = page.rows.flatMap((row) => row.items.map(({ itemId }) => itemId));
    expect([shown.includes('i61'), shown.includes('i60')]).toEqual([true, false]);
  });
});

describe('when a pin is withheld', () => {
  test.each([
    ['not-eligible', aPin(1, { itemId: 'no-such-item' }), {}],
    ['not-eligible', aPin(1, { itemId: 'i50' }), { region: 'US' }],
    ['not-eligible', aPin(1, { itemId: 'i35' }), { excludeItemIds: ['i35'] }],
    ['watched', aPin(1, { itemId: 'i31' }), {}],
    ['hidden', aPin(1, { itemId: 'i32', ifWatched: 'show' }), {}],
    ['row-absent', aPin(1, { itemId: 'i35', rowId: 'my-list' }), {}],
    ['row-absent', aPin(1, { itemId: 'i35', rowId: 'trending', ifRowAbsent: 'insert' }), {}],
  ] as const)('%s', async (reason, pin, request) => {
    const state = aState({ type: 'complete', itemNo: 31 }, { type: 'hide', itemNo: 32 });
    const { withheld, shown } = await popularRow([pin], request, state);
    expect([withheld, shown]).toEqual([[`pin-1 ${reason}`], ['i1', 'i2', 'i3', 'i4', 'i5']]);
  });

  test('lost-to-pin: the higher priority has the slot, then the older one', async () => {
    const pins = [
      aPin(1, { itemId: 'i31' }),
      aPin(2, { itemId: 'i32', priority: 1 }),
      aPin(3, { itemId: 'i33', position: 1, createdAt: new Date(NOW_MS).toISOString() }),
      aPin(4, { itemId: 'i34', position: 1, createdAt: new Date(NOW_MS - DAY_MS).toISOString() }),
    ];
    const { withheld, shown } = await popularRow(pins);
    expect([shown, withheld]).toEqual([
      ['i32', 'i34', 'i1', 'i2', 'i3'],
      ['pin-1 lost-to-pin', 'pin-3 lost-to-pin'],
    ]);
  });

  test('shown-above: another pin shows the title', async () => {
    const { withheld } = await popularRow([aPin(1, { itemId: 'i31' }), aPin(2, { itemId: 'i31', position: 3 })]);
    expect(withheld).toEqual(['pin-2 shown-above']);
  });

  test('a watched title is shown by a pin that says so', async () => {
    const state = aState({ type: 'complete', itemNo: 31 });
    const { shown } = await popularRow([aPin(1, { itemId: 'i31', ifWatched: 'show' })], {}, state);
    expect(shown![0]).toBe('i31');
  });
});

describe('for whom and when', () => {
  test.each([
    ['another surface', aPin(1, { itemId: 'i35', audience: { surfaces: ['mobile'] } })],
    ['another region', aPin(1, { itemId: 'i35', audience: { regions: ['US'] } })],
    ['another maturity', aPin(1, { itemId: 'i35', audience: { maturities: ['kids'] } })],
    ['later', aPin(1, { itemId: 'i35', from: new Date(NOW_MS + 1).toISOString() })],
    ['until now', aPin(1, { itemId: 'i35', until: new Date(NOW_MS).toISOString() })],
    ['disabled', aPin(1, { itemId: 'i35', enabled: false })],
  ])('a pin for %s neither stands nor counts as withheld', async (_, pin) => {
    const { shown, withheld } = await popularRow([pin], { region: 'DE' });
    expect([shown![0], withheld]).toEqual(['i1', []]);
  });

  test('a pin for new users stands until their fifth use, and for nobody of whom nothing is known', async () => {
    const pins = [aPin(1, { itemId: 'i35', audience: { newUsers: true } })];
    const firstAfter = async (uses: number) => {
      const did = Array.from({ length: uses }, (_, at) => ({ type: 'play' as const, itemNo: 20 + at }));
      return (await popularRow(pins, {}, aState(...did))).shown![0];
    };
    expect([await firstAfter(0), await firstAfter(4), await firstAfter(5)]).toEqual(['i35', 'i35', 'i1']);
    const nobody = await popularRow(pins, { userId: null, userKey: NOBODY });
    expect(nobody.shown![0]).toBe('i1');
    const broken = { read: () => Promise.reject(new Error('No store today')) };
    const unread = await makePage(
      aSnapshot({ items, uses, pins }),
      null,
      { rowIds: ['popular'] },
      { userStates: broken },
    );
    expect(unread.page.rows[0]!.items[0]!.itemId).toBe('i1');
  });

  test('a pin that repeats stands on its days and at its times, and the page expires with both', async () => {
    // NOW_MS is a Sunday, 12:00 UTC, 13:00 in Berlin.
    const repeat = { days: ['sun'], from: '13:10', until: '13:20' } as const;
    const pins = [aPin(1, { itemId: 'i35', timeZone: 'Europe/Berlin', repeat, until: '2027-01-01T00:00:00.000Z' })];
    const at = async (minutes: number) => {
      const { shown, page } = await popularRow(pins, { nowMs: NOW_MS + minutes * 60_000 });
      return [shown![0], (Date.parse(page.expiresAt) - NOW_MS) / 60_000];
    };
    expect([await at(0), await at(10), await at(19), await at(20)]).toEqual([
      ['i1', 10],
      ['i35', 20],
      ['i35', 20],
      ['i1', 35],
    ]);
    expect([(await at(0))[0], (await at(7 * 1440 + 10))[0], (await at(1440 + 10))[0]]).toEqual(['i1', 'i35', 'i1']);
  });

  test('of one list of pins pages of any times are made: what repeats is read for each', async () => {
    const repeat = { days: ['sun'], from: '12:00', until: '12:10' } as const;
    const snapshot = aSnapshot({
      items,
      uses,
      pins: [aPin(1, { itemId: 'i35', repeat, until: '2027-01-01T00:00:00Z' })],
    });
    const pins = byPrecedence(snapshot.pins);
    const due = (atMs: number) => pinsFor(pins, aRequest({ nowMs: atMs })).due.length;
    const times = [0, 5, 15, 8, 7 * 1440, 20, 14 * 1440 + 9, 3].map((minutes) => due(NOW_MS + minutes * 60_000));
    expect(times).toEqual([1, 1, 0, 1, 1, 0, 1, 1]);
  });

  test('a pin for a language stands for its regions', async () => {
    const pins = [aPin(1, { itemId: 'i35', audience: { languages: ['pt'] } })];
    const first = async (language: string | null) => (await popularRow(pins, { language })).shown![0];
    expect([await first('pt-BR'), await first('de'), await first(null)]).toEqual(['i35', 'i1', 'i1']);
  });

  test('the page expires when a pin begins or ends, or after its time to live', async () => {
    const inTenMinutes = new Date(NOW_MS + 600_000).toISOString();
    const begins = aPin(1, { itemId: 'i35', from: inTenMinutes });
    const ends = aPin(1, { itemId: 'i35', until: inTenMinutes });
    expect((await popularRow([begins])).page.expiresAt).toBe(inTenMinutes);
    expect((await popularRow([ends])).page.expiresAt).toBe(inTenMinutes);
    expect((await popularRow([])).page.expiresAt).toBe(new Date(NOW_MS + 900_000).toISOString());
  });

  test('the page expires with the first licence on it, not with others', async () => {
    const endingSoon = { windows: [{ region: '*', from: null, until: new Date(NOW_MS + 60_000).toISOString() }] };
    const expiryWith = async (itemNo: number) => {
      const changed = items.map((stored) => (stored.itemNo === itemNo ? aStoredItem(itemNo, endingSoon) : stored));
      return (await makePage(aSnapshot({ items: changed, uses }), null, { rowIds: ['popular'], items: 5 })).page
        .expiresAt;
    };
    expect(await expiryWith(2)).toBe(new Date(NOW_MS + 60_000).toISOString());
    expect(await expiryWith(20)).toBe(new Date(NOW_MS + 900_000).toISOString());
  });
});

describe('a row inserted for a pin', () => {
  test('says no more than it knows', async () => {
    const pin = aPin(1, { itemId: 'i35', rowId: 'because-you-watched:i9', ifRowAbsent: 'insert' });
    const { page } = await makePage(aSnapshot({ items, uses, pins: [pin] }));
    const row = page.rows.find(({ rowId }) => rowId === 'because-you-watched:i9')!;
    expect([row.title, row.seed, row.items.map(({ itemId }) => itemId)]).toEqual(['Selected for you', null, ['i35']]);
  });

  test('stands in the place of its kind, and on a full page the last row makes room', async () => {
    const pin = aPin(1, { itemId: 'i35', rowId: 'collection:c1', ifRowAbsent: 'insert' });
    const { page } = await makePage(aSnapshot({ items, uses, pins: [pin] }), null, { rows: 2, items: 5 });
    expect(page.rows.map(({ rowId }) => rowId)).toEqual(['trending', 'collection:c1']);
  });
});
