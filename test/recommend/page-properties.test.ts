import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInAudience } from '../../src/domain/audience.ts';
import { hasBit } from '../../src/domain/catalogue.ts';
import { isEligible } from '../../src/domain/eligibility.ts';
import {
  ITEM_TYPES,
  type ItemType,
  MATURITIES,
  type Maturity,
  maturityRank,
  type StoredItem,
} from '../../src/domain/item.ts';
import { ROW_KINDS } from '../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, type PageTemplate } from '../../src/domain/page-template.ts';
import { type Pin, SURFACES, WITHHELD_REASONS, type WithheldReason } from '../../src/domain/pin.ts';
import type { StoredPin } from '../../src/domain/ports/pin-store.ts';
import { type Repeat, WEEKDAYS } from '../../src/domain/repeat.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { isNewUser } from '../../src/features/new-user.ts';
import { hiddenTitles, watchedTitles } from '../../src/features/title-sets.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, type Made, makePage, makeRow, makeSimilar, NOW_MS } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';
import { isOnByTheWall } from '../support/wall-clock.ts';

const DAY_MS = 86_400_000;
const REGIONS = ['DE', 'US'];
const day = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();
const days = fc.integer({ min: -5, max: 5 });

/** Mostly the first, so that pages are full; the others often enough to matter. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 4 }, { arbitrary: other, weight: 1 });
const window = fc.record({
  region: mostly<string>('*', fc.constantFrom(...REGIONS)),
  from: mostly<string | null>(null, days.map(day)),
  until: mostly<string | null>(null, days.map(day)),
});
const item = fc.record({
  type: mostly<ItemType>('film', fc.constantFrom(...ITEM_TYPES)),
  maturity: fc.constantFrom(...MATURITIES),
  genres: fc.subarray(['Drama', 'War', 'Crime']),
  cast: fc.subarray(['Ann', 'Bo']),
  seriesId: fc.option(fc.integer({ min: 1, max: 40 }).map((itemNo) => `i${itemNo}`)),
  season: fc.option(fc.integer({ min: 1, max: 2 })),
  episode: fc.option(fc.integer({ min: 1, max: 4 })),
  releaseDate: fc.option(fc.integer({ min: -1000, max: 100 }).map(day)),
  windows: fc.array(window, { minLength: 1, maxLength: 2 }),
  blocked: mostly(false, fc.boolean()),
});
const items = fc
  .oneof(
    { arbitrary: fc.array(item, { minLength: 30, maxLength: 80 }), weight: 9 },
    { arbitrary: fc.array(item), weight: 1 },
  )
  .map((made): StoredItem[] => made.map((changes, at) => aStoredItem(at + 1, changes)));

const itemNo = fc.integer({ min: 1, max: 70 });
const state: fc.Arbitrary<UserState | null> = fc.option(
  fc
    .array(
      fc.record({
        type: fc.constantFrom('complete', 'progress', 'rate', 'hide', 'unhide', 'play', 'dismiss', 'list-add'),
        itemNo,
        value: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((did) => aState(...did)),
);

const pin: fc.Arbitrary<Parameters<typeof aPin>[1]> = fc.record({
  itemId: itemNo.map((no) => `i${no}`),
  position: fc.integer({ min: 0, max: 12 }),
  priority: fc.integer({ min: 0, max: 2 }),
  from: mostly(day(-9), days.map(day)),
  until: mostly(day(9), days.map(day)),
  ifRowAbsent: fc.constantFrom('withhold', 'insert'),
  ifWatched: fc.constantFrom('withhold', 'show'),
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
  enabled: mostly(true, fc.constant(false)),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
  repeat: mostly<Repeat | null>(
    null,
    fc.record({
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: fc.constantFrom('00:00', '11:45', '12:05', '17:45', '23:00'),
      until: fc.constantFrom('12:00', '12:07', '13:10', '17:50', '24:00'),
    }),
  ),
});
const place = fc.oneof(
  fc
    .constantFrom('popular', 'top-picks', 'trending', 'genre:war', 'collection:c1', 'because-you-watched:i3')
    .map((rowId) => ({ rowId })),
  fc.constantFrom(...ROW_KINDS).map((rowKind) => ({ rowKind, rowId: null })),
);
const pins = fc
  .array(fc.tuple(pin, place), { maxLength: 10, size: 'max' })
  .map((made): StoredPin[] => made.map(([changes, where], at) => aPin(at + 1, { ...changes, ...where })));

const request: fc.Arbitrary<Partial<PageRequest>> = fc.record(
  {
    region: fc.option(fc.constantFrom('DE', 'US', 'FR')),
    language: fc.option(fc.constantFrom('pt', 'PT-br', 'de-AT')),
    maturity: mostly<Maturity>('adult', fc.constantFrom(...MATURITIES)),
    surface: fc.constantFrom(...SURFACES),
    rows: fc.integer({ min: 1, max: 12 }),
    items: fc.integer({ min: 1, max: 15 }),
    excludeItemIds: fc.array(
      itemNo.map((no) => `i${no}`),
      { maxLength: 3 },
    ),
    nowMs: fc.integer({ min: -6, max: 6 }).map((at) => NOW_MS + at * DAY_MS),
  },
  { requiredKeys: ['region', 'language', 'maturity', 'surface', 'rows', 'items', 'excludeItemIds', 'nowMs'] },
);

/** From the full pipeline down to pages without a user, a model, counts or working parts. */
const condition = fc.constantFrom(
  'whole',
  'half-known',
  'no model',
  'no counts',
  'broken ranker',
  'broken plan',
  'nothing but editors',
);
const world: fc.Arbitrary<World> = fc.record({
  items,
  state,
  pins,
  request: fc.tuple(request, fc.integer()).map(([asked, randomSeed]) => ({ ...asked, randomSeed })),
  condition,
  chance: fc.boolean(),
});
interface World {
  readonly items: StoredItem[];
  readonly state: UserState | null;
  readonly pins: StoredPin[];
  readonly request: Partial<PageRequest>;
  readonly condition: string;
  readonly chance: boolean;
}

