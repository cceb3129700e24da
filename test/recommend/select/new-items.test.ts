import { describe, expect, test } from '@jest/globals';
import type { ItemExposure } from '../../../src/domain/item-exposure.ts';
import { sourceNo } from '../../../src/domain/page.ts';
import { binomialTail } from '../../support/binomial.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, aState, makePage, NOW_MS } from '../../support/pages.ts';
import { type GivenSelection, PLAIN, selected } from '../../support/selection.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const DAY_MS = 86_400_000;
const NEW_ITEM = sourceNo('new-item');
const SLOT = 2;

describe('the slot for a new item', () => {
  const items = Array.from({ length: 12 }, (_, at) => aStoredItem(at + 1, {}));
  /** Items 9 to 11 are new; of 11 half the impressions are there, 12 has all of them. */
  const exposure: ItemExposure = {
    served: Float32Array.from(items, ({ itemNo }) => (itemNo === 11 ? 50 : itemNo === 12 ? 100 : 0)),
    addedAtMs: new Float64Array(items.length).fill(NOW_MS),
  };
  const given: GivenSelection = {
    items,
    rows: [{ rowId: 'top-picks', kind: 'personal', proposed: [1, 2, 3, 4, 5, 6, 9], newcomers: [9, 10, 11, 12] }],
    scores: (itemNo) => 1 / (1 + itemNo),
    exposure,
    template: {
      visibleSlots: SLOT + 1,
      newItems: { minimum: 100, days: 28, share: 0.5 },
      exploration: { share: 0, temperature: 1, among: 5, floor: 0.1 },
    },
    request: { items: 5 },
  };
  const pages = Array.from(
    { length: 4000 },
    (_, randomSeed) => selected({ ...given, request: { items: 5, randomSeed } })[0]!.slots,
  );

  test('is the last one in view, on its share of the pages, and its propensity is how often who stands in it does', () => {
    const counts = new Map<number, { hits: number; propensity: number }>();
    for (const page of pages) {
      for (const [slot, { placedBy, propensity }] of page.entries()) {
        if (slot !== SLOT) expect([placedBy, propensity]).toEqual([null, 1]);
      }
      const { itemNo, propensity } = page[SLOT]!;
      counts.set(itemNo, { hits: (counts.get(itemNo)?.hits ?? 0) + 1, propensity });
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([3, 9, 10, 11]);
    let whole = 0;
    for (const { hits, propensity } of counts.values()) {
      whole += propensity;
      expect(binomialTail(hits, pages.length, propensity)).toBeGreaterThan(1e-7);
      expect(1 - binomialTail(hits + 1, pages.length, propensity)).toBeGreaterThan(1e-7);
    }
    expect(Math.abs(whole - 1)).toBeLessThan(1e-6);
    expect(counts.get(3)!.propensity).toBe(0.5);
    // Of two of about the same score who lacks half as much has half the chance.
    expect(counts.get(11)!.propensity / counts.get(10)!.propensity).toBeCloseTo(0.5, 1);
  });

  test('says that being new put it there, and that the best stands elsewhere', () => {
    for (const page of pages) {
      const { itemNo, placedBy, explored } = page[SLOT]!;
      expect([placedBy, explored]).toEqual(itemNo === 3 ? [null, false] : [NEW_ITEM, true]);
    }
  });

  test('is drawn beside exploration: both are in the propensity', () => {
    const template = { ...given.template, exploration: { share: 0.6, temperature: 1, among: 5, floor: 0.1 } };
    const drawn = Array.from(
      { length: 4000 },
      (_, randomSeed) => selected({ ...given, template, request: { items: 5, randomSeed } })[0]!.slots,
    ).filter((page) => page[0]!.itemNo === 1 && page[1]!.itemNo === 2);
    const hits = drawn.filter((page) => page[SLOT]!.itemNo === 9);
    expect(new Set(hits.map((page) => page[SLOT]!.propensity)).size).toBe(1);
    const { propensity } = hits[0]![SLOT]!;
    expect(binomialTail(hits.length, drawn.length, propensity)).toBeGreaterThan(1e-7);
    expect(1 - binomialTail(hits.length + 1, drawn.length, propensity)).toBeGreaterThan(1e-7);
  });

  test.each<[string, Partial<GivenSelection>]>([
    ['no minimum is set', { template: { ...given.template, newItems: { minimum: 0, days: 28, share: 1 } } }],
    ['all have theirs', { exposure: { ...exposure, served: new Float32Array(12).fill(100) } }],
    ['exploration is off', { switches: [{ name: 'exploration', state: 'off', untilMs: null, reason: '' }] }],
    ['nothing has a score', { scored: false }],
    ['all stand on the page already', { request: { shown: shown([9, 10, 11]) } }],
  ])('is as any other where %s', (_, changes) => {
    for (let randomSeed = 0; randomSeed < 30; randomSeed++) {
      const request = { items: 5, ...changes.request, randomSeed };
      const [row] = selected({ ...given, ...changes, request });
      expect(row!.slots.map(({ propensity, placedBy }) => [propensity, placedBy])).toEqual(Array(5).fill([1, null]));
    }
  });

  test('comes once in a row, however often that goes on', () => {
    for (let randomSeed = 0; randomSeed < 30; randomSeed++) {
      const request = { items: 3, randomSeed, rowIds: ['top-picks'], shown: { ...shown([1, 2, 3]), countInRow: 3 } };
      const [row] = selected({ ...given, request });
      expect(row!.slots.map(({ placedBy }) => placedBy)).toEqual([null, null, null]);
    }
  });

  function shown(titleNos: readonly number[]) {
    return {
      parentId: 'p',
      rowIds: [],
      titleNos: Int32Array.from(titleNos),
      lastInRow: new Int32Array(),
      countInRow: 0,
    };
  }
});

describe('on a page', () => {
  const items = Array.from({ length: 300 }, (_, at) => aStoredItem(at + 1, { genres: ['Drama'] }));
  const uses = Object.fromEntries(items.slice(0, 200).map(({ itemNo }) => [itemNo, 300 - itemNo]));
  const made = aSnapshot({ items, uses, models: tinyPackage });
  const isNew = (itemNo: number): boolean => itemNo > 250 && itemNo <= 290;
  const snapshot = {
    ...made,
    templates: { tv: { ...PLAIN, newItems: { minimum: 10, days: 7, share: 1 } }, web: PLAIN, mobile: PLAIN },
    exposure: {
      served: Float32Array.from(items, ({ itemNo }) => (itemNo % 2 === 0 ? 10 : itemNo % 3)),
      addedAtMs: Float64Array.from(items, ({ itemNo }) => NOW_MS - (isNew(itemNo) ? 1 : 8) * DAY_MS),
    },
  };

  test('those that lack most are proposed: new to the catalogue and to the user, with fewer impressions than their due', async () => {
    const state = aState({ type: 'complete', itemNo: 251 }, { type: 'complete', itemNo: 10 });
    const stood = new Set<number>();
    for (let randomSeed = 0; randomSeed < 150; randomSeed++) {
      const { decision } = await makePage(snapshot, state, { randomSeed, rows: 2 });
      const at = decision.slots.source.indexOf(NEW_ITEM);
      expect(decision.slots.source.lastIndexOf(NEW_ITEM)).toBe(at);
      expect([decision.rowIds[decision.slots.rowIndex[at]!], decision.slots.position[at]]).toEqual(['top-picks', 5]);
      stood.add(decision.slots.itemNo[at]!);
    }
    for (const itemNo of stood) expect([isNew(itemNo), itemNo % 2, itemNo !== 251]).toEqual([true, 1, true]);
    expect(stood.size).toBeGreaterThan(3);
    // The bounded choice is among those with none before those with one or two.
    const none = items.filter(({ itemNo }) => isNew(itemNo) && itemNo % 2 === 1 && itemNo % 3 === 0).length;
    expect([...stood].filter((itemNo) => itemNo % 3 === 0).length).toBeGreaterThan(Math.min(none, 16) / 3);
  });

  test('nothing is where nobody knows what is new, or another surface gives none', async () => {
    const unknown = { ...snapshot, exposure: made.exposure };
    for (const [one, surface] of [
      [unknown, 'tv'],
      [snapshot, 'web'],
    ] as const) {
      const { decision } = await makePage(one, null, { surface });
      expect(decision.slots.source).not.toContain(NEW_ITEM);
    }
  });

  test('the reason given is that it is new here', async () => {
    const { page } = await makePage(snapshot, null, { rowIds: ['top-picks'] });
    expect(page.rows[0]!.items[5]!.reason).toEqual({ code: 'new-here', seedItemId: null });
  });
});
