import type { Exploration } from '../../domain/page-template.ts';

/** Those among whom one slot is chosen, the best score first, and what came of it. Columns are kept from slot to slot. */
export interface SlotChoiceSet {
  count: number;
  /** Positions in the candidate set. */
  readonly position: Int32Array;
  /** All in standard deviations of the row's scores. */
  readonly score: Float64Array;
  readonly likeness: Float64Array;
  readonly overTaste: Float64Array;
  /** What the editors' rules add, below 0: take off. */
  readonly moved: Float64Array;
  readonly value: Float64Array;
  /** P(chosen), 1 together. */
  readonly chance: Float64Array;
}

/** Candidates looked at for a slot, the best by score: what diversity and calibration may bring forward from. */
export const LOOKS = 12;
export const MOST_LOOKS = 100;

/** With the boosted that are looked at beside them, and the new. */
export const createChoiceSet = (room = MOST_LOOKS + LOOKS + 20): SlotChoiceSet => ({
  count: 0,
  position: new Int32Array(room),
  score: new Float64Array(room),
  likeness: new Float64Array(room),
  overTaste: new Float64Array(room),
  moved: new Float64Array(room),
  value: new Float64Array(room),
  chance: new Float64Array(room),
});

/** How many to look at: all that chance may choose among are. */
export const looksFor = (exploration: Exploration | null): number =>
  exploration === null ? LOOKS : Math.min(MOST_LOOKS, Math.max(LOOKS, exploration.among));

/** Index of the greatest value; of equals the first. */
export function best({ value, count }: SlotChoiceSet): number {
  let found = 0;
  for (let at = 1; at < count; at++) if (value[at]! > value[found]!) found = at;
  return found;
}

/**
 * Fills `chance`: the best one has all but the share of exploration; the share is divided among the `among` best by
 * (1 - floor) x softmax(value / temperature) + floor x 1/among. Exact: what is drawn by `draw` is drawn with these probabilities.
 */
export function spreadChance(set: SlotChoiceSet, bestAt: number, exploration: Exploration | null): void {
  const { count, value, chance } = set;
  if (exploration === null || count === 1) {
    chance.fill(0, 0, count);
    chance[bestAt] = 1;
    return;
  }
  const { share, floor } = exploration;
  const temperature = Math.max(exploration.temperature, 1e-6);
  const least = leastOfBest(set, Math.max(1, exploration.among));
  let members = 0;
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const weight = value[at]! < least ? -1 : Math.exp((value[at]! - value[bestAt]!) / temperature);
    chance[at] = weight;
    if (weight < 0) continue;
    members++;
    sum += weight;
  }
  for (let at = 0; at < count; at++) {
    const weight = chance[at]!;
    chance[at] = weight < 0 ? 0 : share * (((1 - floor) * weight) / sum + floor / members);
  }
  chance[bestAt]! += 1 - share;
}

/** The index that a uniform number draws; the last that has any chance where rounding leaves none. */
export function draw(chance: Float64Array, count: number, uniform: number): number {
  let left = uniform;
  let last = 0;
  for (let at = 0; at < count; at++) {
    if (chance[at] === 0) continue;
    last = at;
    left -= chance[at]!;
    if (left < 0) return at;
  }
  return last;
}

/** The n-th greatest value: who has less is not among the n best. Equals at the border are all among them. */
function leastOfBest({ count, value }: SlotChoiceSet, n: number): number {
  return count <= n ? Number.NEGATIVE_INFINITY : value.slice(0, count).sort()[count - n]!;
}
