import { describe, expect, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { RetrievalModel } from '../../../src/domain/model-package.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { contentVectors } from '../../../src/features/content-tower.ts';
import type { History } from '../../../src/features/history.ts';
import { decodeRetrieval, encodeRetrieval } from '../../../src/features/retrieval-codec.ts';
import { userVector } from '../../../src/features/user-vector.ts';
import { placeVectors } from '../../../src/learning/pack/place-vectors.ts';
import { retrievalOfVectors } from '../../../src/learning/pack/retrieval-of-vectors.ts';
import { anItem } from '../../support/items.ts';

/** Two genres, and vectors that know them: the first number is high for one, the second for the other. */
const ITEMS = 60;
const DIMENSIONS = 4;
const random = seededRandom(9);
const ids = Array.from({ length: ITEMS }, (_, at) => `i${at}`);
const genreOf = (at: number): string => (at % 2 === 0 ? 'Comedy' : 'Horror');
const values = Float32Array.from(
  ids.flatMap((_, at) => [at % 2 === 0 ? 1 : 0, at % 2 === 1 ? 1 : 0, 0.1 * random(), 0.1 * random()]),
);
const lines = ids.map((_, at) => at + 2);
const vectors = { dimensions: DIMENSIONS, ids, lines, values };

const stored = (itemId: string, itemNo: number, changes: object = {}) => ({
  item: { ...anItem(itemId), ...changes },
  itemNo,
  blocked: false,
  deleted: false,
  revision: itemNo,
});
const catalogue = createCatalogue(
  [
    ...ids.map((itemId, at) => stored(itemId, 100 + at, { genres: [genreOf(at)] })),
    stored('series', 200, { type: 'series' }),
    stored('episode', 201, { type: 'episode', seriesId: 'series', season: 1, episode: 1 }),
  ],
  1,
);
const historyOf = (...titles: readonly number[]): History => ({
  length: titles.length,
  title: Int32Array.from(titles),
  strength: new Float32Array(titles.length).fill(1),
  lastAtMs: new Float64Array(titles.length),
});
const histories = ids.slice(0, 20).map((_, at) => historyOf(at, (at + 2) % ITEMS));
const given = { catalogue, histories, indexBuilder: createHnswIndexBuilder(), seed: 1 };

describe('placeVectors', () => {
  const place = (extra: readonly string[], changes: Partial<typeof vectors> = {}) =>
    placeVectors(
      {
        ...vectors,
        ids: [...ids, ...extra],
        lines: [...lines, ...extra.map((_, at) => ITEMS + 2 + at)],
        values: Float32Array.from([...values, ...extra.flatMap(() => [1, 2, 3, 4])]),
        ...changes,
      },
      catalogue,
    );

  test('leaves out unknown items, episodes and what comes twice, by line', () => {
    const placed = place(['nobody', 'episode', 'i3', 'series']);
    expect(placed.refused).toEqual([
      { line: 62, itemId: 'nobody', code: 'unknown-item' },
      { line: 63, itemId: 'episode', code: 'not-a-title' },
      { line: 64, itemId: 'i3', code: 'twice' },
    ]);
    expect([...placed.titles].map((dense) => catalogue.itemId[dense])).toEqual([...ids, 'series']);
    expect([...placed.values.slice(-4)]).toEqual([1, 2, 3, 4]);
  });

  test('refuses what is not this catalogue, not finite, or not as many', () => {
    const strangers = Array.from({ length: 61 }, (_, at) => `x${at}`);
    expect(() => place(strangers)).toThrow(/knows 60 of its 121 ids; not "x0" in line 62/);
    const broken = values.slice();
    broken[4 * 7] = Number.NaN;
    expect(() => place([], { values: broken })).toThrow(/vector of line 9 \(i7\) holds NaN or Infinity/);
    expect(() => place([], { values: values.slice(4) })).toThrow(/59 vectors and 60 ids/);
    expect(() => place([], { dimensions: 1 })).toThrow(/place nothing/);
  });
});

describe('retrievalOfVectors', () => {
  const placed = placeVectors(vectors, catalogue);

  test('without a base the user vector is the mean of what was watched, and neighbours are the nearest', async () => {
    const { model, parameters } = await retrievalOfVectors({ ...given, placed, base: null, neighbours: 'base' });
    expect(decodeRetrieval(encodeRetrieval(model))).toEqual(model);
    expect(parameters).toMatchObject({ dimensions: DIMENSIONS, 'recall@100': 1, vectorScale: 1 });
    const retrieval = { model, rowOfDense: new Int32Array(catalogue.size).fill(-1), denseOfRow: placed.titles };
    for (const [row, dense] of placed.titles.entries()) retrieval.rowOfDense[dense] = row;
    const user = new Float32Array(DIMENSIONS);
    expect(userVector(historyOf(3, 4), retrieval, user)).toBe(true);
    const weight = 2 ** (-1 / model.historyHalfLife);
    const mean = Array.from({ length: DIMENSIONS }, (_, d) => values[3 * 4 + d]! + weight * values[4 * 4 + d]!);
    const length = Math.hypot(...mean);
    for (let d = 0; d < DIMENSIONS; d++) expect(user[d]).toBeCloseTo(mean[d]! / length, 6);
    // All nearest neighbours of a comedy are comedies: there are 29 others, and of 50 that are asked for the rest are far.
    for (let row = 0; row < ITEMS; row++) {
      const own = model.neighbourRows.subarray(model.neighbourOffsets[row], model.neighbourOffsets[row + 1]);
      for (const other of own.subarray(0, 29)) expect(genreOf(other)).toBe(genreOf(row));
      expect([...own]).not.toContain(row);
    }
  });

  test('on a base similarities are as large as its are, and co-occurrence is its among the titles that both know', async () => {
    const base = baseModel();
    const { model, parameters } = await retrievalOfVectors({ ...given, placed, base, neighbours: 'base' });
    expect(model.historyHalfLife).toBe(base.historyHalfLife);
    expect(parameters.vectorScale).toBeCloseTo(
      rms(base) / rms({ ...model, targetVectors: values, sourceVectors: values }),
      3,
    );
    expect(rms(model)).toBeCloseTo(rms(base), 3);
    const neighbours = (row: number) => [
      ...model.neighbourRows.subarray(model.neighbourOffsets[row], model.neighbourOffsets[row + 1]),
    ];
    // The base has items 10 to 59; each is followed by the next one.
    expect([neighbours(9), neighbours(10), neighbours(58), neighbours(59)]).toEqual([[], [11], [59], []]);
    expect(model.neighbourWeights[model.neighbourOffsets[10]!]).toBe(Math.fround(1.5));
  });

  test('its content tower places a title that came later among its like', async () => {
    const { content, model } = await retrievalOfVectors({ ...given, placed, base: null, neighbours: 'vectors' });
    const [source, target] = [new Float32Array(DIMENSIONS), new Float32Array(DIMENSIONS)];
    expect(contentVectors(content, { ...anItem('new'), genres: ['Horror'] }, source, target)).toBe(true);
    const product = (row: number) =>
      source.reduce((sum, value, d) => sum + value * model.targetVectors[row * DIMENSIONS + d]!, 0);
    expect(product(1)).toBeGreaterThan(product(0));
  });
});

/** Items 10 to 59 in this order, each followed by the next, with vectors three times as long. */
function baseModel(): RetrievalModel {
  const rows = ITEMS - 10;
  const longer = values.slice(10 * DIMENSIONS).map((value) => 3 * value);
  return {
    dimensions: DIMENSIONS,
    itemNo: Int32Array.from({ length: rows }, (_, row) => 110 + row),
    sourceVectors: longer,
    targetVectors: longer,
    neighbourOffsets: Int32Array.from({ length: rows + 1 }, (_, row) => Math.min(row, rows - 1)),
    neighbourRows: Int32Array.from({ length: rows - 1 }, (_, row) => row + 1),
    neighbourWeights: new Float32Array(rows - 1).fill(1.5),
    neighbourBackWeights: new Float32Array(rows - 1),
    backShare: 0.4,
    historyHalfLife: 7,
    historyLength: 30,
  };
}

/** Of the inner products of the histories' users with all titles, by plain loops. */
function rms(model: RetrievalModel): number {
  const rowOf = new Map(Array.from(model.itemNo, (itemNo, row) => [itemNo - 100, row]));
  let squares = 0;
  let count = 0;
  for (const { title } of histories) {
    const user = new Float64Array(DIMENSIONS);
    let known = 0;
    for (const dense of title) {
      const row = rowOf.get(dense);
      if (row === undefined) continue;
      const weight = 2 ** (-known++ / model.historyHalfLife);
      for (let d = 0; d < DIMENSIONS; d++) user[d]! += weight * model.sourceVectors[row * DIMENSIONS + d]!;
    }
    if (known === 0) continue;
    const length = Math.hypot(...user);
    for (let row = 0; row < model.itemNo.length; row++, count++) {
      let product = 0;
      for (let d = 0; d < DIMENSIONS; d++) product += (user[d]! / length) * model.targetVectors[row * DIMENSIONS + d]!;
      squares += product ** 2;
    }
  }
  return Math.sqrt(squares / count);
}
