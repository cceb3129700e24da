import { describe, expect, test } from '@jest/globals';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import { alignPackage } from '../../../src/features/align-package.ts';
import { createItemStatsColumns } from '../../../src/features/item-stats-columns.ts';
import { featureWidth, writeFeatures } from '../../../src/features/schema.ts';
import { userInputsOf } from '../../../src/features/user-inputs.ts';
import { EMPTY_STATE, type StateEvent } from '../../../src/features/user-state.ts';
import { fold } from '../../../src/features/user-state-merge.ts';
import { createColdWorld } from '../../../src/learning/dataset/cold-world.ts';
import { createCandidateDraw } from '../../../src/learning/dataset/draw-candidates.ts';
import { tinyPackage } from '../../support/tiny-package.ts';
import { catalogueOf, START_MS } from '../support.ts';

const CATALOGUE = catalogueOf(60);
const PACKAGE = tinyPackage(CATALOGUE);
const WHOLE = alignPackage(PACKAGE, CATALOGUE);
const RETRIEVAL = { ...WHOLE, model: PACKAGE.retrieval };
const { dimensions } = PACKAGE.retrieval;
/** What content says of the cold rows: here something that no vector of the package is. */
const COLD = {
  rows: Int32Array.of(3, 8),
  sourceVectors: new Float32Array(2 * dimensions).fill(0.25),
  targetVectors: new Float32Array(2 * dimensions).fill(0.5),
};
const HIDDEN = Array.from(COLD.rows, (row) => WHOLE.denseOfRow[row]!);

const did = (itemNo: number, n: number): StateEvent => ({
  occurredAtMs: START_MS + n,
  eventKey: { high: 0, low: n },
  type: 'complete',
  itemNo,
  value: Number.NaN,
  trigger: 'user',
});
const STATE = fold(EMPTY_STATE, [did(20, 1), did(30, 2), did(40, 3)]);
const columns = createItemStatsColumns(CATALOGUE.size);
for (let dense = 0; dense < CATALOGUE.size; dense++) columns.add(dense, START_MS, dense + 1, 1, 1);
const STATS = columns.at(START_MS);

function featuresIn(retrieval: typeof RETRIEVAL, stats: typeof STATS, candidates: Int32Array): Float32Array[] {
  const request = { nowMs: START_MS, surface: 'tv', region: null, timeZone: 'UTC' };
  const context = { ...userInputsOf(STATE, CATALOGUE), ...request, catalogue: CATALOGUE, stats, retrieval };
  const out = new Float32Array(candidates.length * featureWidth);
  writeFeatures(context, candidates, candidates.length, out);
  return Array.from(candidates, (_, c) => out.subarray(c * featureWidth, (c + 1) * featureWidth));
}

describe('a cold world', () => {
  const world = createColdWorld(RETRIEVAL, COLD);

  test('gives hidden titles the features of titles that came after the package and nobody used', () => {
    // The same titles, really unknown to the package and to the stats.
    const kept = Array.from(PACKAGE.retrieval.itemNo.keys()).filter((row) => !COLD.rows.includes(row));
    const rowOfDense = new Int32Array(CATALOGUE.size).fill(-1);
    const denseOfRow = WHOLE.denseOfRow.slice();
    for (const row of kept) rowOfDense[WHOLE.denseOfRow[row]!] = row;
    for (const row of COLD.rows) denseOfRow[row] = -1;
    const deltaOfDense = new Int32Array(CATALOGUE.size).fill(-1);
    for (const [delta, dense] of HIDDEN.entries()) deltaOfDense[dense] = delta;
    const { sourceVectors, targetVectors } = COLD;
    const delta = { rowOfDense: deltaOfDense, denseOfRow: Int32Array.from(HIDDEN), sourceVectors, targetVectors };
    const unused = createItemStatsColumns(CATALOGUE.size);
    for (let dense = 0; dense < CATALOGUE.size; dense++) {
      if (!HIDDEN.includes(dense)) unused.add(dense, START_MS, dense + 1, 1, 1);
    }
    const candidates = Int32Array.from([...HIDDEN, 5, 50]);
    const really = featuresIn(
      { ...RETRIEVAL, rowOfDense, denseOfRow, delta },
      { ...unused.at(START_MS), totalUses: STATS.totalUses },
      candidates,
    );
    expect(featuresIn(world.retrieval as typeof RETRIEVAL, world.statsOf(STATS), candidates)).toEqual(really);
  });

  test('leaves the other titles what they are, and the world outside untouched', () => {
    const others = Int32Array.of(5, 50);
    expect(featuresIn(world.retrieval as typeof RETRIEVAL, world.statsOf(STATS), others)).toEqual(
      featuresIn(RETRIEVAL, STATS, others),
    );
    expect(WHOLE.rowOfDense[HIDDEN[0]!]).toBe(3);
    expect(STATS.uses[HIDDEN[0]!]).toBe(HIDDEN[0]! + 1);
    expect(world.statsOf(STATS)).toBe(world.statsOf(STATS));
  });

  test('draws hidden titles by their content alone, not by what was watched around them nor by their uses', () => {
    const draw = createCandidateDraw(CATALOGUE.size, PACKAGE.retrieval.itemNo.length);
    const { history } = userInputsOf(STATE, CATALOGUE);
    const index = createExactIndex(PACKAGE.retrieval.targetVectors, dimensions);
    const open = new Uint32Array(2);
    const popular = world.without(Int32Array.from([...HIDDEN, 5]));
    expect([...popular]).toEqual([5]);
    const without = draw(history, { ...world.retrieval, delta: undefined } as never, index, popular, open);
    expect(Array.from(without).filter((dense) => HIDDEN.includes(dense))).toEqual([]);
    const drawn = draw(history, world.retrieval, index, popular, open);
    expect(
      Array.from(drawn)
        .filter((dense) => HIDDEN.includes(dense))
        .sort(),
    ).toEqual(HIDDEN.toSorted());
  });
});
