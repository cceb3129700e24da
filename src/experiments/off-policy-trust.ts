import type { LoggedChoices, OffPolicyEstimates } from './off-policy.ts';

/** What has to hold before anybody acts on an estimate. */
const LEAST_ESS = 100;
const LEAST_ESS_SHARE = 0.01;
const MOST_OF_ONE_ROW = 0.05;
const LEAST_REWARDED = 10;
/** Of the mean weight from 1: a p-value of .001, and not for a difference that would change nothing. */
const MOST_ERRORS_OFF = 3.29;
const LEAST_OFF = 0.01;
const MOST_UNSEEN = 0.05;

/**
 * Why estimates are not to be trusted, a sentence each; empty: nothing speaks against them. `unseenShare`: how much of the target's
 * choices the log never shows.
 *
 * The weights of a log whose propensities are true have the mean 1, wherever the logging policy makes all the target's choices: by how
 * many standard errors they do not is a test of both (as in Li, Chen, Kleban and Gupta 2015, "arithmetic mean test").
 */
export function reasonsToDistrust(
  { reward, weight }: LoggedChoices,
  { rows, ess, meanWeight, maxWeight }: OffPolicyEstimates,
  unseenShare = 0,
): string[] {
  const reasons: string[] = [];
  if (meanWeight === 0) return ['The log shows nothing that the target would choose.'];
  if (ess < LEAST_ESS) {
    reasons.push(
      `The ${rows} rows say as much as ${shown(ess)} of the target's own would; at least ${LEAST_ESS} are needed.`,
    );
  } else if (ess < LEAST_ESS_SHARE * rows) {
    reasons.push(`Of ${rows} rows ${shown(ess)} count: the logging policy is too far from the target.`);
  }
  if (maxWeight > MOST_OF_ONE_ROW * meanWeight * rows) {
    reasons.push(`One row holds ${shown((100 * maxWeight) / (meanWeight * rows))} % of all weight.`);
  }
  const error = Math.sqrt(Math.max(0, (rows / ess - 1) * meanWeight ** 2) / rows);
  const off = Math.abs(meanWeight - 1);
  if (off > Math.max(LEAST_OFF, MOST_ERRORS_OFF * error)) {
    reasons.push(
      `The weights have a mean of ${shown(meanWeight)}, not 1: propensities are not what they were, or the target chooses what the log never does.`,
    );
  }
  const rewarded = effectiveRewarded(reward, weight);
  if (rewarded < LEAST_REWARDED) {
    reasons.push(
      `Rewards of ${shown(rewarded)} rows carry the estimate; its interval needs ${LEAST_REWARDED} at least.`,
    );
  }
  if (unseenShare > MOST_UNSEEN) {
    reasons.push(`The log never shows items that are ${shown(100 * unseenShare)} % of the target's choices.`);
  }
  return reasons;
}

/** (sum v)^2 / sum v^2 of v = weight x reward: a handful of clicks is no normal distribution. */
function effectiveRewarded(reward: ArrayLike<number>, weight: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < reward.length; row++) {
    const value = Math.abs(weight[row]! * reward[row]!);
    sum += value;
    squares += value * value;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));
