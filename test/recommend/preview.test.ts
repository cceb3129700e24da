import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Page } from '../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, withoutChance } from '../../src/domain/page-template.ts';
import type { Pin } from '../../src/domain/pin.ts';
import type { Metrics } from '../../src/domain/ports/metrics.ts';
import type { StoredPin } from '../../src/domain/ports/pin-store.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { NOBODY } from '../../src/domain/user-key.ts';
import { createPageStages, type PageParts } from '../../src/recommend/page-stages.ts';
import { createPreview } from '../../src/recommend/preview.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aRequest, aSnapshot, makePage, NOW_MS, STILL_CLOCK } from '../support/pages.ts';
import { aService, DAY_MS, day, snapshotOf, type World, world } from '../support/previews.ts';
import { tinyPackage } from '../support/tiny-package.ts';

/** Pins that were made after all that are stored. */
const later = (drafted: World['drafted'], count: number): StoredPin[] =>
  drafted.map((one, at) => aPin(count + at + 1, { ...one, createdAt: day(0) }));
const pinOf = ({ pin: one }: StoredPin): Pin => one;
const still = (snapshot: Snapshot): Snapshot => ({ ...snapshot, templates: withoutChance(snapshot.templates) });

const holdsFor = (check: (given: World, snapshot: Snapshot) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(world, (given) => check(given, snapshotOf(given))),
    { numRuns: 120 },
  );

