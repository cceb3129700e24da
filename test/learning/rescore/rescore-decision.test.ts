import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../src/domain/decision.ts';
import { MarqueeError } from '../../../src/domain/errors.ts';
import type { ModelPackage } from '../../../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../../../src/domain/objectives.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { NOBODY } from '../../../src/domain/user-key.ts';
import { createRescore, type RescoreDeps } from '../../../src/learning/rescore/rescore-decision.ts';
import type { Moment } from '../../../src/recommend/feature-rows.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, aState, makePage, NOW_MS } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const ITEMS = Array.from({ length: 60 }, (_, n) => aStoredItem(n + 1));
const STATE = aState({ type: 'complete', itemNo: 3, value: 1 }, { type: 'play', itemNo: 9 });
const USER = '1'.repeat(32);

const worldOf = (version: string, items = ITEMS): Snapshot =>
  aSnapshot({ items, models: (catalogue) => tinyPackage(catalogue, { version, seed: Number(version.slice(1)) }) });

/** A page that was served with v1, and a service that has gone on to `live` since. */
async function createWorld({ live = 'v1', items = ITEMS, changes = {} as Partial<RescoreDeps> } = {}) {
  const then = worldOf('v1');
  const made = await makePage(then, STATE, { userKey: USER, rows: 4, items: 12 });
  const decision: Decision = { ...made.decision, snapshotVersions: { catalogue: 1, statsAtMs: NOW_MS - 5 } };
  const asked: { stateAt: Moment[]; statsAt: number[]; disposed: string[]; loads: string[] } = {
    ...{ stateAt: [], statsAt: [], disposed: [], loads: [] },
  };
  const now = live === 'v1' && items === ITEMS ? then : worldOf(live, items);
  const rescore = createRescore({
    snapshot: () => now,
    modelStore: {
      async load(version): Promise<ModelPackage> {
        asked.loads.push(version);
        const model = tinyPackage(now.catalogue, { version, seed: Number(version.slice(1)) });
        return { ...model, ranker: { ...model.ranker, dispose: () => void asked.disposed.push(version) } };
      },
    },
    past: {
      async stateOf(_userKey, moment) {
        asked.stateAt.push(moment);
        return { state: STATE, isWhole: true };
      },
      async statsOf({ catalogue }, atMs) {
        asked.statsAt.push(atMs);
        return catalogue === then.catalogue ? then.stats : aSnapshot({ items }).stats;
      },
    },
    auditLog: { list: async () => [] },
    objectivesStore: {
      current: async () => ({ weights: DEFAULT_OBJECTIVES, version: 0, updatedAt: null, updatedBy: null }),
    },
    ...changes,
  });
  return { rescore, decision, asked };
}

