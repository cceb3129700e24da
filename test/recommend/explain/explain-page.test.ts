import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExplainedPage, ExplainedSlot, SlotRule } from '../../../src/domain/explanation.ts';
import type { Page } from '../../../src/domain/page.ts';
import { DEFAULT_TEMPLATES, type PageTemplate } from '../../../src/domain/page-template.ts';
import type { PageRequest } from '../../../src/domain/request.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { FEATURE_GROUPS } from '../../../src/features/schema.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, makePage, makeSimilar, type SnapshotGiven } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const GENRES = ['Drama', 'Comedy', 'Horror', 'War'];
const ITEMS = Array.from({ length: 90 }, (_, n) =>
  aStoredItem(n + 1, { genres: [GENRES[n % 4]!], cast: [`p${n % 7}`], releaseDate: `20${10 + (n % 15)}-01-01` }),
);
const USES = Object.fromEntries(ITEMS.map(({ itemNo }) => [itemNo, 200 - itemNo]));
const STATE = aState({ type: 'complete', itemNo: 3, value: 1 }, { type: 'complete', itemNo: 11, value: 1 });

/** What a page before this one showed. */
const SHOWN = {
  ...{ parentId: '01970000-0000-7000-8000-000000000009', rowIds: ['trending'] },
  ...{ titleNos: Int32Array.of(1, 2, 5, 20), lastInRow: new Int32Array(0), countInRow: 0 },
};

const aWorld = (template: Partial<PageTemplate> = {}, given: Partial<SnapshotGiven> = {}): Snapshot => {
  const plain = aSnapshot({ items: ITEMS, uses: USES, models: (catalogue) => tinyPackage(catalogue), ...given });
  return { ...plain, templates: { ...plain.templates, tv: { ...plain.templates.tv, ...template } } };
};

async function explained(snapshot: Snapshot, request: Partial<PageRequest> = {}): Promise<ExplainedPage> {
  return (await makePage(snapshot, STATE, { ...request, explain: true })).page as ExplainedPage;
}

const slotsOf = (page: ExplainedPage, rowId?: string): ExplainedSlot[] =>
  page.rows.filter((row) => rowId === undefined || row.rowId === rowId).flatMap(({ items }) => items);

const rulesOf = <Name extends SlotRule['rule']>(slot: ExplainedSlot, name: Name) =>
  slot.explanation.rules.filter((one): one is Extract<SlotRule, { rule: Name }> => one.rule === name);

/** The page without what explains it. */
function bare({ explanation: _, ...page }: ExplainedPage): Page {
  const rows = page.rows.map(({ explanation: _row, items, ...row }) => ({
    ...row,
    items: items.map(({ explanation: _slot, ...slot }) => slot),
  }));
  return { ...page, rows };
}

