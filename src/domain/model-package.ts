import type { CheckedData } from './data-checks.ts';
import type { EventType } from './event.ts';
import type { FeatureReference } from './feature-reference.ts';
import type { GateVerdict } from './gate-verdict.ts';
import type { Head, Objectives } from './objectives.ts';

/**
 * One version of what training makes: encoder, item vectors, built index, ranker, manifest. Rows are the package's own item
 * order; `AlignedPackage` maps them to the catalogue's dense indices.
 */
export interface ModelPackage {
  readonly version: string;
  readonly manifest: Manifest;
  readonly retrieval: RetrievalModel;
  /** What gives titles that came after the package their vectors. */
  readonly content: ContentTower;
  readonly index: VectorIndex;
  readonly ranker: Ranker;
}

export interface RetrievalModel {
  readonly dimensions: number;
  /** Package row -> permanent item number. */
  readonly itemNo: Int32Array;
  /** rows x dimensions: what a watched title says about the next one; their weighted sum is the user vector. */
  readonly sourceVectors: Float32Array;
  /** rows x dimensions: what the user vector is compared with, by inner product. */
  readonly targetVectors: Float32Array;
  /**
   * Directed co-occurrence (CSR by package row): titles watched close to a title, how strongly after it and how strongly before
   * it. The mean over rows of the heaviest `neighbourWeights` is 1. Heaviest first by weight + backShare x back weight.
   */
  readonly neighbourOffsets: Int32Array;
  readonly neighbourRows: Int32Array;
  readonly neighbourWeights: Float32Array;
  readonly neighbourBackWeights: Float32Array;
  /** What "watched before" counts beside "watched after", 0..1. */
  readonly backShare: number;
  /** History weight of the n-th newest title = strength x 2^(-n / historyHalfLife). */
  readonly historyHalfLife: number;
  /** Titles of the history that count. */
  readonly historyLength: number;
}

/**
 * From content to vectors: the vectors of an item are the sum of its tokens' weights, divided by the root of their number (see
 * features/content-tokens.ts). Without tokens it places nothing.
 */
export interface ContentTower {
  readonly dimensions: number;
  /** Hashes of tokens, ascending. */
  readonly tokens: Float64Array;
  /** tokens x dimensions each. */
  readonly sourceWeights: Float32Array;
  readonly targetWeights: Float32Array;
}

/** k nearest package rows to a query vector by the inner product with targetVectors; best first. */
export interface VectorIndex {
  search(query: Float32Array, k: number): { rows: Int32Array; similarities: Float32Array };
  /** Inner products of the query with every row, where the last search was for it and looked at all; good until the next search. */
  productsOf?(query: Float32Array): Float64Array | null;
  /** Where looking at all is what it does anyway: the inner products of the query with every row; good until the next call. */
  scan?(query: Float32Array): Float64Array;
}

/** Scores a batch of feature rows. Synchronous; finite scores only (throws if the net yields NaN). */
export interface Ranker {
  /** Floats a row. */
  readonly width: number;
  readonly fingerprint: string;
  /** Heads that were learned from data. The others are constant: they move no order. */
  readonly heads: readonly Head[];
  /** features: count x width, row by row. Writes each head, 0..1, into heads[0 .. count x HEADS.length), row by row. */
  predict(features: Float32Array, count: number, heads: Float32Array): void;
  /** The same combined into one number a row (see Objectives), -1..1, into scores[0 .. count). */
  score(features: Float32Array, count: number, objectives: Objectives, scores: Float32Array): void;
  dispose(): void;
}

/** What a package says of itself; models/README.md describes the files. */
export interface Manifest {
  readonly version: string;
  readonly formatVersion: number;
  readonly createdAt: string;
  readonly codeVersion: string;
  readonly randomSeed: number;
  readonly backend: 'wasm' | 'node';
  /** sha256 over ordered (feature name, width, version): a ranker refuses features of another meaning. */
  readonly fingerprint: string;
  readonly features: readonly { readonly name: string; readonly width: number; readonly version: number }[];
  readonly data: {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly events: number;
    readonly users: number;
    readonly items: number;
    /** How many events there are of each type; left out where nobody counted. */
    readonly eventsByType?: Readonly<Partial<Record<EventType, number>>>;
    readonly origins: readonly string[];
    /** Of everything that training read: events and catalogue. */
    readonly sha256: string;
    /** Of the catalogue in it alone; left out where none was read. */
    readonly catalogueSha256?: string;
  };
  /** What was found in that data, and accepted. Packages made by older releases do not say. */
  readonly dataChecks?: CheckedData;
  /** How each feature was distributed over what was shown in that data, for drift; absent: nothing was shown, or an older release. */
  readonly featureReference?: FeatureReference;
  /** The version that was live when this one was made; null: none was. */
  readonly parent: string | null;
  /** What the heads counted when it was judged, and which of them were learned. */
  readonly objectives: Objectives;
  readonly heads: readonly Head[];
  /** Expected calibration error of each learned head on users set aside; a head that could not be measured is left out. */
  readonly calibrationErrors?: Readonly<Partial<Record<Head, number>>>;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Offline metrics per stage on the held-out last titles. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** 95 % intervals of the accuracy metrics, per stage; older releases did not make them. */
  readonly intervals?: Readonly<
    Record<string, Readonly<Record<string, { readonly ci95: readonly [low: number, high: number] }>>>
  >;
  /** What it was compared with before it was published or rejected; absent: an older release. */
  readonly gate?: GateVerdict;
  /** What each stage of the training took, where it was made; a stage that an earlier run had done is left out. */
  readonly stageSeconds?: Readonly<Record<string, number>>;
  /** Where its parts come from; absent: all of it was trained here. */
  readonly parts?: PackageOrigins;
  /** The files that `models pack` was given, by sha256 hex. */
  readonly sources?: readonly { readonly part: keyof PackageOrigins; readonly file: string; readonly sha256: string }[];
  /** File name -> sha256 hex. */
  readonly files: Readonly<Record<string, string>>;
}

/** What each part is: 'marquee', trained here, or a model or vectors that others made. See docs/models.md. */
export interface PackageOrigins {
  readonly retrieval: 'marquee' | 'vectors';
  readonly ranker: 'marquee' | 'layers-model' | 'graph-model' | 'safetensors';
}

/** A package seen from the catalogue: row <-> dense index, -1 where one does not know the other. */
export interface AlignedPackage {
  readonly model: ModelPackage;
  readonly rowOfDense: Int32Array;
  readonly denseOfRow: Int32Array;
  /** Titles that the package does not know, placed by its content tower. */
  readonly delta: DeltaRows;
}

/** Rows beside those of the package: what came after it. Few, and looked at one by one, not through the index. */
export interface DeltaRows {
  /** Dense index -> delta row; -1: none. */
  readonly rowOfDense: Int32Array;
  readonly denseOfRow: Int32Array;
  /** delta rows x dimensions each. */
  readonly sourceVectors: Float32Array;
  readonly targetVectors: Float32Array;
}