describe('a preview, whatever the catalogue, the user, the pins and the time', () => {
  test('without drafts is the page that is served with nothing left to chance, and differs in nothing', async () => {
    await holdsFor(async (given, snapshot) => {
      const { page, without, difference } = await aService(snapshot, given.state).preview(given.request);
      expect(difference).toEqual({ slots: [], rows: [] });
      expect(page.rows).toEqual(without.rows);
      const served = (await makePage(still(snapshot), given.state, given.request)).page;
      expect(page).toEqual({ ...served, logged: false });
    });
  });

  test('with drafts of pins is the page that is served when they are stored, and says of each where it stands or why not', async () => {
    let shown = 0;
    await holdsFor(async (given, snapshot) => {
      const drafts = later(given.drafted, given.stored.length);
      const made = await aService(snapshot, given.state).preview(given.request, { pins: drafts.map(pinOf) });
      const stored = { ...still(snapshot), pins: [...snapshot.pins, ...drafts] };
      const { page, decision } = await makePage(stored, given.state, given.request);
      expect(made.page).toEqual({ ...page, logged: false });
      for (const [at, { pinNo, pin: one }] of drafts.entries()) {
        const slot = decision.slots.pinNo.indexOf(pinNo);
        const rowId = decision.rowIds[decision.slots.rowIndex[slot]!];
        const reason = decision.withheld.find(({ pinId }) => pinId === one.pinId)?.reason ?? null;
        expect(made.pins[at]).toEqual({
          shown: slot < 0 ? null : { rowId, position: decision.slots.position[slot] },
          withheld: reason,
        });
        if (slot >= 0) shown++;
      }
    });
    // Some twenty, as it happens.
    expect(shown).toBeGreaterThan(3);
  });

  test('with another version of a pin is the page on which that stands in its place', async () => {
    await holdsFor(async (given, snapshot) => {
      if (snapshot.pins.length === 0 || given.drafted.length === 0) return;
      const { pinNo, pin: before } = snapshot.pins[0]!;
      const { pinId, createdAt } = before;
      const changed: Pin = { ...before, ...given.drafted[0]!, pinId, createdAt };
      const made = await aService(snapshot, given.state).preview(given.request, { pins: [changed] });
      const stored = { ...still(snapshot), pins: [{ pinNo, pin: changed }, ...snapshot.pins.slice(1)] };
      const { page } = await makePage(stored, given.state, given.request);
      expect(made.page.rows).toEqual(page.rows);
    });
  });

  test('tells every slot and row that differs, and no other', async () => {
    await holdsFor(async (given, snapshot) => {
      const rows = [
        { row: 'popular', atMost: 1, inAll: 1, place: 'top' as const },
        ...DEFAULT_TEMPLATES.tv.rows.slice(0, 7),
      ];
      const { page, without, difference } = await aService(snapshot, given.state).preview(given.request, {
        pins: later(given.drafted, given.stored.length).map(pinOf),
        templates: { tv: { ...DEFAULT_TEMPLATES.tv, rows } },
      });
      // The one page made into the other by what was told.
      const slots = new Map(
        without.rows.flatMap((row) => row.items.map((slot) => [`${row.rowId} ${slot.position}`, slot.itemId] as const)),
      );
      for (const { rowId, position, before, after } of difference.slots) {
        expect(slots.get(`${rowId} ${position}`) ?? null).toBe(before);
        expect(after).not.toBe(before);
        if (after === null) slots.delete(`${rowId} ${position}`);
        else slots.set(`${rowId} ${position}`, after);
      }
      const wanted = page.rows.flatMap((row) =>
        row.items.map((slot) => [`${row.rowId} ${slot.position}`, slot.itemId]),
      );
      expect(Object.fromEntries(slots)).toEqual(Object.fromEntries(wanted));
      const places = new Map(without.rows.map(({ rowId }, at) => [rowId, at]));
      for (const { rowId, before, after } of difference.rows) {
        expect(places.get(rowId) ?? null).toBe(before);
        if (after === null) places.delete(rowId);
        else places.set(rowId, after);
      }
      expect(Object.fromEntries(places)).toEqual(Object.fromEntries(page.rows.map(({ rowId }, at) => [rowId, at])));
    });
  });

  test('reads the user once, and neither logs, counts nor keeps anything; no page goes on from it', async () => {
    await holdsFor(async (given, snapshot) => {
      const service = aService(snapshot, given.state);
      const drafts = later(given.drafted, given.stored.length).map(pinOf);
      const { page, without } = await service.preview({ ...given.request, explain: true }, { pins: drafts });
      expect(service.told).toEqual(['read']);
      for (const { logged, next, rows } of [page, without]) {
        expect([logged, next, ...rows.map((row) => row.next)]).toEqual([false, null, ...rows.map(() => null)]);
      }
    });
  });

  test('leaves the pages that are served as they were, also by what the catalogue keeps of their audience', async () => {
    await holdsFor(async (given, snapshot) => {
      const service = aService(snapshot, given.state);
      const now = { ...given.request, nowMs: NOW_MS };
      const before = await service.page(now);
      const audience = { region: given.request.region, maturityMax: 2 };
      const set = snapshot.catalogue.eligible(audience, NOW_MS);
      for (const at of [20, -2, 3]) {
        const request = { ...now, nowMs: NOW_MS + at * DAY_MS };
        const { page } = await service.preview(request);
        // Nor does one preview change the next, of another moment.
        expect(page).toEqual((await aService(snapshotOf(given), given.state).preview(request)).page);
      }
      expect(snapshot.catalogue.eligible(audience, NOW_MS)).toBe(set);
      expect((await service.page(now)).rows.map(({ next: _, ...row }) => row)).toEqual(
        before.rows.map(({ next: _, ...row }) => row),
      );
    });
  });
});