describe('an explained page', () => {
  test('is the page that would have been served without: same rows, slots, scores, chances, and log', async () => {
    const chance = DEFAULT_TEMPLATES.tv;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          randomSeed: fc.nat(),
          rows: fc.integer({ min: 1, max: 8 }),
          items: fc.integer({ min: 1, max: 20 }),
          share: fc.constantFrom(0, 0.3, 1),
          pinned: fc.constantFrom(null, 'top-picks', 'genre:war', 'my-list'),
          hasModel: fc.boolean(),
          knows: fc.boolean(),
          shown: fc.constantFrom(null, SHOWN),
        }),
        async ({ randomSeed, rows, items, share, pinned, hasModel, knows, shown }) => {
          const pins = pinned === null ? [] : [aPin(7, { itemId: 'i60', rowId: pinned, ifRowAbsent: 'insert' })];
          const snapshot = aWorld(
            { exploration: { ...chance.exploration, share } },
            hasModel ? { pins } : { pins, models: null },
          );
          const request = { randomSeed, rows, items, shown };
          const state = knows ? STATE : null;
          const plain = await makePage(snapshot, state, request);
          const why = await makePage(snapshot, state, { ...request, explain: true });
          expect(bare(why.page as ExplainedPage)).toEqual(plain.page);
          expect(why.decision).toEqual(plain.decision);
          expect(why.fallbacks).toEqual(plain.fallbacks);
          expect(JSON.stringify(plain.page)).not.toContain('explanation');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('names everyone who proposed a title, with its rank there', async () => {
    const page = await explained(aWorld());
    for (const slot of slotsOf(page)) expect(slot.explanation.proposedBy.length).toBeGreaterThan(0);
    const several = slotsOf(page, 'top-picks').filter(({ explanation }) => explanation.proposedBy.length > 1);
    expect(several.length).toBeGreaterThan(0);
    const sources = new Set(several.flatMap(({ explanation }) => explanation.proposedBy.map(({ source }) => source)));
    expect(sources).toEqual(new Set(['retrieval', 'cooccurrence', 'popular']));
    // No two titles have the same place in what one source proposed.
    for (const source of ['retrieval', 'cooccurrence']) {
      const ranks = slotsOf(page, 'top-picks').flatMap(({ explanation }) =>
        explanation.proposedBy.filter((one) => one.source === source).map(({ rank }) => rank),
      );
      expect(new Set(ranks).size).toBe(ranks.length);
    }
    const inOrder = page.rows.find(({ explanation }) => explanation.order === 'proposed')!;
    const ranks = inOrder.items.map(({ explanation }) => explanation.proposedBy[0]!.rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(inOrder.items.every(({ explanation }) => explanation.chosenBy === null)).toBe(true);
  });

  test('tells the rank before and after each step: by score alone each slot is the best that is left', async () => {
    const still = await explained(aWorld({ diversity: 0, calibration: 0, perPerson: 0 }));
    const chosen = slotsOf(still, 'top-picks');
    for (const [at, { explanation }] of chosen.entries()) {
      expect(explanation.ranks).toMatchObject({ amongFree: 0, byValue: 0, chosen: at, slot: at });
      expect(explanation.chosenBy).toMatchObject({ likeness: 0, overTaste: 0, wishes: 0 });
    }
    const byScore = chosen.map(({ explanation }) => explanation.ranks.byScore!);
    expect(byScore).toEqual([...byScore].sort((a, b) => a - b));

    const mixed = slotsOf(await explained(aWorld({ diversity: 3, calibration: 3 })), 'top-picks');
    expect(mixed.every(({ explanation }) => explanation.ranks.byValue === 0)).toBe(true);
    expect(mixed.some(({ explanation }) => explanation.ranks.amongFree! > 0)).toBe(true);
    expect(mixed.some(({ explanation }) => explanation.chosenBy!.likeness > 0)).toBe(true);
  });

  test('a title that stands in another row already is named where it would have stood', async () => {
    const page = await explained(aWorld());
    const named = page.rows.flatMap((row) =>
      row.items.flatMap((slot) => rulesOf(slot, 'stands-elsewhere').map((rule) => ({ row, slot, rule }))),
    );
    expect(named.length).toBeGreaterThan(0);
    const scoreOf = new Map(slotsOf(page).map(({ itemId, score }) => [itemId, score]));
    for (const { row, slot, rule } of named) {
      expect(rule.rowId).not.toBe(row.rowId);
      expect(itemIdsOf(page, rule.rowId)).toContain(rule.itemId);
      expect(scoreOf.get(rule.itemId)!).toBeGreaterThanOrEqual(slot.score);
    }
  });

  test('what chance chose says instead of whom, and no other slot does', async () => {
    const snapshot = aWorld({ exploration: { share: 1, temperature: 3, among: 20, floor: 0.5 } });
    const { page, decision } = await makePage(snapshot, STATE, { explain: true });
    const slots = slotsOf(page as ExplainedPage);
    const drawn = slots.map((slot) => rulesOf(slot, 'chance').length);
    expect(drawn).toEqual([...decision.slots.explored]);
    expect(drawn).toContain(1);
    for (const slot of slots) {
      for (const { instead } of rulesOf(slot, 'chance')) expect(instead).not.toBe(slot.itemId);
      expect(slot.explanation.ranks.byValue === null || slot.explanation.ranks.byValue === 0).toBe(
        rulesOf(slot, 'chance').length === 0,
      );
    }
  });

  test('a cap names the better titles that it passed over', async () => {
    const snapshot = aWorld({ perPerson: 1, diversity: 0, calibration: 0 });
    const capped = slotsOf(await explained(snapshot), 'top-picks').flatMap((slot) => rulesOf(slot, 'capped'));
    expect(capped.length).toBeGreaterThan(0);
    expect(new Set(capped.map(({ cap }) => cap))).toEqual(new Set(['person']));
  });

  test('a pin says which it is and what it displaced; the row that made room for one says so', async () => {
    const without = await explained(aWorld(), { rows: 3 });
    const last = without.rows[2]!;
    const pins = [
      aPin(7, { itemId: 'i60', rowId: without.rows[0]!.rowId, position: 2 }),
      aPin(8, { itemId: 'i61', rowId: 'my-list', ifRowAbsent: 'insert' }),
      aPin(9, { itemId: 'gone', rowId: 'trending' }),
    ];
    const page = await explained(aWorld({}, { pins }), { rows: 3 });
    const row = page.rows.find(({ rowId }) => rowId === without.rows[0]!.rowId)!;
    const pinned = row.items[2]!;
    expect(pinned.itemId).toBe('i60');
    expect(pinned.explanation).toMatchObject({
      rules: [{ rule: 'pinned', pinId: 'pin-7', displaced: without.rows[0]!.items[2]!.itemId }],
      ranks: { chosen: null, slot: 2 },
      chosenBy: null,
    });
    expect(row.items[3]!.explanation.ranks).toMatchObject({ chosen: 2, slot: 3 });
    expect(page.explanation.withheldPins).toEqual([{ pinId: 'pin-9', reason: 'not-eligible' }]);
    expect(page.explanation.passedOver.find(({ rowId }) => rowId === last.rowId)?.reason).toBe('gave-way');
    expect(page.rows.find(({ rowId }) => rowId === 'my-list')!.explanation.chosen).toBeNull();
  });

  test('rows say what they were chosen by, and those that do not stand why not', async () => {
    const off = { name: 'row:new', state: 'off', untilMs: null, reason: 'test' } as const;
    const page = await explained({ ...aWorld(), switches: [off] }, { rows: 2 });
    const reasons = new Map(page.explanation.passedOver.map(({ rowId, reason }) => [rowId, reason]));
    expect(page.explanation.switchedOff).toEqual(['row:new']);
    expect(reasons.get('new') ?? 'switched-off').toBe('switched-off');
    expect([...reasons.values()]).toContain('no-place');
    for (const { rowId } of page.rows) expect(reasons.has(rowId)).toBe(false);
    for (const { explanation } of page.rows) {
      const { worth, affinity, likeness, value } = explanation.chosen!;
      expect([worth, affinity, likeness, value].every(Number.isFinite)).toBe(true);
      expect(affinity).toBe(1);
      expect(explanation.candidates.allowed).toBeLessThanOrEqual(explanation.candidates.proposed);
    }
    const [first] = page.rows;
    const others = page.explanation.passedOver.filter(({ reason }) => reason === 'no-place');
    // What was left when the page was full had been worth less than the last row that was chosen.
    const least = page.rows.at(-1)!.explanation.chosen!.value;
    expect(first!.explanation.chosen!.value).toBeGreaterThanOrEqual(least);
    expect(others.length).toBeGreaterThan(0);
    expect(page.explanation.candidates.scored).toBe(page.explanation.candidates.proposed);
  });

  test('each slot has the feature groups that move its score most, the weightiest first', async () => {
    const slots = slotsOf(await explained(aWorld()));
    const names = FEATURE_GROUPS.map(({ name }) => name);
    for (const { explanation } of slots) {
      const weights = explanation.contributions!.map(({ contribution }) => Math.abs(contribution));
      expect(weights).toEqual([...weights].sort((a, b) => b - a));
      expect(weights.length).toBeLessThanOrEqual(4);
      for (const { group, columns } of explanation.contributions!) {
        expect(columns.map(({ name }) => name)).toEqual(FEATURE_GROUPS[names.indexOf(group)]!.columns);
      }
    }
    expect(slots.some(({ explanation }) => explanation.contributions!.length > 0)).toBe(true);
  });

  test('without a ranker there are no contributions, and the rest is told all the same', async () => {
    const page = await explained(aWorld({}, { models: null }));
    expect(page.rung).toBe('R4');
    expect(slotsOf(page).length).toBeGreaterThan(0);
    for (const { explanation } of slotsOf(page)) {
      expect(explanation.contributions).toBeNull();
      expect(explanation.proposedBy[0]!.rank).toBeGreaterThanOrEqual(0);
    }
  });

  test('rows alone and neighbours are explained alike', async () => {
    const { page } = await makeSimilar(aWorld(), 'i5', STATE, { explain: true });
    const [row] = (page as ExplainedPage).rows;
    expect(row!.items[0]!.explanation.proposedBy).toEqual([{ source: 'similar', rank: expect.any(Number) }]);
  });

  test('an explanation that fails costs the explanation, not the page', async () => {
    const snapshot = aWorld();
    const { model } = snapshot.models!;
    let calls = 0;
    const ranker = {
      ...model.ranker,
      score(...given: Parameters<typeof model.ranker.score>) {
        // Asked once for the page: what is asked again is the explanation.
        if (++calls > once) throw new Error('The ranker has no answer');
        model.ranker.score(...given);
      },
    };
    const failing = { ...snapshot, models: { ...snapshot.models!, model: { ...model, ranker } } };
    let once = Number.POSITIVE_INFINITY;
    const plain = await makePage(failing, STATE);
    once = calls;
    calls = 0;
    const { page, fallbacks } = await makePage(failing, STATE, { explain: true });
    expect(page).toEqual(plain.page);
    expect(fallbacks).toEqual(['explain failed']);
  });
});
