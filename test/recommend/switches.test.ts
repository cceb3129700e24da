import { describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Switch, SwitchName } from '../../src/domain/switches.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aSnapshot, aState, makePage, makeRow, makeSimilar, NOW_MS } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const items = Array.from({ length: 300 }, (_, at) => aStoredItem(at + 1, { genres: [['Drama', 'War'][at % 2]!] }));
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, 400 - itemNo]));
const pins = [aPin(1, { itemId: 'i50', rowId: 'trending', position: 1 })];
const state = aState({ type: 'complete', itemNo: 10 });
const off = (...names: SwitchName[]): Switch[] =>
  names.map((name) => ({ name, state: 'off', untilMs: null, reason: 'a test' }));

/** A page on which every slot that may be is left to chance, and some are for new items. */
const tv = { ...DEFAULT_TEMPLATES.tv, exploration: { share: 1, temperature: 1, among: 20, floor: 0.5 } };
const bold: Snapshot = {
  ...aSnapshot({ items, uses, models: tinyPackage, pins }),
  templates: { ...DEFAULT_TEMPLATES, tv: { ...tv, newItems: { minimum: 100, days: 28, share: 1 } } },
  exposure: {
    served: new Float32Array(300).fill(1_000).fill(0, 250),
    addedAtMs: new Float64Array(300).fill(NOW_MS - 86_400_000),
  },
};

describe('what is turned off', () => {
  test("exploration: nothing is left to chance, and no slot is a new item's", async () => {
    const { decision: untouched } = await makePage(bold, state);
    expect(untouched.slots.propensity.some((propensity) => propensity < 1)).toBe(true);
    expect(untouched.slots.explored.some((explored) => explored === 1)).toBe(true);
    const still = { ...bold, switches: off('exploration') };
    const { decision, page } = await makePage(still, state);
    expect(decision.slots.propensity.every((propensity) => propensity === 1)).toBe(true);
    expect(decision.slots.explored.every((explored) => explored === 0)).toBe(true);
    expect(page.rows.flatMap((row) => row.items.map(({ reason }) => reason.code))).not.toContain('new-here');
    const otherwise = await makePage(still, state, { randomSeed: 99 });
    expect(otherwise.page.rows).toEqual(page.rows);
    expect([page.rung, decision.switches]).toEqual(['R0', ['exploration']]);
  });

  test('a kind of row: it is gone from every page, whatever a pin wants, and others stand', async () => {
    const { page: untouched } = await makePage(bold, state);
    expect(untouched.rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['trending', 'genre']));
    const without = { ...bold, switches: off('row:trending', 'row:genre') };
    const { page, decision } = await makePage(without, state);
    for (const { kind } of page.rows) expect(['trending', 'genre']).not.toContain(kind);
    expect(page.rows.length).toBeGreaterThan(0);
    expect(decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'row-absent' }]);
    expect(decision.switches).toEqual(['row:trending', 'row:genre']);
    expect((await makeRow(without, 'trending', state)).page.rows).toEqual([]);
    expect((await makeRow(without, 'top-picks', state)).page.rows).toHaveLength(1);
  });

  test('is noted on every kind of page; what is on, or on again, is not', async () => {
    const switches: Switch[] = [
      ...off('experiments'),
      { name: 'ranker', state: 'off', untilMs: NOW_MS, reason: 'over' },
      { name: 'exploration', state: 'on', untilMs: null, reason: '' },
    ];
    const snapshot = { ...bold, switches };
    for (const { decision } of [
      await makePage(snapshot, state),
      await makeRow(snapshot, 'top-picks', state),
      await makeSimilar(snapshot, 'i10', state),
    ]) {
      expect([decision.rung, decision.switches]).toEqual(['R0', ['experiments']]);
    }
    expect((await makePage(bold, state)).decision.switches).toEqual([]);
  });
});
