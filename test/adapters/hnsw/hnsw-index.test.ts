import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildIndex } from '../../../src/adapters/hnsw/build-index.ts';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import { loadIndex } from '../../../src/adapters/hnsw/load-index.ts';
import { measureRecall } from '../../../src/adapters/hnsw/measure-recall.ts';
import { clusteredVectors } from './vectors.ts';

const D = 32;
const PARAMETERS = { m: 16, efConstruction: 200, seed: 4 };
const ROWS = 2000;
const VECTORS = clusteredVectors(ROWS, D, { seed: 1, normSpread: 0.8 });
const QUERIES = clusteredVectors(30, D, { seed: 2 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marquee-hnsw-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const query = (n: number): Float32Array => QUERIES.subarray(n * D, (n + 1) * D);

describe('an index over vectors of very different norms', () => {
  test('finds 98 % of the exact nearest by inner product at the efSearch it chose', () => {
    const index = buildIndex(VECTORS, D, PARAMETERS);
    const { efSearch, recall } = index.chooseEfSearch(QUERIES, 100);
    expect(recall).toBeGreaterThanOrEqual(0.98);
    expect(measureRecall(index.searcher(efSearch), createExactIndex(VECTORS, D), QUERIES, D, 100)).toBe(recall);
  });

  test('finds nine of ten without looking further where a few vectors are far longer than the rest', () => {
    const skewed = clusteredVectors(ROWS, D, { seed: 3, normSpread: 2 });
    const index = buildIndex(skewed, D, PARAMETERS).searcher(150);
    expect(measureRecall(index, createExactIndex(skewed, D), QUERIES, D, 100)).toBeGreaterThanOrEqual(0.9);
  });

  test('gives exact inner products, best first, and long vectors their due', () => {
    const index = buildIndex(VECTORS, D, PARAMETERS).searcher(ROWS);
    const exact = createExactIndex(VECTORS, D);
    for (let n = 0; n < 10; n++) {
      const [found, truth] = [index.search(query(n), 20), exact.search(query(n), 20)];
      expect(found).toEqual(truth);
    }
  });

  test('the length of the query changes similarities, not the order', () => {
    const index = buildIndex(VECTORS, D, PARAMETERS).searcher(300);
    const once = index.search(query(0), 50);
    const tenfold = index.search(
      query(0).map((value) => value * 1024),
      50,
    );
    expect(tenfold.rows).toEqual(once.rows);
    expect(tenfold.similarities).toEqual(once.similarities.map((similarity) => similarity * 1024));
  });
});

describe('an index on disk', () => {
  test('answers after a round trip as it did before', async () => {
    const index = buildIndex(VECTORS, D, PARAMETERS);
    await index.save(join(folder, 'whole.hnsw'));
    const options = { dimensions: D, rows: ROWS, efSearch: 200, vectors: VECTORS, mostScanned: 0 };
    const loaded = await loadIndex(join(folder, 'whole.hnsw'), options);
    for (let n = 0; n < 10; n++) expect(loaded.search(query(n), 50)).toEqual(index.searcher(200).search(query(n), 50));
  });

  test('is not asked where a scan of everything is as fast', async () => {
    await buildIndex(VECTORS, D, PARAMETERS).save(join(folder, 'few.hnsw'));
    const options = { dimensions: D, rows: ROWS, efSearch: 1, vectors: VECTORS };
    const loaded = await loadIndex(join(folder, 'few.hnsw'), options);
    const exact = createExactIndex(VECTORS, D);
    for (let n = 0; n < 10; n++) expect(loaded.search(query(n), 50)).toEqual(exact.search(query(n), 50));
  });

  test('has equal bytes for equal vectors and seed', async () => {
    await buildIndex(VECTORS, D, PARAMETERS).save(join(folder, 'a.hnsw'));
    await buildIndex(VECTORS, D, PARAMETERS).save(join(folder, 'b.hnsw'));
    const [a, b] = await Promise.all(['a.hnsw', 'b.hnsw'].map((name) => readFile(join(folder, name))));
    expect(a!.equals(b!)).toBe(true);
  });

  test('is refused when it is missing, is no index, or is about other vectors', async () => {
    await buildIndex(VECTORS, D, PARAMETERS).save(join(folder, 'c.hnsw'));
    await writeFile(join(folder, 'text.hnsw'), 'not an index at all');
    await writeFile(join(folder, 'cut.hnsw'), (await readFile(join(folder, 'c.hnsw'))).subarray(0, 5000));
    const whole = { dimensions: D, rows: ROWS, efSearch: 200, vectors: VECTORS };
    const half = { ...whole, rows: ROWS / 2, vectors: VECTORS.subarray(0, VECTORS.length / 2) };
    const narrow = { ...whole, dimensions: D / 2, vectors: VECTORS.subarray(0, VECTORS.length / 2) };
    for (const [file, options] of [
      ['none.hnsw', whole],
      ['text.hnsw', whole],
      ['cut.hnsw', whole],
      ['c.hnsw', half],
      ['c.hnsw', narrow],
      ['c.hnsw', { ...whole, rows: ROWS + 1 }],
    ] as const) {
      await expect(loadIndex(join(folder, file), options)).rejects.toMatchObject({ code: 'data-check-failed' });
    }
  });
});

describe('at the edges', () => {
  test('more than there is gives all there is', () => {
    const three = VECTORS.slice(0, 3 * D);
    const { rows } = buildIndex(three, D, PARAMETERS).searcher(10).search(query(0), 500);
    expect([...rows].sort()).toEqual([0, 1, 2]);
  });

  test('a query that is not a number, or for nothing, finds nothing', () => {
    const index = buildIndex(VECTORS.slice(0, 10 * D), D, PARAMETERS).searcher(10);
    expect(index.search(new Float32Array(D).fill(Number.NaN), 5).rows.length).toBe(0);
    expect(index.search(query(0), 0).rows.length).toBe(0);
  });

  test('a query without direction still gets k rows', () => {
    const index = buildIndex(VECTORS.slice(0, 10 * D), D, PARAMETERS).searcher(10);
    expect([...index.search(new Float32Array(D), 5).similarities]).toEqual([0, 0, 0, 0, 0]);
  });

  test('vectors that are all zero, or all alike, can be indexed', () => {
    expect(
      buildIndex(new Float32Array(5 * D), D, PARAMETERS)
        .searcher(10)
        .search(query(0), 5).rows.length,
    ).toBe(5);
    expect(
      buildIndex(new Float32Array(5 * D).fill(1), D, PARAMETERS)
        .searcher(10)
        .search(query(0), 5).rows.length,
    ).toBe(5);
  });

  test('an empty index is built, saved, loaded and finds nothing', async () => {
    const none = new Float32Array(0);
    const index = buildIndex(none, D, PARAMETERS);
    expect(index.searcher(10).search(query(0), 5).rows.length).toBe(0);
    expect(index.chooseEfSearch(QUERIES, 10).recall).toBe(1);
    await index.save(join(folder, 'empty.hnsw'));
    const loaded = await loadIndex(join(folder, 'empty.hnsw'), { dimensions: D, rows: 0, efSearch: 10, vectors: none });
    expect(loaded.search(query(0), 5).rows.length).toBe(0);
  });

  test('a vector that is not a number is refused', () => {
    const broken = VECTORS.slice(0, 10 * D);
    broken[77] = Number.NaN;
    expect(() => buildIndex(broken, D, PARAMETERS)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });
});
