import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredItem } from '../../src/domain/item.ts';
import { MATURITIES } from '../../src/domain/item.ts';
import { type Pin, SURFACES } from '../../src/domain/pin.ts';
import { WEEKDAYS } from '../../src/domain/repeat.ts';
import { createEligibilityOracle } from '../support/eligibility-oracle.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, makePage, NOW_MS } from '../support/pages.ts';
import { fatesOfPins } from '../support/pin-oracle.ts';

/**
 * For random pins, viewers and times each pin shows exactly where and when it should, or is reported withheld with the very reason that an
 * oracle names (test/support/pin-oracle.ts), which knows nothing of the code.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REGIONS = ['DE', 'US'];
/** Half an hour apart in summer, a quarter of an hour from all others, and such as change their clocks. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
/** When clocks change in them, and a day on which none does. */
const MOMENTS = [
  '2026-03-08T07:00Z',
  '2026-03-29T01:00Z',
  '2026-04-04T15:00Z',
  '2026-06-10T12:00Z',
  '2026-10-03T15:30Z',
].concat(['2026-10-25T01:00Z', '2026-11-01T06:00Z']);
/** Two stand on every page; the others have nothing to show but pins. */
const ROW_IDS = ['popular', 'genre:drama', 'my-list', 'collection:c1'];

const iso = (atMs: number): string => new Date(atMs).toISOString();
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 6 }, { arbitrary: other, weight: 1 });
/** Hours from now, 0 often: what begins now has begun, what ends now has ended. */
const near = fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 50 }));

const licence = fc.record({
  region: mostly('*', fc.constantFrom(...REGIONS)),
  from: fc.option(near),
  until: fc.option(near),
});
/** Items that pins name, beside 30 films that anybody may see. */
const special = fc.record({
  maturity: mostly('kids', fc.constantFrom(...MATURITIES)),
  blocked: mostly(false, fc.boolean()),
  isEpisode: fc.boolean(),
  licences: mostly([{ region: '*', from: null, until: null }], fc.array(licence, { minLength: 1, maxLength: 2 })),
});
const itemNo = fc.integer({ min: 25, max: 42 });

