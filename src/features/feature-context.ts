import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { DeltaRows, RetrievalModel } from '../domain/model-package.ts';
import type { UserInputs } from './user-inputs.ts';

/** Everything a feature may read: the same type in serving (the snapshot of now) and in training (replayed to then). */
export interface FeatureContext extends UserInputs {
  readonly nowMs: number;
  readonly surface: string;
  /** Of the request; null: not said. */
  readonly region: string | null;
  /** A tag, of the request or else the user's profile; null: not said. */
  readonly language: string | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly catalogue: Catalogue;
  readonly stats: ItemStats;
  /** null: no model yet; cross features are 0. */
  readonly retrieval: AlignedRetrieval | null;
}

export interface AlignedRetrieval {
  readonly model: RetrievalModel;
  readonly rowOfDense: Int32Array;
  readonly denseOfRow: Int32Array;
  /** Titles that came after the package: they have vectors and no co-occurrence. Absent: there are none. */
  readonly delta?: DeltaRows;
  /** Inner products of a vector with all target vectors, where somebody has just computed them (VectorIndex.productsOf). */
  readonly productsOf?: (query: Float32Array) => Float64Array | null;
}

/**
 * One definition of one group of numbers. `write` fills columns [offset, offset + width) of each candidate's row in `out`
 * (candidates.length x stride). A change of meaning bumps `version`, and with it the fingerprint.
 */
export interface FeatureGroup {
  readonly name: string;
  readonly width: number;
  /** A name for each column, of letters, digits and dashes, unique over all groups: what reports, metrics and exports call it. */
  readonly columns: readonly string[];
  readonly version: number;
  /** Its numbers follow from item stats too, which move on beside the user: made again they need not be the same bits. */
  readonly readsStats?: true;
  write(
    context: FeatureContext,
    candidates: Int32Array,
    count: number,
    out: Float32Array,
    stride: number,
    offset: number,
  ): void;
}
