import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { MarqueeError } from '../../domain/errors.ts';
import type { BuiltIndex, IndexParameters } from '../../domain/ports/index-builder.ts';
import { chooseEfSearch } from './choose-ef-search.ts';
import { createExactIndex, isFiniteVector } from './exact-index.ts';
import { createGraphSearch } from './graph-search.ts';

/**
 * An HNSW graph (Malkov and Yashunin 2016) over the vectors as they are, linked by inner product itself (Morozov and Babenko 2018,
 * "Non-metric similarity graphs for maximum inner product search"): long vectors, which are most answers, become its hubs. Rows
 * are added in order by one thread, so equal arguments give equal files. vectors: rows x dimensions, kept for the searchers.
 */
export function buildIndex(vectors: Float32Array, dimensions: number, parameters: IndexParameters): BuiltIndex {
  const rows = dimensions === 0 ? 0 : vectors.length / dimensions;
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({
    maxElements: Math.max(1, rows),
    m: parameters.m,
    efConstruction: parameters.efConstruction,
    randomSeed: parameters.seed,
  });
  for (let row = 0; row < rows; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    if (!isFiniteVector(vector)) refuse(row);
    // hnswlib takes plain arrays only.
    graph.addPoint(Array.from(vector), row);
  }

  const searcher = (efSearch: number) => createGraphSearch(graph, vectors, dimensions, efSearch);
  return {
    searcher,
    chooseEfSearch: (queries, k) =>
      chooseEfSearch({ searcher, exact: createExactIndex(vectors, dimensions), queries, dimensions, k }),
    async save(path) {
      await graph.writeIndex(path);
    },
    async bytes() {
      // hnswlib writes files only.
      const folder = await mkdtemp(join(tmpdir(), 'marquee-index-'));
      try {
        await graph.writeIndex(join(folder, 'index.hnsw'));
        return await readFile(join(folder, 'index.hnsw'));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function refuse(row: number): never {
  throw new MarqueeError(
    'data-check-failed',
    `Item vector ${row} is not finite, so it cannot be indexed; train again.`,
  );
}