interface Outcome extends Made {
  readonly snapshot: Snapshot;
  readonly request: Partial<PageRequest>;
  readonly state: UserState;
}

type Make = (snapshot: Snapshot, given: World) => Promise<Made>;
const home: Make = (snapshot, given) => makePage(snapshot, given.state, given.request);

async function outcomeOf(given: World, make: Make = home): Promise<Outcome> {
  const { condition: as } = given;
  const made = aSnapshot({
    items: given.items,
    pins: given.pins,
    uses:
      as === 'no counts' || as === 'nothing but editors'
        ? {}
        : Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at + 1, at % 7])),
    models: as.startsWith('no ')
      ? null
      : (catalogue) => {
          const model = tinyPackage(catalogue, { knownShare: as === 'half-known' ? 0.5 : 1 });
          if (as === 'broken ranker') model.ranker.dispose();
          return model;
        },
    fallback: {
      popular: { kids: [], teen: [], adult: as === 'nothing but editors' ? [] : ['i3', 'i5'] },
      editors: ['i1', 'i2', 'i9'],
    },
  });
  const { tv, web, mobile } = DEFAULT_TEMPLATES;
  const drawn = (template: PageTemplate): PageTemplate => ({
    ...template,
    exploration: { ...template.exploration, share: 0.5 },
  });
  if (given.chance) {
    Object.assign(made, {
      templates: { tv: drawn(tv), web: drawn(web), mobile: drawn(mobile) },
      exposure: {
        served: new Float32Array(made.catalogue.size),
        addedAtMs: Float64Array.from({ length: made.catalogue.size }, (_, dense) => NOW_MS - dense * DAY_MS),
      },
    });
  }
  // What no stage is ready for: every plan that looks at the genres throws, and the page is made without the user.
  const snapshot =
    as === 'broken plan' || as === 'nothing but editors'
      ? { ...made, lists: { ...made.lists, genreOffsets: undefined as unknown as Int32Array } }
      : made;
  const outcome = await make(snapshot, given);
  return { ...outcome, snapshot, request: given.request, state: given.state ?? EMPTY_STATE };
}

