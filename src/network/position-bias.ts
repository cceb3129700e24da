import type { Head } from '../domain/objectives.ts';
import type { RankerExamples } from './ranker-examples.ts';

// Taken out of the loops, as in ranker-loss.ts.
const { floor, log2, min } = Math;

/**
 * What a place on the page adds to the logits of being clicked or played, whatever stands there: a small table a head, by row and by
 * position, learned beside the net and dropped in serving (the additive form of Zhao et al. 2019, "Recommending what video to watch
 * next"). Centred over the places that were shown, so that without it the probabilities are those of a middling place and the tables
 * cannot take over the net's bias; a ridge leaves to the features what could be either's. What was not shown, or nobody knows where,
 * gets 0: being shown at all is not what this is about.
 */
export interface PositionBias {
  /** Adds to logits (places x heads, row by row) of the groups order[from .. from + count). */
  add(examples: RankerExamples, order: Int32Array, from: number, count: number, logits: Float32Array): void;
  /** Adds to `gradient` (of the parameters) what d loss / d logits says of them, and the ridge's part. */
  addGradient(
    examples: RankerExamples,
    order: Int32Array,
    from: number,
    count: number,
    ofLogits: Float32Array,
    gradient: Float32Array,
  ): void;
}

const BIASED: readonly Head[] = ['click', 'play'];
/** The first places one by one, those beyond by powers of two: nobody has enough examples of row 40. */
const ROWS = { single: 8, doubled: 4 };
const POSITIONS = { single: 12, doubled: 5 };
const ROW_BUCKETS = ROWS.single + ROWS.doubled;
const BUCKETS = ROW_BUCKETS + POSITIONS.single + POSITIONS.doubled;
const RIDGE = 1e-4;

/** Places of the training examples that were shown; fewer tell nothing of positions. */
const FEWEST_SHOWN = 200;

/** Parameters that it needs for these heads; 0: nothing is known of positions, or none of the heads has such a bias. */
export function positionBiasSize(examples: RankerExamples, heads: readonly Head[]): number {
  let shown = 0;
  for (let place = 0; place < examples.groups * examples.groupSize; place++) if (wasShown(examples, place)) shown++;
  return shown < FEWEST_SHOWN ? 0 : BUCKETS * heads.filter((head) => BIASED.includes(head)).length;
}

/** `tables`: its parameters, positionBiasSize of them, changed from outside. */
export function createPositionBias(
  training: RankerExamples,
  heads: readonly Head[],
  tables: Float32Array,
): PositionBias {
  const columns = heads.flatMap((head, column) => (BIASED.includes(head) ? [column] : []));
  const shares = sharesOf(training);
  const means = new Float64Array(columns.length);

  /** Of each table its mean over what was shown, row part and position part together. */
  function takeMeans(): void {
    for (let table = 0; table < columns.length; table++) {
      let mean = 0;
      for (let bucket = 0; bucket < BUCKETS; bucket++) mean += shares[bucket]! * tables[table * BUCKETS + bucket]!;
      means[table] = mean;
    }
  }

  function each(
    examples: RankerExamples,
    order: Int32Array,
    from: number,
    count: number,
    visit: (at: number, rowBucket: number, positionBucket: number) => void,
  ): void {
    const { groupSize, shownRow, shownPosition } = examples;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < groupSize; j++) {
        const place = order[from + i]! * groupSize + j;
        if (!wasShown(examples, place)) continue;
        visit(
          i * groupSize + j,
          bucketOf(shownRow[place]!, ROWS),
          ROW_BUCKETS + bucketOf(shownPosition[place]!, POSITIONS),
        );
      }
    }
  }

  return {
    add(examples, order, from, count, logits) {
      if (columns.length === 0) return;
      takeMeans();
      each(examples, order, from, count, (at, row, position) => {
        for (let table = 0; table < columns.length; table++) {
          const offset = table * BUCKETS;
          logits[at * heads.length + columns[table]!]! +=
            tables[offset + row]! + tables[offset + position]! - means[table]!;
        }
      });
    },
    addGradient(examples, order, from, count, ofLogits, gradient) {
      const sums = new Float64Array(columns.length);
      each(examples, order, from, count, (at, row, position) => {
        for (let table = 0; table < columns.length; table++) {
          const slope = ofLogits[at * heads.length + columns[table]!]!;
          gradient[table * BUCKETS + row]! += slope;
          gradient[table * BUCKETS + position]! += slope;
          sums[table]! += slope;
        }
      });
      for (let i = 0; i < tables.length; i++) {
        gradient[i]! += 2 * RIDGE * tables[i]! - shares[i % BUCKETS]! * sums[floor(i / BUCKETS)]!;
      }
    },
  };
}

const wasShown = ({ labels, shownRow, shownPosition }: RankerExamples, place: number): boolean =>
  labels[place]! >= 0 && shownRow[place]! >= 0 && shownPosition[place]! >= 0;

function bucketOf(place: number, { single, doubled }: { single: number; doubled: number }): number {
  if (place < single) return place;
  return single + min(doubled - 1, floor(log2(place / single)));
}

/** Of each bucket the weighted share of shown places in it: the row buckets sum to 1, and so do the position buckets. */
function sharesOf(examples: RankerExamples): Float64Array {
  const shares = new Float64Array(BUCKETS);
  let total = 0;
  for (let place = 0; place < examples.groups * examples.groupSize; place++) {
    if (!wasShown(examples, place)) continue;
    const weight = examples.groupWeights[floor(place / examples.groupSize)]!;
    shares[bucketOf(examples.shownRow[place]!, ROWS)]! += weight;
    shares[ROW_BUCKETS + bucketOf(examples.shownPosition[place]!, POSITIONS)]! += weight;
    total += weight;
  }
  return shares.map((share) => share / Math.max(total, Number.MIN_VALUE));
}
