import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../src/domain/decision.ts';
import { MarqueeError } from '../../../src/domain/errors.ts';
import type { ModelPackage } from '../../../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../../../src/domain/objectives.ts';
import { EMPTY_STATE } from '../../../src/features/user-state.ts';
import { type CompareDeps, compareOnLog } from '../../../src/learning/compare/compare-on-log.ts';
import { aStoredItem } from '../../support/items.ts';
import { aSnapshot, aState, makePage, NOW_MS, STILL_CLOCK } from '../../support/pages.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const ITEMS = Array.from({ length: 60 }, (_, n) => aStoredItem(n + 1));
const STATE = aState({ type: 'complete', itemNo: 3, value: 1 }, { type: 'play', itemNo: 9 });
const options = { decisions: 200, k: 10, origin: 'app' } as const;

/** A log of `pages` home pages served with package v1, an hour between each. */
async function createLog(pages: number) {
  const snapshot = aSnapshot({ items: ITEMS, models: (catalogue) => tinyPackage(catalogue, { version: 'v1' }) });
  const { decision } = await makePage(snapshot, STATE, { rows: 4, items: 12 });
  const decisions = Array.from(
    { length: pages },
    (_, n): Decision => ({
      ...decision,
      recommendationId: `r${n}`,
      servedAtMs: NOW_MS + n * 3_600_000,
      origin: 'app',
      randomSeed: n,
    }),
  );
  const asked: string[] = [];
  const disposed: string[] = [];
  const load = (version: string): ModelPackage => {
    if (!/^v[12]$/.test(version)) throw new MarqueeError('unknown-model', 'not here');
    const model = tinyPackage(snapshot.catalogue, { version, seed: Number(version.slice(1)) });
    return { ...model, ranker: { ...model.ranker, dispose: () => void disposed.push(version) } };
  };
  const deps: CompareDeps = {
    modelStore: { load: async (version) => load(version) },
    logStore: {
      async *decisions({ origins }) {
        for (const one of decisions) if (origins.includes(one.origin)) yield [one];
      },
    },
    catalogue: snapshot.catalogue,
    objectives: DEFAULT_OBJECTIVES,
    clock: STILL_CLOCK,
    async knownAt({ recommendationId }) {
      asked.push(recommendationId);
      return { state: STATE, stats: snapshot.stats };
    },
  };
  return { deps, decisions, decision, asked, disposed, snapshot };
}

describe('comparing packages on the log', () => {
  test('a package with itself: the same pages, slot by slot', async () => {
    const { deps } = await createLog(5);
    expect(await compareOnLog(deps, ['v1', 'v1'], options)).toMatchObject({
      pages: 5,
      samePages: 5,
      degraded: 0,
      overlap: { count: 5, mean: 1 },
      scoreShift: { mean: 0, p5: 0, p95: 0 },
      rows: { changed: 0, onlyInA: 0, onlyInB: 0 },
    });
  });

  test('two packages: their lists differ, their scores move, and both are let go', async () => {
    const { deps, disposed } = await createLog(5);
    const compared = await compareOnLog(deps, ['v1', 'v2'], options);
    expect(compared.samePages).toBe(0);
    expect(compared.overlap!.mean).toBeLessThan(1);
    expect(compared.rows.changed).toBeGreaterThan(0);
    expect(disposed).toEqual(['v1', 'v2']);
  });

  test('only what was known when a page was served is asked for, page by page in the order of time', async () => {
    const { deps, asked, snapshot } = await createLog(6);
    const known = await compareOnLog(deps, ['v1', 'v2'], { ...options, decisions: 4 });
    expect([known.pages, asked]).toEqual([4, ['r2', 'r3', 'r4', 'r5']]);
    const newcomers = { ...deps, knownAt: async () => ({ state: EMPTY_STATE, stats: snapshot.stats }) };
    expect(await compareOnLog(newcomers, ['v1', 'v2'], { ...options, decisions: 4 })).not.toEqual(known);
  });

  test('pages of other origins, other questions and unknown users are left out', async () => {
    const { deps, decisions } = await createLog(5);
    Object.assign(decisions[0]!, { origin: 'simulate' });
    Object.assign(decisions[1]!, { route: 'similar' });
    Object.assign(decisions[2]!, { rung: 'R2' });
    Object.assign(decisions[3]!, { rung: 'R1' });
    expect((await compareOnLog(deps, ['v1', 'v1'], options)).pages).toBe(2);
    expect((await compareOnLog(deps, ['v1', 'v1'], { ...options, origin: 'simulate' })).pages).toBe(1);
    const nothing = compareOnLog(deps, ['v1', 'v1'], { ...options, origin: 'test' });
    await expect(nothing).rejects.toMatchObject({ code: 'data-check-failed' });
  });

  test('when one of the two cannot be loaded the other is let go', async () => {
    const { deps, disposed } = await createLog(1);
    await expect(compareOnLog(deps, ['v1', 'v9'], options)).rejects.toMatchObject({ code: 'unknown-model' });
    expect(disposed).toEqual(['v1']);
  });
});
