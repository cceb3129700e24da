import type { RankerExamples } from './ranker-examples.ts';

/** 1 for each group of which something was shown, 0 for one of candidates that nobody saw together (imports, searches). */
export function shownGroups({ groups, groupSize, labels, shownRow, shownPosition }: RankerExamples): Uint8Array {
  const shown = new Uint8Array(groups);
  for (let place = 0; place < groups * groupSize; place++) {
    if (labels[place]! >= 0 && shownRow[place]! >= 0 && shownPosition[place]! >= 0)
      shown[Math.floor(place / groupSize)] = 1;
  }
  return shown;
}

/**
 * Groups of which nothing was shown have other base rates: one play among all that could have been watched, instead of one among what
 * was looked at. Where a ranker learns from both, each head gets one number that is added to its logits in those groups alone, learned
 * beside the net and left out in serving. So they teach what is wanted, and not how often.
 */
export interface PopulationOffset {
  /** Adds to logits (places x heads, row by row) of the groups order[from .. from + count); `shown` as shownGroups gives it. */
  add(shown: Uint8Array, groupSize: number, order: Int32Array, from: number, count: number, logits: Float32Array): void;
  /** Adds what d loss / d logits says of the offsets to `gradient`. */
  addGradient(
    shown: Uint8Array,
    groupSize: number,
    order: Int32Array,
    from: number,
    count: number,
    ofLogits: Float32Array,
    gradient: Float32Array,
  ): void;
}

/** `offsets`: one a head, changed from outside; empty: there is but one population. */
export function createPopulationOffset(offsets: Float32Array): PopulationOffset {
  const heads = offsets.length;
  return {
    add(shown, groupSize, order, from, count, logits) {
      for (let i = 0; i < count && heads > 0; i++) {
        if (shown[order[from + i]!] === 1) continue;
        for (let cell = i * groupSize * heads; cell < (i + 1) * groupSize * heads; cell++) {
          logits[cell]! += offsets[cell % heads]!;
        }
      }
    },
    addGradient(shown, groupSize, order, from, count, ofLogits, gradient) {
      for (let i = 0; i < count && heads > 0; i++) {
        if (shown[order[from + i]!] === 1) continue;
        for (let cell = i * groupSize * heads; cell < (i + 1) * groupSize * heads; cell++) {
          gradient[cell % heads]! += ofLogits[cell]!;
        }
      }
    },
  };
}

/** Of a head, see HeadData. */
interface Rates {
  readonly ofShown: boolean;
  readonly rate: number;
  readonly rateElsewhere: number;
}

/** Where the offsets start; empty where all groups are of the population that is served. */
export function firstOffsets(heads: readonly Rates[], examples: RankerExamples): number[] {
  if (!heads[0]!.ofShown || shownGroups(examples).every((shown) => shown === 1)) return [];
  return heads.map(({ rate, rateElsewhere }) => logit(rateElsewhere) - logit(rate));
}

const logit = (rate: number): number => Math.log(rate / (1 - rate));