const holdsFor = (check: (outcome: Outcome, given: World) => void, make: Make = home, numRuns = 400) =>
  fc.assert(
    fc.asyncProperty(world, async (given) => check(await outcomeOf(given, make), given)),
    { numRuns },
  );

const audienceOf = ({ request: { region, maturity } }: Outcome) => ({
  region: region ?? null,
  maturityMax: maturityRank(maturity!),
});
const denseOf = ({ snapshot }: Outcome, itemId: string) => snapshot.catalogue.denseOfItemId(itemId);
const titleOf = (outcome: Outcome, itemId: string) => outcome.snapshot.catalogue.titleOf[denseOf(outcome, itemId)]!;
const slotsOf = ({ page }: Outcome) => page.rows.flatMap((row) => row.items);

function showsOnlyTheEligible(outcome: Outcome): void {
  const nowMs = outcome.request.nowMs!;
  for (const { itemId, resume } of slotsOf(outcome)) {
    for (const shown of [itemId, resume?.itemId ?? itemId]) {
      expect(isEligible(outcome.snapshot.catalogue, denseOf(outcome, shown), audienceOf(outcome), nowMs)).toBe(true);
    }
  }
  expect(outcome.fallbacks).not.toContain('eligibility-again removed');
  expect(Date.parse(outcome.page.expiresAt)).toBeGreaterThan(nowMs);
}

function standsOnce(outcome: Outcome): void {
  const titles = slotsOf(outcome).map(({ itemId }) => titleOf(outcome, itemId));
  expect(new Set(titles).size).toBe(titles.length);
}

