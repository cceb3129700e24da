import { FEATURE_COLUMNS, FEATURE_GROUPS, featureWidth } from '../../features/schema.ts';

/** What a feature is off by, over all that was compared. */
export interface FeatureDifference {
  readonly feature: string;
  /** Follows from item stats too: told, and no skew. */
  readonly readsStats: boolean;
  readonly decisions: number;
  readonly rows: number;
  readonly largest: number;
  /** The first one found. */
  readonly example: {
    readonly recommendationId: string;
    readonly itemNo: number;
    readonly served: number;
    readonly again: number;
  };
}

const READS_STATS: readonly boolean[] = FEATURE_GROUPS.flatMap((group) =>
  group.columns.map(() => group.readsStats === true),
);

/** Gathers differences, decision by decision. */
export function createFeatureDifferences() {
  const found = new Map<number, { -readonly [Name in keyof FeatureDifference]: FeatureDifference[Name] }>();
  return {
    /**
     * `served` and `again`: one row an item, each featureWidth floats. False when a number differs in its bits that does not follow from
     * item stats; `keep: false` only tells.
     */
    compare(
      recommendationId: string,
      itemNo: Int32Array,
      served: Float32Array,
      again: Float32Array,
      keep: boolean,
    ): boolean {
      const [servedBits, againBits] = [bitsOf(served), bitsOf(again)];
      const seen = new Set<number>();
      let isEqual = true;
      for (let at = 0; at < servedBits.length; at++) {
        if (servedBits[at] === againBits[at]) continue;
        const column = at % featureWidth;
        if (!READS_STATS[column]) isEqual = false;
        if (!keep) continue;
        const example = {
          recommendationId,
          itemNo: itemNo[Math.floor(at / featureWidth)]!,
          served: served[at]!,
          again: again[at]!,
        };
        const difference = found.get(column) ?? {
          feature: FEATURE_COLUMNS[column]!,
          readsStats: READS_STATS[column]!,
          decisions: 0,
          rows: 0,
          largest: 0,
          example,
        };
        difference.rows++;
        if (!seen.has(column)) difference.decisions++;
        seen.add(column);
        difference.largest = Math.max(difference.largest, Math.abs(served[at]! - again[at]!));
        found.set(column, difference);
      }
      return isEqual;
    },
    /** In the order of the columns. */
    all: (): readonly FeatureDifference[] => [...found].sort(([a], [b]) => a - b).map(([, difference]) => difference),
  };
}

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);
