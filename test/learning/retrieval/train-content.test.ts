import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { contentVectors } from '../../../src/features/content-tower.ts';
import { innerProduct } from '../../../src/features/inner-product.ts';
import { hideTitles } from '../../../src/learning/log/hide-titles.ts';
import { NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { contentRows } from '../../../src/learning/retrieval/content-rows.ts';
import { DEFAULT_COUNT_PARAMETERS } from '../../../src/learning/retrieval/count-model.ts';
import { ridge, type TokenRows } from '../../../src/learning/retrieval/ridge.ts';
import { blendContent, predictRow } from '../../../src/learning/retrieval/train-content.ts';
import { trainRetrieval } from '../../../src/learning/retrieval/train-retrieval.ts';
import { aStoredItem } from '../../support/items.ts';
import { tableOf } from '../support.ts';

/** Titles of two worlds, told apart by genre and a word; users stay in theirs. Every tenth title is never used. */
const SIZE = 120;
const worldOf = (itemNo: number): number => itemNo % 2;
const isUnused = (itemNo: number): boolean => itemNo % 10 < 2;
const CATALOGUE = createCatalogue(
  Array.from({ length: SIZE }, (_, at) =>
    aStoredItem(at + 1, {
      genres: [worldOf(at + 1) === 0 ? 'Drama' : 'War'],
      description: worldOf(at + 1) === 0 ? 'quiet people' : 'loud guns',
    }),
  ),
  1,
);
const WALKS = walks(200, 12);
const input = {
  table: tableOf(WALKS),
  catalogue: CATALOGUE,
  pages: NO_PAGES,
  seed: 5,
  indexBuilder: { build: never, exact: never },
};

function walks(users: number, steps: number): number[][] {
  const random = seededRandom(3);
  return Array.from({ length: users }, (_, user) => {
    const seen = new Set<number>();
    while (seen.size < steps) {
      const itemNo = 1 + Math.floor(random() * SIZE);
      if (worldOf(itemNo) === user % 2 && !isUnused(itemNo)) seen.add(itemNo);
    }
    return [...seen];
  });
}
function never(): never {
  throw new Error('no index is built here');
}

describe('every title of the catalogue', () => {
  const { model, aligned, content, contentRows: rows, parameters } = trainRetrieval(input);
  const dotOf = (a: number, b: number): number => {
    const { dimensions } = model;
    const from = aligned.rowOfDense[a - 1]! * dimensions;
    const source = Float64Array.from(model.sourceVectors.subarray(from, from + dimensions));
    return innerProduct(model.targetVectors, aligned.rowOfDense[b - 1]! * dimensions, source, dimensions);
  };

  test('is a row, those that nobody used behind all others and without neighbours', () => {
    expect([...model.itemNo].toSorted((a, b) => a - b)).toEqual(Array.from({ length: SIZE }, (_, at) => at + 1));
    const used = SIZE - 24;
    for (let row = 0; row < SIZE; row++) {
      expect([row, isUnused(model.itemNo[row]!)]).toEqual([row, row >= used]);
      const neighbours = model.neighbourOffsets[row + 1]! - model.neighbourOffsets[row]!;
      expect(neighbours > 0).toBe(row < used);
    }
  });

  test('lies near its own kind, also one that nobody used, as history and as candidate', () => {
    const used = Array.from({ length: SIZE }, (_, at) => at + 1).filter((itemNo) => !isUnused(itemNo));
    const meanOf = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    for (let unused = 10; unused <= SIZE; unused += 10) {
      const own = used.filter((itemNo) => worldOf(itemNo) === worldOf(unused));
      const others = used.filter((itemNo) => worldOf(itemNo) !== worldOf(unused));
      expect(meanOf(own.map((past) => dotOf(past, unused)))).toBeGreaterThan(
        5 * Math.abs(meanOf(others.map((past) => dotOf(past, unused)))),
      );
      expect(meanOf(own.map((next) => dotOf(unused, next)))).toBeGreaterThan(
        5 * Math.abs(meanOf(others.map((next) => dotOf(unused, next)))),
      );
    }
  });

  test('gets by the tower of the package the vectors it would have had as an unused row', () => {
    const { dimensions } = model;
    const [source, target] = [new Float32Array(dimensions), new Float32Array(dimensions)];
    contentVectors(content, CATALOGUE.item[9]!, source, target);
    const from = aligned.rowOfDense[9]! * dimensions;
    for (let d = 0; d < dimensions; d++) {
      expect(source[d]!).toBeCloseTo(model.sourceVectors[from + d]!, 5);
      expect(target[d]!).toBeCloseTo(model.targetVectors[from + d]!, 5);
    }
    expect(rows.tokens).toEqual(content.tokens);
  });

  test('has the same bits each time, and parameters that are given are not searched for', () => {
    const again = trainRetrieval(input);
    expect(again).toEqual(trainRetrieval(input, again.parameters));
    expect(again.parameters).toEqual(parameters);
    expect(trainRetrieval(input, DEFAULT_COUNT_PARAMETERS).parameters).toMatchObject(DEFAULT_COUNT_PARAMETERS);
  });
});

test('what content says of a title weighs the less the more events it has', () => {
  const content = contentRows(CATALOGUE, Int32Array.of(0, 1, 2), 3);
  const dimensions = 2;
  const weights = Float32Array.from({ length: content.width * dimensions }, (_, at) => 1 + at);
  const tower = { dimensions, tokens: content.tokens, sourceWeights: weights, targetWeights: weights };
  const predicted = new Float32Array(dimensions);
  const vectors = {
    dimensions,
    sourceVectors: new Float32Array(6).fill(1),
    targetVectors: new Float32Array(6).fill(2),
  };
  blendContent(content, tower, vectors, Float64Array.of(6, 0), 2);
  predictRow(content, 0, weights, predicted);
  expect(vectors.sourceVectors[0]).toBeCloseTo((6 * 1 + 2 * predicted[0]!) / 8, 5);
  expect(vectors.targetVectors[1]).toBeCloseTo((6 * 2 + 2 * predicted[1]!) / 8, 5);
  for (const row of [1, 2]) {
    predictRow(content, row, weights, predicted);
    expect(vectors.targetVectors[row * 2]).toBeCloseTo(predicted[0]!, 5);
  }
});

test('ridge regression finds what the normal equations say, row by weighted row', () => {
  const random = seededRandom(8);
  const [rowCount, width, lambda] = [30, 5, 0.5];
  const columns: number[] = [];
  const offsets = [0];
  for (let row = 0; row < rowCount; row++) {
    for (let token = 0; token < width; token++) if (random() < 0.5) columns.push(token);
    offsets.push(columns.length);
  }
  const values = Float32Array.from({ length: rowCount }, () => 0.5 + random());
  const weights = Float64Array.from({ length: rowCount }, (_, row) => (row === 3 ? 0 : random()));
  const targets = Float32Array.from({ length: rowCount * 2 }, () => random() - 0.5);
  const rows: TokenRows = { width, offsets: Int32Array.from(offsets), columns: Int32Array.from(columns), values };
  const found = ridge(rows, weights, targets, 2, lambda);
  // The gradient of the loss is nothing at its least: X' w (X W - Y) + lambda W.
  const gradient = found.map((weight) => lambda * weight);
  for (let row = 0; row < rowCount; row++) {
    const tokens = columns.slice(offsets[row], offsets[row + 1]);
    for (const k of [0, 1]) {
      const said = tokens.reduce((sum, token) => sum + values[row]! * found[token * 2 + k]!, 0);
      for (const token of tokens) {
        gradient[token * 2 + k]! += weights[row]! * values[row]! * (said - targets[row * 2 + k]!);
      }
    }
  }
  for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-6);
});

test('hidden titles leave no event behind, and the others all of theirs', () => {
  const { table, hidden } = hideTitles(input.table, CATALOGUE, 0.1, 4);
  expect(hidden.reduce((sum, one) => sum + one, 0)).toBe(Math.round(0.1 * (SIZE - 24)));
  const left = [...input.table.itemNo].filter((itemNo) => hidden[itemNo - 1] === 0);
  expect([...table.itemNo]).toEqual(left);
  expect(left.length).toBeLessThan(input.table.length);
  expect(hideTitles(input.table, CATALOGUE, 0.1, 4).hidden).toEqual(hidden);
  expect(hideTitles(input.table, CATALOGUE, 0.1, 5).hidden).not.toEqual(hidden);
});
