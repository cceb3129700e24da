import { addInfluence, fitLevels } from './position-bias-fit.ts';

/** Slots that were shown, a column each, all of one length. */
export interface SeenSlots {
  readonly position: ArrayLike<number>;
  /** What is as attractive wherever it stands: an item, on one surface. Any integers. */
  readonly group: ArrayLike<number>;
  /** 1: clicked. */
  readonly clicked: ArrayLike<number>;
  /** Whose slot it was, from 0 up: slots of one user are not independent of each other. */
  readonly user: ArrayLike<number>;
  /** 0: the slot tells nothing, as what stands there always stood there (a pin). Absent: all count. */
  readonly counts?: ArrayLike<number>;
}

export interface PositionBias {
  /** By position from 0: how much a slot there is clicked, of what the same items get in the first. Beyond the last that was seen: as the last. */
  readonly bias: Float64Array;
  readonly ci95: readonly (readonly [number, number])[];
  /** Positions with too few clicks of their own are one level with those before. */
  readonly levelOf: Int32Array;
  readonly levels: number;
  /** Clicks that it was learned from. */
  readonly clicks: number;
  /** Of each user on the log of each level's bias, users x levels: what the interval is made of. */
  readonly influence: Float64Array;
}

/** A level has at least as many clicks. */
export const CLICKS_A_LEVEL = 20;
const MOST_LEVELS = 32;
const Z95 = 1.959963984540054;

/**
 * How much each position counts, by the position-based model (Craswell, Zoeter, Taylor and Ramsey 2008): P(click) = bias[position] x
 * attraction[group]. Fitted by the likelihood of where each group's clicks fell, given how many they were (the Poisson model with fixed
 * effects of Hausman, Hall and Griliches 1984): attractions drop out, so that many groups with few clicks each do not bend it. What
 * makes it right is that the same group stood at several positions for no reason of its own: slots left to chance are best. Intervals
 * by the delta method over users (Liang and Zeger 1986, the sandwich).
 */
export function positionBias(slots: SeenSlots): PositionBias {
  const users = 1 + maximum(slots.user);
  const { levelOf, levels } = levelsOf(slots);
  const fit = fitLevels(slots, levelOf, levels);
  const influence = addInfluence(slots, levelOf, fit, users);
  const bias = bridged(
    Float64Array.from(levelOf, (level) => Math.exp(fit.logBias[level]!)),
    slots,
  );
  const error = new Float64Array(levels);
  for (let user = 0; user < users; user++) {
    for (let level = 0; level < levels; level++) error[level]! += influence[user * levels + level]! ** 2;
  }
  const ci95 = Array.from(levelOf, (level): readonly [number, number] => {
    const reach = Z95 * Math.sqrt(error[level]!);
    return [Math.exp(fit.logBias[level]! - reach), Math.exp(fit.logBias[level]! + reach)];
  });
  return { bias, ci95, levelOf, levels, clicks: fit.clicks, influence };
}

/**
 * Where nothing that counts ever stood (a pin that is always there) a position lies between its neighbours, on the line of the logarithms: it
 * would else be taken for the one behind it, and what gives way to the pin for losing nothing.
 */
function bridged(bias: Float64Array, { position, counts }: SeenSlots): Float64Array {
  const seen = new Uint8Array(bias.length);
  for (let slot = 0; slot < position.length; slot++) if (counts?.[slot] !== 0) seen[position[slot]!] = 1;
  let before = -1;
  for (let at = 0; at < bias.length; at++) {
    if (seen[at] === 0) continue;
    for (let gap = before + 1; before >= 0 && gap < at; gap++) {
      const share = (gap - before) / (at - before);
      bias[gap] = bias[before]! ** (1 - share) * bias[at]! ** share;
    }
    before = at;
  }
  return bias;
}

/** The bias at a position, also beyond those seen. */
export const biasAt = ({ bias }: PositionBias, position: number): number => bias[Math.min(position, bias.length - 1)]!;

export const levelAt = ({ levelOf }: PositionBias, position: number): number =>
  levelOf[Math.min(position, levelOf.length - 1)]!;

/** Whether each of the first `positions` has clicks enough to stand for itself, of the slots that `counts` leaves. */
export function tellsPositions(slots: SeenSlots, positions: number): boolean {
  const { levelOf } = levelsOf(slots);
  const last = Math.min(positions, 1 + maximum(slots.position));
  for (let position = 0; position < last; position++) if (levelOf[position] !== position) return false;
  return clicksAt(slots)[last - 1]! >= CLICKS_A_LEVEL;
}

function levelsOf(slots: SeenSlots): { levelOf: Int32Array; levels: number } {
  const clicks = clicksAt(slots);
  const levelOf = new Int32Array(clicks.length);
  let rest = clicks.reduce((sum, value) => sum + value, 0);
  let level = 0;
  let here = 0;
  for (let position = 0; position < clicks.length; position++) {
    // A new level where this one has enough and what is left is enough for another.
    if (here >= CLICKS_A_LEVEL && rest >= CLICKS_A_LEVEL && level < MOST_LEVELS - 1) {
      level++;
      here = 0;
    }
    levelOf[position] = level;
    here += clicks[position]!;
    rest -= clicks[position]!;
  }
  return { levelOf, levels: level + 1 };
}

function clicksAt({ position, clicked, counts }: SeenSlots): Float64Array {
  const clicks = new Float64Array(1 + Math.max(0, maximum(position)));
  for (let slot = 0; slot < position.length; slot++) {
    if (counts?.[slot] !== 0) clicks[position[slot]!]! += clicked[slot]!;
  }
  return clicks;
}

function maximum(values: ArrayLike<number>): number {
  let most = -1;
  for (let at = 0; at < values.length; at++) if (values[at]! > most) most = values[at]!;
  return most;
}