describe('a preview', () => {
  const snapshot = aSnapshot({
    items: Array.from({ length: 30 }, (_, at) =>
      aStoredItem(at + 1, at === 20 ? { windows: [{ region: '*', from: day(5), until: null }] } : {}),
    ),
    uses: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 1, 40 - at])),
    models: tinyPackage,
  });

  test('travels: a pin of next Friday stands then, where its licence has begun by then, and not before', async () => {
    const { pin: friday } = aPin(1, { itemId: 'i21', position: 2, from: day(5), until: day(6) });
    const at = async (days: number) => {
      const { page, pins, difference } = await aService(snapshot, null).preview(
        { nowMs: NOW_MS + days * DAY_MS },
        { pins: [friday] },
      );
      const row = page.rows.find(({ rowId }) => rowId === 'popular')!;
      return { slot: row.items[2]!, fate: pins[0]!, changes: difference.slots.length };
    };
    const then = await at(5.5);
    expect(then.slot).toMatchObject({ itemId: 'i21', pinned: true });
    expect(then.fate).toEqual({ shown: { rowId: 'popular', position: 2 }, withheld: null });
    expect(then.changes).toBeGreaterThan(0);
    for (const other of [0, 4.9, 6]) {
      expect(await at(other)).toMatchObject({ fate: { shown: null, withheld: null }, changes: 0 });
    }
    const early = await aService(snapshot, null).preview({}, { pins: [{ ...friday, from: day(0) }] });
    expect(early.pins).toEqual([{ shown: null, withheld: 'not-eligible' }]);
  });

  test('of one day tells what leaves soon on that day, whichever day the one before was of', async () => {
    const until = [10, 35, 50].map(day);
    const leaving = aSnapshot({
      items: Array.from({ length: 30 }, (_, at) =>
        aStoredItem(at + 1, at < 3 ? { windows: [{ region: '*', from: null, until: until[at]! }] } : {}),
      ),
      uses: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 1, 40 - at])),
      models: tinyPackage,
    });
    const service = aService(leaving, null);
    const at = async (days: number) => {
      const { page } = await service.preview({ nowMs: NOW_MS + days * DAY_MS, rowIds: ['leaving-soon'] });
      return page.rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));
    };
    // Within these days no licence begins or ends.
    expect([await at(0), await at(8), await at(0)]).toEqual([['i1'], ['i1', 'i2'], ['i1']]);
    expect([await at(21), await at(34), await at(8)]).toEqual([
      ['i2', 'i3'],
      ['i2', 'i3'],
      ['i1', 'i2'],
    ]);
  });

  test('has who would be in a segment, and what is for it, by the draft of the segment and not the stored one', async () => {
    const stored = { id: 'vips', version: 1, createdAt: '', updatedAt: '', updatedBy: 'key-1' };
    const segment = (filter: string) => ({ ...stored, value: { name: '', filter, note: '' } });
    const pins = [aPin(1, { itemId: 'i5', rowId: 'popular', position: 0, audience: { segmentIds: ['vips'] } })];
    const films = Array.from({ length: 30 }, (_, at) => aStoredItem(at + 1));
    const uses = Object.fromEntries(films.map(({ itemNo }) => [itemNo, itemNo]));
    const made = { ...aSnapshot({ items: films, uses, pins }), segments: [segment('plays > 1000')] };
    const { preview } = aService(made, null);
    const isPinned = ({ rows }: Page) => rows.some(({ items }) => items.some(({ pinned }) => pinned));
    const asked = { userId: null, userKey: NOBODY, isNewUser: true };
    const drafted = async (filter: string, more: Partial<PageRequest> = {}) => {
      const both = await preview({ ...asked, ...more }, { segments: [segment(filter)] });
      return [isPinned(both.page), isPinned(both.without), ...both.segments];
    };
    expect(await drafted('plays < 5')).toEqual([true, false, true]);
    expect(await drafted('plays > 5')).toEqual([false, false, false]);
    expect(await drafted('plays > 5', { assumedSegmentIds: ['vips'] })).toEqual([true, true, true]);
    expect((await preview(asked)).segments).toEqual([]);
  });

  test('whose user cannot be read says so on both pages, and is made from one read', async () => {
    const parts: PageParts = {
      snapshot: () => snapshot,
      userStates: { read: () => Promise.reject(new Error('away')) },
      decisionLog: { record: () => true },
      clock: STILL_CLOCK,
      metrics: new Proxy({} as Metrics, { get: () => () => {} }),
    };
    const drafts = { pins: [], templates: {}, collections: [], rules: [], segments: [] };
    const made = await createPreview(parts, createPageStages(parts))(aRequest(), drafts);
    expect([made.page, made.without].map(({ rung, degraded }) => [rung, degraded])).toEqual([
      ['R2', true],
      ['R2', true],
    ]);
  });
});
