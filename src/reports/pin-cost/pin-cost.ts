import type { PinReward, PinSlots } from '../../domain/ports/pin-reports.ts';
import { itemValues } from '../../experiments/item-values.ts';
import { type PinEffect, pinEffect } from '../../experiments/pin-effect.ts';
import { biasAt, positionBias, tellsPositions } from '../../experiments/position-bias.ts';
import { ORGANIC, THIS_PIN } from '../../experiments/row-slots.ts';
import { type BiasSource, reasonsToDoubt, type SurfaceBias } from './pin-cost-trust.ts';

/** What a pin brought or cost, against the same rows without it. */
export interface PinCost {
  readonly trustworthy: boolean;
  /** Why not, a sentence each. */
  readonly reasons: readonly string[];
  /** Of the users who saw it, the share whose pages were looked at. */
  readonly sampleShare: number;
  /** Impressions looked at: those for which something gave way. */
  readonly impressions: number;
  readonly users: number;
  /** What tells how much positions count: slots left to chance, or items that stood in several. By surface. */
  readonly positionBias: readonly { readonly surface: string; readonly from: BiasSource; readonly clicks: number }[];
  readonly clicks: PinValue;
  readonly plays: PinValue;
  readonly hours: PinValue;
  /** `clicks` by surface, then by region, the largest first; the eight largest regions. */
  readonly audiences: readonly PinAudience[];
  /** Item number -> clicks that 1,000 impressions of it would have in the slots it gave way in. */
  readonly expectedOf: ReadonlyMap<number, number>;
}

/** Each per 1,000 impressions but for the total. net = gained + recovered - expected - movedDown; null of no impressions. */
export interface PinValue {
  readonly gained: number | null;
  readonly expected: number | null;
  readonly recovered: number | null;
  readonly movedDown: number | null;
  readonly net: number | null;
  readonly ci95: readonly [number, number] | null;
  /** Of all impressions for which something gave way, also those that were not looked at. */
  readonly total: number | null;
  readonly totalCi95: readonly [number, number] | null;
}

export interface PinAudience {
  readonly by: 'surface' | 'region';
  /** null: no region was known. */
  readonly value: string | null;
  readonly impressions: number;
  readonly clicks: PinValue;
}

/** Positions that must stand for themselves before slots left to chance are asked alone. */
const TOLD_APART = 6;
const MOST_REGIONS = 8;
/** Beside ORGANIC, THIS_PIN and OTHER_PIN. */
const ELSEWHERE = 3;

/**
 * `displaced`: impressions of the pin in all for which something gave way. Surfaces have a position bias each, learned from slots left
 * to chance where those tell enough, as what stands there does not stand there for being the best; else from all, of items that stood
 * in several positions. The interval is by the delta method over users (see pinEffect), the surfaces' put together by user. Some 400,000
 * slots take a few hundred milliseconds: `pause` lets others go first in between. `fewestUsers`: audiences of fewer are left out, and all
 * of it where fewer saw the pin.
 */
export async function pinCost(
  slots: PinSlots,
  displaced: number,
  pause: () => Promise<unknown> = async () => {},
  fewestUsers = 0,
): Promise<PinCost> {
  // What stands on other surfaces is nobody's: it neither earns nor tells.
  const onSurface = slots.surfaces.map((_, surface) => ({
    ...slots,
    placedBy: slots.placedBy.map((by, at) => (slots.surface[at] === surface ? by : ELSEWHERE)),
  }));
  const biases: SurfaceBias[] = [];
  for (const [surface, of] of onSurface.entries()) {
    await pause();
    biases.push(biasOf(of, slots.surfaces[surface]!));
  }
  const effectsOn = async (reward: PinReward, counts?: (at: number) => boolean): Promise<PinEffect[]> => {
    const effects: PinEffect[] = [];
    for (const [surface, of] of onSurface.entries()) {
      await pause();
      effects.push(pinEffect(of, of.rewards[reward], biases[surface]!.bias, of.users, counts));
    }
    return effects;
  };
  const clicks = await effectsOn('clicks');
  const all = summed(clicks);
  if (all.users > 0 && all.users < fewestUsers) return untold(fewestUsers, slots.sampleShare);
  const audience = (by: PinAudience['by'], value: string | null, parts: readonly PinEffect[]): PinAudience[] => {
    const sums = summed(parts);
    const clicks = pinValueOf(sums, (displaced * sums.slots) / all.slots);
    return sums.users < fewestUsers ? [] : [{ by, value, impressions: sums.slots, clicks }];
  };
  const audiences = slots.surfaces
    .flatMap((value, surface) => audience('surface', value, [clicks[surface]!]))
    .filter(({ impressions }) => impressions > 0)
    .sort((a, b) => b.impressions - a.impressions);
  for (const region of largestRegions(slots)) {
    const parts = await effectsOn('clicks', (at) => slots.region[at] === region);
    audiences.push(...audience('region', slots.regions[region]!, parts));
  }
  const used = biases.filter((_, surface) => clicks[surface]!.slots > 0);
  const reasons = reasonsToDoubt(all, used);
  return {
    trustworthy: reasons.length === 0,
    reasons,
    sampleShare: slots.sampleShare,
    impressions: all.slots,
    users: all.users,
    positionBias: used.map(({ surface, from, bias }) => ({ surface, from, clicks: bias.clicks })),
    clicks: pinValueOf(all, displaced),
    plays: pinValueOf(summed(await effectsOn('plays')), displaced),
    hours: pinValueOf(summed(await effectsOn('hours')), displaced),
    audiences,
    expectedOf: expectedOf(onSurface, biases),
  };
}

