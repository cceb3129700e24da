import type { VectorIndex } from '../model-package.ts';

/** Makes vector indexes for a package: what training needs of the technology behind VectorIndex. */
export interface IndexBuilder {
  /** vectors: rows x dimensions. Deterministic for equal arguments. Throws 'data-check-failed' for vectors that are not finite. */
  build(vectors: Float32Array, dimensions: number, parameters: IndexParameters): BuiltIndex;
  /** The same answers by looking at every vector: the yardstick, and the fallback. */
  exact(vectors: Float32Array, dimensions: number): VectorIndex;
}

export interface IndexParameters {
  /** Links a node. */
  readonly m: number;
  /** Candidates looked at for each link while building. */
  readonly efConstruction: number;
  readonly seed: number;
}

export interface BuiltIndex {
  /** The index, searched with at least `efSearch` candidates in view. All searchers share one graph. */
  searcher(efSearch: number): VectorIndex;
  /**
   * The smallest efSearch of a ladder that finds 98 % of the exact k nearest of these queries (count x dimensions), else its
   * largest; and the recall it reaches. For the manifest's parameters "efSearch" and "recall@k".
   */
  chooseEfSearch(queries: Float32Array, k: number): { efSearch: number; recall: number };
  save(path: string): Promise<void>;
  /** What save() writes. */
  bytes(): Promise<Uint8Array>;
}