describe('scoring a past page again', () => {
  test('by the package that is live still: the same bits, from the state and stats of then, and nothing is loaded', async () => {
    const { rescore, decision, asked } = await createWorld();
    const again = await rescore(decision);
    expect(again).toMatchObject({ ranker: 'v1', reason: null, isSame: true, different: 0, largestDifference: 0 });
    expect(again.compared).toBe(decision.slots.itemNo.length);
    expect(again.slots.map(({ again: one }) => one!.score)).toEqual([...decision.slots.score]);
    expect(again.slots.every(({ served, again: one }) => served.rank === one!.rank)).toBe(true);
    expect(again.approximated.map(({ part }) => part)).toEqual(['item-stats']);
    expect(asked).toEqual({
      stateAt: [{ atMs: NOW_MS, countedFrom: 'received' }],
      statsAt: [NOW_MS - 5],
      disposed: [],
      loads: [],
    });
  });

  test('by a package that was replaced: it is loaded, gives the same bits, and is let go', async () => {
    const { rescore, decision, asked } = await createWorld({ live: 'v2' });
    expect(await rescore(decision)).toMatchObject({ ranker: 'v1', isSame: true, different: 0 });
    expect([asked.loads, asked.disposed]).toEqual([['v1'], ['v1']]);
  });

  test('what differs is told slot by slot', async () => {
    const { rescore, decision } = await createWorld();
    const slots = { ...decision.slots, score: decision.slots.score.slice() };
    const last = slots.rowIndex.lastIndexOf(0);
    slots.score[last] = 5;
    const again = await rescore({ ...decision, slots });
    expect(again).toMatchObject({ isSame: false, different: 1, compared: slots.itemNo.length });
    expect(again.largestDifference).toBeCloseTo(5 - decision.slots.score[last]!, 5);
    expect(again.slots[last]).toMatchObject({ served: { score: 5, rank: 0 }, missing: null });
    expect(again.slots[last]!.again!.score).toBe(decision.slots.score[last]);
    expect(again.slots[last]!.again!.rank).toBeGreaterThan(0);
  });

  test('an item that is gone, a catalogue that changed, a state that was cut: each is said', async () => {
    const { rescore, decision } = await createWorld();
    const goneNo = decision.slots.itemNo[0]!;
    const rest = ITEMS.filter(({ itemNo }) => itemNo !== goneNo);
    const world = await createWorld({
      items: rest,
      changes: {
        past: {
          stateOf: async () => ({ state: STATE, isWhole: false }),
          statsOf: async () => aSnapshot({ items: rest }).stats,
        },
      },
    });
    const again = await world.rescore({ ...decision, snapshotVersions: { catalogue: 0 } });
    expect(again.slots[0]).toMatchObject({ served: { rank: null }, again: null, missing: 'item-gone' });
    expect(again.compared).toBe(decision.slots.itemNo.filter((no) => no !== goneNo).length);
    expect(again.approximated.map(({ part }) => part)).toEqual(['user-state', 'item-stats', 'catalogue']);
    expect(again.approximated[1]!.detail).toContain('does not say when');
    expect((await rescore(decision)).isSame).toBe(true);
  });

  test('objectives that had just changed may not have been known: that is said', async () => {
    const changed = (agoMs: number) => ({
      list: async () => [
        {
          ...{ id: 1, atMs: NOW_MS - agoMs, actor: 'k', action: 'objectives.put', object: 'objectives', reason: '' },
          ...{ before: null, after: DEFAULT_OBJECTIVES },
        },
      ],
    });
    for (const [agoMs, parts] of [
      [9_999, ['item-stats', 'objectives']],
      [10_000, ['item-stats']],
    ] as const) {
      const { rescore, decision } = await createWorld({ changes: { auditLog: changed(agoMs) } });
      expect((await rescore(decision)).approximated.map(({ part }) => part)).toEqual(parts);
    }
  });

  test.each([
    ['unknown-model', 'not among the packages'],
    ['data-check-failed', 'does not load any more: it is damaged'],
  ] as const)('a package that is %s: a sentence, and no scores', async (code, sentence) => {
    const load = async () => {
      throw new MarqueeError(code, 'it is damaged');
    };
    const { rescore, decision } = await createWorld({ live: 'v2', changes: { modelStore: { load } } });
    const again = await rescore(decision);
    expect(again).toMatchObject({ ranker: 'v1', isSame: null, compared: 0 });
    expect(again.reason).toContain(sentence);
    expect(again.slots.every(({ missing, again: one }) => missing === 'not-scored' && one === null)).toBe(true);
  });

  test('a store that fails is an error, not a difference; the ranker is let go whatever happens', async () => {
    const away = async () => {
      throw new MarqueeError('unavailable', 'away');
    };
    const failing = await createWorld({ live: 'v2', changes: { modelStore: { load: away } } });
    await expect(failing.rescore(failing.decision)).rejects.toMatchObject({ code: 'unavailable' });

    const disposed: string[] = [];
    const broken = await createWorld({
      live: 'v2',
      changes: {
        modelStore: {
          async load(version) {
            const model = tinyPackage(worldOf('v1').catalogue, { version });
            const score = () => {
              throw new Error('NaN');
            };
            return { ...model, ranker: { ...model.ranker, score, dispose: () => void disposed.push(version) } };
          },
        },
      },
    });
    await expect(broken.rescore(broken.decision)).rejects.toThrow('NaN');
    expect(disposed).toEqual(['v1']);
  });

  test('a page without a ranker says so; nobody has no state, and a page that knew none is scored with none', async () => {
    const { rescore, decision, asked } = await createWorld();
    const plain = await rescore({ ...decision, rung: 'R4', rankerVersion: null });
    expect(plain).toMatchObject({ ranker: null, isSame: null, slots: expect.anything() });
    expect(plain.reason).toContain('R4');
    await rescore({ ...decision, userKey: NOBODY });
    await rescore({ ...decision, rung: 'R2' });
    expect(asked.stateAt).toEqual([]);
  });

  test('one page at a time; the sixth that comes is sent away', async () => {
    let running = 0;
    let most = 0;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { rescore, decision } = await createWorld({
      changes: {
        past: {
          async stateOf() {
            most = Math.max(most, ++running);
            await gate;
            running--;
            return { state: STATE, isWhole: true };
          },
          statsOf: async ({ catalogue }) => aSnapshot({ items: ITEMS.slice(0, catalogue.size) }).stats,
        },
      },
    });
    const five = Array.from({ length: 5 }, () => rescore(decision));
    await expect(rescore(decision)).rejects.toMatchObject({ code: 'unavailable' });
    open();
    expect((await Promise.all(five)).every(({ isSame }) => isSame)).toBe(true);
    expect(most).toBe(1);
    expect((await rescore(decision)).isSame).toBe(true);
  });
});