const pin = fc.record({
  itemNo,
  place: fc.constantFrom(
    ...ROW_IDS,
    'trending',
    'kind:popular',
    'kind:genre',
    'kind:collection',
    'kind:my-list',
    'kind:trending',
  ),
  position: fc.integer({ min: 0, max: 4 }),
  priority: fc.integer({ min: 0, max: 2 }),
  age: fc.integer({ min: 0, max: 3 }),
  from: mostly(-1000, near),
  until: mostly(1000, near),
  timeZone: fc.constantFrom(...ZONES),
  repeat: fc.oneof(
    fc.constant(null),
    fc.record({
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: fc.constantFrom('00:00', '01:30', '02:00', '02:30', '11:45', '18:00', '23:00'),
      until: fc.constantFrom('01:00', '02:15', '03:00', '12:00', '18:45', '24:00'),
    }),
  ),
  audience: mostly(
    {},
    fc.record(
      {
        regions: fc.subarray(REGIONS),
        surfaces: fc.subarray([...SURFACES]),
        maturities: fc.subarray([...MATURITIES]),
        languages: fc.subarray(['pt', 'pt-BR', 'de']),
        newUsers: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  ),
  ifRowAbsent: fc.constantFrom('withhold' as const, 'insert' as const),
  ifWatched: fc.constantFrom('withhold' as const, 'show' as const),
  enabled: mostly(true, fc.constant(false)),
});

const world = fc.record({
  specials: fc.array(special, { minLength: 10, maxLength: 10 }),
  pins: fc.array(pin, { minLength: 4, maxLength: 12, size: 'max' }),
  did: fc.array(
    fc.record({ type: fc.constantFrom('complete', 'complete', 'complete', 'play', 'hide', 'unhide'), itemNo }),
    { maxLength: 12, size: 'max' },
  ),
  moment: fc.constantFrom(...MOMENTS),
  minutes: fc.integer({ min: -30 * 60, max: 30 * 60 }),
  request: fc.record({
    region: fc.option(fc.constantFrom(...REGIONS, 'FR')),
    language: fc.option(fc.constantFrom('pt', 'PT-br', 'de-AT', 'en')),
    maturity: mostly('adult', fc.constantFrom(...MATURITIES)),
    surface: fc.constantFrom(...SURFACES),
    items: fc.integer({ min: 1, max: 6 }),
    excludeItemIds: fc.array(
      itemNo.map((no) => `i${no}`),
      { maxLength: 2 },
    ),
  }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Films 1 to 30 and what is special, 31 to 40; i40 is a series, i41 and i42 are not there. */
function itemsOf({ specials }: World, nowMs: number): StoredItem[] {
  const films = Array.from({ length: 30 }, (_, at) => aStoredItem(at + 1, { genres: ['Drama'] }));
  const time = (hours: number | null) => (hours === null ? null : iso(nowMs + hours * HOUR_MS));
  return films.concat(
    specials.map(({ maturity, blocked, isEpisode, licences }, at) =>
      aStoredItem(31 + at, {
        ...{ maturity, blocked },
        windows: licences.map(({ region, from, until }) => ({ region, from: time(from), until: time(until) })),
        ...(at === 9
          ? { type: 'series' }
          : isEpisode
            ? { type: 'episode', seriesId: 'i40', season: 1, episode: at }
            : {}),
      }),
    ),
  );
}

function pinOf(given: World['pins'][number], pinNo: number, nowMs: number) {
  const { itemNo: no, place, age, from, until, ...rest } = given;
  const isKind = place.startsWith('kind:');
  return aPin(pinNo, {
    ...rest,
    itemId: `i${no}`,
    rowId: isKind ? null : place,
    rowKind: isKind ? (place.slice(5) as Pin['rowKind']) : null,
    from: iso(nowMs + from * HOUR_MS),
    until: iso(nowMs + until * HOUR_MS),
    createdAt: iso(NOW_MS - age * DAY_MS),
  });
}

test('each pin shows exactly where and when it should, or is withheld with exactly that reason', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const nowMs = Date.parse(given.moment) + given.minutes * 60_000;
      const items = itemsOf(given, nowMs);
      const pins = given.pins.map((one, at) => pinOf(one, at + 1, nowMs));
      const uses = Object.fromEntries(items.map(({ itemNo: no }) => [no, 100 - no]));
      // Episodes are left alone: when a series counts as watched is another matter.
      const did = given.did.filter(({ itemNo: no }) => no <= 30 || (no < 40 && !given.specials[no - 31]!.isEpisode));
      const state = aState(...did);
      const request = { ...given.request, nowMs, rows: 12, rowIds: ROW_IDS };
      const page = (pinned: typeof pins) => makePage(aSnapshot({ items, uses, pins: pinned }), state, request);
      const bare = await page([]);
      const { page: made, decision } = await page(pins);

      const of = (type: string) => did.filter((one) => one.type === type).map(({ itemNo: no }) => `i${no}`);
      const hidden = new Set<string>();
      for (const { type, itemNo: no } of did) {
        if (type === 'hide') hidden.add(`i${no}`);
        if (type === 'unhide') hidden.delete(`i${no}`);
      }
      const eligibility = createEligibilityOracle(items);
      const known = new Set(items.map(({ item }) => item.itemId));
      const fates = fatesOfPins(
        {
          pins,
          eligibility,
          viewer: {
            ...given.request,
            uses: of('complete').length + of('play').length,
            watched: new Set(of('complete')),
            hidden,
            excluded: new Set(given.request.excludeItemIds.filter((id) => known.has(id)).map(eligibility.titleOf)),
          },
          nowMs,
          standing: bare.page.rows.map(({ rowId }) => rowId),
          rowIds: ROW_IDS,
          items: given.request.items,
        },
        (rowId) => made.rows.find((row) => row.rowId === rowId)!.items.length,
      );

      const became = new Map<string, unknown>(decision.withheld.map(({ pinId, reason }) => [pinId, reason]));
      for (const [at, pinNo] of decision.slots.pinNo.entries()) {
        if (pinNo === 0) continue;
        const row = made.rows[decision.slots.rowIndex[at]!]!;
        const slot = row.items[decision.slots.position[at]!]!;
        expect([slot.itemId, slot.pinned]).toEqual([`i${given.pins[pinNo - 1]!.itemNo}`, true]);
        became.set(`pin-${pinNo}`, { rowId: row.rowId, position: slot.position });
      }
      const inOrder = (all: ReadonlyMap<string, unknown>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(inOrder(became)).toEqual(inOrder(fates));
      for (const fate of fates.values()) {
        const name = typeof fate === 'string' ? fate : 'shown';
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      seen.set('of others', (seen.get('of others') ?? 0) + pins.length - fates.size);
    }),
    { numRuns: 800 },
  );
  // A property that is only ever asked about easy pins proves little.
  for (const name of [
    'shown',
    'not-eligible',
    'watched',
    'hidden',
    'row-absent',
    'lost-to-pin',
    'shown-above',
    'of others',
  ]) {
    expect([name, seen.has(name)]).toEqual([name, true]);
  }
}, 120_000);
