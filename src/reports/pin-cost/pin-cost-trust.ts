import type { PositionBias } from '../../experiments/position-bias.ts';

/** What has to hold before anybody acts on what a pin cost. */
const LEAST_USERS = 100;
const LEAST_CLICKS = 20;
const MOST_UNSEEN = 0.2;
const LEAST_BIAS_CLICKS = 200;

/** Why the cost of a pin is not to be trusted, a sentence each; empty: nothing speaks against it. */
export function reasonsToDoubt(
  sums: {
    readonly slots: number;
    readonly users: number;
    readonly gained: number;
    readonly expected: number;
    readonly unseen: number;
  },
  biases: readonly SurfaceBias[],
): string[] {
  if (sums.slots === 0) return ['Nothing gave way to it in this time, so there is nothing to compare with.'];
  const reasons: string[] = [];
  if (sums.users < LEAST_USERS) {
    reasons.push(`Only ${sums.users} users saw it; at least ${LEAST_USERS} are needed.`);
  }
  const clicks = Math.round(sums.gained + sums.expected);
  if (clicks < LEAST_CLICKS) {
    reasons.push(`Only about ${clicks} clicks are compared; at least ${LEAST_CLICKS} are needed.`);
  }
  for (const { surface, from, bias } of biases) {
    if (from === 'items') {
      reasons.push(
        `On ${surface} too few clicks fell on slots left to chance: how much positions count is told by items that stood in several, which is too much where better viewers of an item got it further up.`,
      );
    }
    if (bias.clicks < LEAST_BIAS_CLICKS) {
      reasons.push(
        `On ${surface} ${bias.clicks} clicks tell how much positions count; at least ${LEAST_BIAS_CLICKS} are needed.`,
      );
    }
  }
  const unseen = sums.expected === 0 ? 0 : sums.unseen / sums.expected;
  if (unseen > MOST_UNSEEN) {
    reasons.push(
      `${Math.round(100 * unseen)} % of what gave way was never seen in that position without the pin: its value is told by other positions and other items.`,
    );
  }
  return reasons;
}

/** Slots left to chance, or items that stood in several positions. */
export type BiasSource = 'chance' | 'items';

export interface SurfaceBias {
  readonly surface: string;
  readonly from: BiasSource;
  readonly bias: PositionBias;
}
