import { describe, expect, test } from '@jest/globals';
import { alignPackage } from '../../src/features/align-package.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import type { FeatureContext } from '../../src/features/feature-context.ts';
import type { History } from '../../src/features/history.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import {
  FEATURE_COLUMNS,
  FEATURE_GROUPS,
  featureFingerprint,
  featureWidth,
  writeFeatures,
} from '../../src/features/schema.ts';
import { userInputsOf } from '../../src/features/user-inputs.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { aStoredItem } from '../support/items.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const CATALOGUE = createCatalogue(
  Array.from({ length: 50 }, (_, n) =>
    aStoredItem(n + 1, {
      genres: n % 5 === 0 ? [] : [`g${n % 4}`],
      releaseDate: n % 7 === 0 ? null : '2001-05-05T00:00:00Z',
    }),
  ),
  1,
);
const NO_HISTORY: History = {
  length: 0,
  title: new Int32Array(0),
  strength: new Float32Array(0),
  lastAtMs: new Float64Array(0),
};
const HISTORY: History = {
  length: 3,
  title: Int32Array.of(4, 8, 15),
  strength: Float32Array.of(1, 0.5, 0.2),
  lastAtMs: Float64Array.of(NOW_MS, NOW_MS, NOW_MS),
};

function contextOf(changes: Partial<FeatureContext> = {}): FeatureContext {
  const stats = createItemStatsColumns(CATALOGUE);
  stats.add(4, NOW_MS, 12, 3, 2.5);
  return {
    ...userInputsOf(EMPTY_STATE, CATALOGUE),
    nowMs: NOW_MS,
    surface: 'tv',
    region: null,
    language: null,
    timeZone: 'UTC',
    history: HISTORY,
    catalogue: CATALOGUE,
    stats: stats.at(NOW_MS),
    retrieval: alignedRetrieval(),
    ...changes,
  };
}

function alignedRetrieval() {
  const { model, ...rows } = alignPackage(tinyPackage(CATALOGUE, { knownShare: 0.7 }), CATALOGUE);
  return { ...rows, model: model.retrieval };
}

function featuresOf(context: FeatureContext, candidates: readonly number[]): Float32Array {
  const out = new Float32Array(candidates.length * featureWidth).fill(Number.NaN);
  writeFeatures(context, Int32Array.from(candidates), candidates.length, out);
  return out;
}

describe('the feature schema', () => {
  test('gives every group its columns and nothing else', () => {
    expect(featureWidth).toBe(FEATURE_GROUPS.reduce((sum, { width }) => sum + width, 0));
    expect(featuresOf(contextOf(), [0, 4, 49]).every(Number.isFinite)).toBe(true);
  });

  test('names every column, each differently', () => {
    for (const { name, columns, width } of FEATURE_GROUPS) expect([name, columns.length]).toEqual([name, width]);
    expect(new Set(FEATURE_COLUMNS).size).toBe(featureWidth);
    for (const column of FEATURE_COLUMNS) expect(column).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test.each([
    ['a stranger', { history: NO_HISTORY }],
    ['no model yet', { retrieval: null }],
    ['no stats yet', { stats: createItemStatsColumns({ size: 0, type: [] }).at(NOW_MS) }],
  ])('is finite for %s', (_, changes) => {
    expect(
      featuresOf(
        contextOf(changes),
        CATALOGUE.itemId.map((_id, n) => n),
      ).every(Number.isFinite),
    ).toBe(true);
  });

  test('says of every group that reads item stats that it does', () => {
    const busy = createItemStatsColumns(CATALOGUE);
    for (const dense of [4, 8, 15, 30]) busy.add(dense, NOW_MS, 40 + dense, 7, -3.5);
    for (const dense of [4, 8, 15, 30]) busy.addPlays(dense, 'SE', 3 + dense);
    const candidates = [0, 4, 8, 30, 49];
    const before = featuresOf(contextOf({ region: 'SE' }), candidates);
    const after = featuresOf(contextOf({ region: 'SE', stats: busy.at(NOW_MS) }), candidates);
    let column = 0;
    for (const { name, width, readsStats } of FEATURE_GROUPS) {
      const changed = candidates.some((_, row) => {
        const from = row * featureWidth + column;
        return before.subarray(from, from + width).some((value, at) => value !== after[from + at]);
      });
      expect([name, changed]).toEqual([name, readsStats === true]);
      column += width;
    }
  });

  test('gives a candidate the same numbers whoever stands beside it', () => {
    const together = featuresOf(contextOf(), [7, 3, 30]);
    expect(featuresOf(contextOf(), [3])).toEqual(together.subarray(featureWidth, 2 * featureWidth));
  });

  test('has a fingerprint of its names, widths, versions and their order', () => {
    const [first, second] = [FEATURE_GROUPS[0]!, FEATURE_GROUPS[1]!];
    const of = featureFingerprint;
    expect(of()).toMatch(/^[0-9a-f]{64}$/);
    expect(of([first, second])).toBe(of([{ ...first }, { ...second }]));
    const others = [
      [second, first],
      [{ ...first, version: first.version + 1 }, second],
      [{ ...first, width: first.width + 1 }, second],
      [{ ...first, name: 'other' }, second],
    ];
    expect(new Set(others.map((groups) => of(groups))).size).toBe(4);
    for (const groups of others) expect(of(groups)).not.toBe(of([first, second]));
  });
});