describe('whatever the catalogue, the user, the time, the pins and the rung', () => {
  test('nothing stands on a page that its audience may not see', async () => {
    await holdsFor(showsOnlyTheEligible);
  });

  test('no title stands twice, no row is empty, propensities are such, and the limits hold', async () => {
    await holdsFor((outcome, given) => {
      const titles = slotsOf(outcome).map(({ itemId }) => titleOf(outcome, itemId));
      expect(new Set(titles).size).toBe(titles.length);
      expect(outcome.page.rows.length).toBeLessThanOrEqual(outcome.request.rows!);
      for (const row of outcome.page.rows) {
        expect(row.items.length).toBeGreaterThan(0);
        expect(row.items.length).toBeLessThanOrEqual(outcome.request.items!);
        expect(row.items.map((slot) => slot.position)).toEqual([...row.items.keys()]);
        for (const { propensity, pinned } of row.items) {
          expect(propensity).toBeGreaterThan(0);
          expect(propensity).toBeLessThanOrEqual(1);
          const isDrawn = given.chance && outcome.page.rung < 'R3' && !pinned;
          if (!isDrawn) expect(propensity).toBe(1);
        }
      }
    });
  });

  test('what is hidden, excluded or watched is not shown but where a pin or the user began it', async () => {
    await holdsFor((outcome) => {
      const { catalogue } = outcome.snapshot;
      // The last rung knows nothing of the user: not even asking about one may fail it.
      const withoutUser = outcome.page.rung === 'R5';
      const hidden = hiddenTitles(outcome.state, catalogue);
      const { watched } = watchedTitles(outcome.state, catalogue);
      for (const row of outcome.page.rows) {
        for (const { itemId, pinned } of row.items) {
          expect(outcome.request.excludeItemIds).not.toContain(itemId);
          if (withoutUser) continue;
          expect(hasBit(hidden, titleOf(outcome, itemId))).toBe(false);
          // Rows of what the user knows; and a channel is never over.
          const mayBeWatched = pinned || ['continue-watching', 'watch-again', 'live-now'].includes(row.kind);
          // A clip of a series is not the series.
          const isExtra = row.kind === 'more-from' && denseOf(outcome, itemId) !== titleOf(outcome, itemId);
          expect(mayBeWatched || isExtra || !hasBit(watched, titleOf(outcome, itemId))).toBe(true);
        }
      }
    });
  });

  test('a pin stands where it belongs, or is withheld with the right reason; never for others, never after its time', async () => {
    await holdsFor((outcome, given) => {
      const { page, decision } = outcome;
      const due = given.pins.filter(
        ({ pin }) =>
          pin.enabled &&
          Date.parse(pin.from) <= outcome.request.nowMs! &&
          outcome.request.nowMs! < Date.parse(pin.until) &&
          (pin.repeat === null || isOnByTheWall(pin.repeat, pin.timeZone, outcome.request.nowMs!)) &&
          isInAudience(pin.audience, {
            region: outcome.request.region!,
            language: outcome.request.language!,
            isNewUser: isNewUser(outcome.state),
            surface: outcome.request.surface!,
            maturity: outcome.request.maturity!,
          }),
      );
      const stands = new Map<number, number>();
      for (const [at, pinNo] of decision.slots.pinNo.entries()) if (pinNo > 0) stands.set(pinNo, at);
      const withheld = new Map(decision.withheld.map(({ pinId, reason }) => [pinId, reason as WithheldReason]));
      expect(stands.size + withheld.size).toBe(due.length);
      const standing = due.filter(({ pinNo }) => stands.has(pinNo));
      for (const { pin } of due) {
        const reason = withheld.get(pin.pinId);
        if (reason === undefined) continue;
        expect(WITHHELD_REASONS).toContain(reason);
        expect([
          reason,
          isWhy(
            reason,
            pin,
            standing.map((other) => other.pin),
            outcome,
          ),
        ]).toEqual([reason, true]);
      }
      for (const { pin, pinNo } of due) {
        const at = stands.get(pinNo);
        if (at === undefined) {
          expect(withheld.has(pin.pinId)).toBe(true);
          continue;
        }
        const row = page.rows[decision.slots.rowIndex[at]!]!;
        const slot = row.items[decision.slots.position[at]!]!;
        expect([slot.itemId, slot.pinned, slot.reason.code]).toEqual([pin.itemId, true, 'pinned']);
        expect(pin.rowId ?? row.rowId).toBe(row.rowId);
        expect(pin.rowKind ?? row.kind).toBe(row.kind);
        // At its slot; where the row is too short for that, with only pins behind it.
        const behind = row.items.slice(slot.position + 1);
        expect(
          slot.position === pin.position || (slot.position < pin.position && behind.every(({ pinned }) => pinned)),
        ).toBe(true);
      }
    });
  });

  /** Whether the reason why the pin was withheld is true of the page, told without the code that gave it. */
  function isWhy(reason: WithheldReason, pin: Pin, standing: readonly Pin[], outcome: Outcome): boolean {
    const { snapshot, request: asked, page, state: user } = outcome;
    const { catalogue } = snapshot;
    const dense = denseOf(outcome, pin.itemId);
    const may = (one: number) => one >= 0 && isEligible(catalogue, one, audienceOf(outcome), asked.nowMs!);
    if (!may(dense)) return reason === 'not-eligible';
    const title = catalogue.titleOf[dense]!;
    const named = (row: { rowId: string; kind: string }) =>
      pin.rowId === null ? row.kind === pin.rowKind : row.rowId === pin.rowId;
    switch (reason) {
      case 'not-eligible':
        return (
          !may(title) || asked.excludeItemIds!.some((id) => denseOf(outcome, id) >= 0 && titleOf(outcome, id) === title)
        );
      case 'hidden':
        return hasBit(hiddenTitles(user, catalogue), title);
      case 'watched':
        return pin.ifWatched === 'withhold' && hasBit(watchedTitles(user, catalogue).watched, title);
      case 'shown-above':
        return standing.some((other) => titleOf(outcome, other.itemId) === title);
      case 'lost-to-pin':
        return page.rows.some(
          (row) =>
            named(row) &&
            (row.items.filter(({ pinned }) => pinned).length === asked.items ||
              standing.some(
                (other) => other.position === pin.position && row.items.some(({ itemId }) => itemId === other.itemId),
              )),
        );
      case 'row-absent':
        // A weaker pin may have brought the row that this one asked for in vain.
        return !page.rows.some(named) || standing.some((other) => other.ifRowAbsent === 'insert');
      default:
        return false;
    }
  }

  test('until a page expires no pin begins or ends for its audience', async () => {
    await holdsFor((outcome, given) => {
      const { nowMs, region, language, surface, maturity } = outcome.request;
      const facts = { region: region!, language: language!, surface: surface!, maturity: maturity! };
      const isNew = isNewUser(outcome.state);
      for (const { pin } of given.pins) {
        if (!pin.enabled || !isInAudience(pin.audience, { ...facts, isNewUser: isNew })) continue;
        const isOn = (atMs: number) =>
          Date.parse(pin.from) <= atMs &&
          atMs < Date.parse(pin.until) &&
          (pin.repeat === null || isOnByTheWall(pin.repeat, pin.timeZone, atMs));
        for (let atMs = nowMs!; atMs < Date.parse(outcome.page.expiresAt); atMs += 60_000) {
          expect(isOn(atMs)).toBe(isOn(nowMs!));
        }
      }
    });
  });

  test('a row is short only if everything it could show stands on the page, or is promised to rows that had no place on it', async () => {
    await holdsFor((outcome) => {
      const { snapshot, request: asked, page } = outcome;
      const { catalogue, lists } = snapshot;
      const shown = new Set(slotsOf(outcome).map(({ itemId }) => titleOf(outcome, itemId)));
      const hidden = hiddenTitles(outcome.state, catalogue);
      const { watched } = watchedTitles(outcome.state, catalogue);
      const excluded = new Set(
        asked.excludeItemIds!.filter((id) => denseOf(outcome, id) >= 0).map((id) => titleOf(outcome, id)),
      );
      const could = (title: number) =>
        isEligible(catalogue, title, audienceOf(outcome), asked.nowMs!) &&
        !hasBit(hidden, title) &&
        !hasBit(watched, title) &&
        !excluded.has(title) &&
        !shown.has(title);
      if (outcome.fallbacks.includes('page failed')) return;
      for (const row of page.rows) {
        if (row.items.length === asked.items) continue;
        const genre = catalogue.genres.indexOf(row.title);
        const reserve =
          row.rowId === 'top-picks'
            ? lists.byUses
            : row.rowId === 'popular'
              ? lists.byUses.subarray(0, lists.usedCount)
              : row.rowId === 'trending'
                ? lists.byTrend
                : row.kind === 'genre' && genre >= 0
                  ? lists.genreTitles.subarray(lists.genreOffsets[genre], lists.genreOffsets[genre + 1])
                  : new Int32Array(0);
        // On a full page, no more than the five best rows to come are promised: four titles each.
        const promised = page.rows.length < asked.rows! ? 0 : 20;
        expect(Array.from(reserve).filter(could).length).toBeLessThanOrEqual(promised);
      }
    });
  });

  test('what goes with an item, and a row alone, keep the same promises', async () => {
    const withdrawn = (error: unknown): Made => {
      expect(error).toMatchObject({ code: expect.stringMatching(/^unknown-(item|row)$/) });
      return NO_PAGE;
    };
    const similar: Make = (snapshot, given) => makeSimilar(snapshot, 'i3', given.state, given.request).catch(withdrawn);
    const row =
      (rowId: string): Make =>
      (snapshot, given) =>
        makeRow(snapshot, rowId, given.state, given.request).catch(withdrawn);
    for (const make of [
      similar,
      row('continue-watching'),
      row('top-picks'),
      row('because-you-watched:i3'),
      row('genre:war'),
    ]) {
      await holdsFor(
        (outcome) => {
          if (outcome.page === NO_PAGE.page) return;
          showsOnlyTheEligible(outcome);
          standsOnce(outcome);
          expect(outcome.page.rows.length).toBeLessThanOrEqual(1);
          for (const { itemId } of slotsOf(outcome)) expect(outcome.request.excludeItemIds).not.toContain(itemId);
          if (make === similar) expect(outcome.decision.slots.itemNo).not.toContain(3);
        },
        make,
        60,
      );
    }
  });
});

/** Stands for a page that was refused. */
const NO_PAGE = { page: {}, decision: {}, fallbacks: [], readKeys: [] } as unknown as Made;
