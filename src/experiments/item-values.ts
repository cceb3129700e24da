import { biasAt, type PositionBias } from './position-bias.ts';

/** Slots where items stood, and what each brought (clicks, plays, hours: nothing below 0). */
export interface EarningSlots {
  readonly position: ArrayLike<number>;
  readonly item: ArrayLike<number>;
  readonly reward: ArrayLike<number>;
  /** 0: the slot tells nothing. */
  readonly counts: ArrayLike<number>;
}

export interface ItemValue {
  /** Sum of the bias of its slots: as many looks as so many first positions get. */
  readonly looks: number;
  /** What it would bring in the first position, a slot. */
  readonly value: number;
}

export interface ItemValues {
  of(item: number): ItemValue;
  /** The looks that the prior counts as. */
  readonly priorLooks: number;
}

/**
 * What each item brings, corrected for where it stood: reward over looks, drawn towards the mean of all items the more the fewer its
 * looks are. How far: by the credibility of Buehlmann and Straub ("Glaubwuerdigkeit fuer Schadensaetze", 1970), an empirical Bayes
 * prior from how much items differ beyond what chance makes of them; where they do not, every item gets the mean.
 */
export function itemValues({ position, item, reward, counts }: EarningSlots, bias: PositionBias): ItemValues {
  const sums = new Map<number, { looks: number; reward: number }>();
  let looks = 0;
  let earned = 0;
  let squares = 0;
  for (let slot = 0; slot < position.length; slot++) {
    if (counts[slot] === 0) continue;
    const sum = sums.get(item[slot]!) ?? { looks: 0, reward: 0 };
    if (sum.looks === 0) sums.set(item[slot]!, sum);
    const look = biasAt(bias, position[slot]!);
    sum.looks += look;
    sum.reward += reward[slot]!;
    looks += look;
    earned += reward[slot]!;
    squares += reward[slot]! ** 2;
  }
  const mean = looks === 0 ? 0 : earned / looks;
  // Variance of a reward over its mean: 1 for clicks, which are rare.
  const spread = earned === 0 ? 1 : squares / earned;
  let between = 0;
  let squaredLooks = 0;
  for (const sum of sums.values()) {
    between += sum.looks * (sum.reward / sum.looks - mean) ** 2;
    squaredLooks += sum.looks ** 2;
  }
  const noise = spread * mean;
  const freedom = looks - squaredLooks / Math.max(looks, Number.MIN_VALUE);
  const variance = freedom > 0 ? (between - (sums.size - 1) * noise) / freedom : 0;
  const priorLooks = variance > 0 ? Math.min(MOST_PRIOR, noise / variance) : MOST_PRIOR;
  return {
    priorLooks,
    of(number) {
      const sum = sums.get(number) ?? { looks: 0, reward: 0 };
      return { looks: sum.looks, value: (sum.reward + priorLooks * mean) / (sum.looks + priorLooks) };
    },
  };
}

const MOST_PRIOR = 1e6;