/** What so few did is not told. */
function untold(fewestUsers: number, sampleShare: number): PinCost {
  const nothing = pinValueOf(summed([]), 0);
  const why = `Fewer than ${fewestUsers} users saw it where something gave way: what they did is left out (SUPPRESS_SMALL_COUNTS).`;
  const values = { clicks: nothing, plays: nothing, hours: nothing };
  const none = { impressions: 0, users: 0, positionBias: [], audiences: [], expectedOf: new Map<number, number>() };
  return { trustworthy: false, reasons: [why], sampleShare, ...none, ...values };
}

function biasOf(slots: PinSlots, surface: string): SurfaceBias {
  const organic = slots.placedBy.map((by) => (by === ORGANIC ? 1 : 0));
  const drawn = organic.map((counts, at) => counts & slots.explored[at]!);
  const { position, item: group, user, rewards } = slots;
  const seen = { position, group, user, clicked: rewards.clicks.here };
  const from = tellsPositions({ ...seen, counts: drawn }, TOLD_APART) ? 'chance' : 'items';
  return { surface, from, bias: positionBias({ ...seen, counts: from === 'chance' ? drawn : organic }) };
}

/** Those with the most slots of the pin for which something gave way. */
function largestRegions({ regions, region, placedBy, displaced }: PinSlots): number[] {
  const times = regions.map(() => 0);
  placedBy.forEach((by, at) => {
    if (by === THIS_PIN && displaced[at] !== 0) times[region[at]!]!++;
  });
  const order = times.flatMap((count, at) => (count > 0 ? [at] : []));
  return order.sort((a, b) => times[b]! - times[a]!).slice(0, MOST_REGIONS);
}

interface Sums extends Omit<PinEffect, 'influence' | 'slotsOfUser'> {
  /** Users who saw it. */
  readonly users: number;
  /** Variance of `net`, given the number of slots. */
  readonly variance: number;
}

function summed(parts: readonly PinEffect[]): Sums {
  const sum = (of: (part: PinEffect) => number) => parts.reduce((total, part) => total + of(part), 0);
  const slots = sum((part) => part.slots);
  const net = sum((part) => part.net);
  let users = 0;
  let variance = 0;
  let counting = 0;
  for (let user = 0; user < (parts[0]?.influence.length ?? 0); user++) {
    const own = sum((part) => part.slotsOfUser[user]!);
    const influence = sum((part) => part.influence[user]!) - (slots === 0 ? 0 : (net / slots) * own);
    if (own > 0) users++;
    if (influence !== 0) counting++;
    variance += influence ** 2;
  }
  return {
    slots,
    gained: sum((part) => part.gained),
    expected: sum((part) => part.expected),
    recovered: sum((part) => part.recovered),
    movedDown: sum((part) => part.movedDown),
    net,
    unseen: sum((part) => part.unseen),
    users,
    variance: counting > 1 ? (variance * counting) / (counting - 1) : 0,
  };
}

const Z95 = 1.959963984540054;

function pinValueOf({ slots, users, variance, ...sums }: Sums, displaced: number): PinValue {
  const each = (value: number): number | null => (slots === 0 ? null : (1000 * value) / slots);
  const reach = Z95 * Math.sqrt(variance);
  const within = (scale: number): readonly [number, number] | null =>
    users < 2 ? null : [((sums.net - reach) * scale) / slots, ((sums.net + reach) * scale) / slots];
  return {
    gained: each(sums.gained),
    expected: each(sums.expected),
    recovered: each(sums.recovered),
    movedDown: each(sums.movedDown),
    net: each(sums.net),
    ci95: within(1000),
    total: slots === 0 ? null : (sums.net * displaced) / slots,
    totalCi95: within(displaced),
  };
}

function expectedOf(onSurface: readonly PinSlots[], biases: readonly SurfaceBias[]): Map<number, number> {
  const sums = new Map<number, { times: number; clicks: number }>();
  onSurface.forEach((slots, surface) => {
    const { bias } = biases[surface]!;
    const counts = slots.placedBy.map((by) => (by === ORGANIC ? 1 : 0));
    const values = itemValues({ ...slots, reward: slots.rewards.clicks.here, counts }, bias);
    for (let at = 0; at < slots.item.length; at++) {
      const item = slots.displaced[at]!;
      if (slots.placedBy[at] !== THIS_PIN || item === 0) continue;
      const sum = sums.get(item) ?? { times: 0, clicks: 0 };
      sums.set(item, sum);
      sum.times++;
      sum.clicks += values.of(item).value * biasAt(bias, slots.position[at]!);
    }
  });
  return new Map([...sums].map(([item, { times, clicks }]) => [item, (1000 * clicks) / times]));
}
