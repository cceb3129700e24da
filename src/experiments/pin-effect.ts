import { biasAt, levelAt, type PositionBias } from './position-bias.ts';
import { ORGANIC, type RowSlots, THIS_PIN } from './row-slots.ts';
import { type Gone, valueOfGone } from './value-of-gone.ts';

/** What each slot brought; of the pin's slots also what the displaced item brought in another row of the page. */
export interface Rewards {
  readonly here: Float64Array;
  readonly elsewhere: Float64Array;
}

/** Sums over the slots of the pin for which something gave way. */
export interface PinEffect {
  /** Slots of the pin for which something gave way. */
  readonly slots: number;
  /** What the pin's item brought there. */
  readonly gained: number;
  /** What the displaced items would have brought there. */
  readonly expected: number;
  /** What they brought where they went. */
  readonly recovered: number;
  /** What the others of the row lost as they moved down. */
  readonly movedDown: number;
  /** gained + recovered - expected - movedDown. */
  readonly net: number;
  /** Of `expected`, the part of displaced items that nobody ever saw in that position: the model's word alone. */
  readonly unseen: number;
  /** Of each user on `net`, and how many of `slots` were the user's. */
  readonly influence: Float64Array;
  readonly slotsOfUser: Float64Array;
}

/**
 * What a pin brought, against the same rows without it. Without it the displaced item stands in the slot, and the others of the row one
 * slot further up; what each of them would bring there is what it did bring, times the bias of that position over that of its own
 * (inverse examination, Joachims, Swaminathan and Schnabel 2017): the same item, the same user, the same page, so that nothing else has
 * to be known of either. In the row's last slot stands, without the pin, one that nobody saw: it counts as the one that stands there.
 * A displaced item that is not in the row any more is valued by value-of-gone.ts. `counts`: which slots of the
 * pin the sums are of; what is learned is learned from all.
 */
export function pinEffect(
  slots: RowSlots,
  rewards: Rewards,
  bias: PositionBias,
  users: number,
  counts: (slot: number) => boolean = () => true,
): PinEffect {
  const { page, user, item, position, placedBy, displaced } = slots;
  const { here, elsewhere } = rewards;
  const influence = new Float64Array(users);
  const slotsOfUser = new Float64Array(users);
  /** d net / d log bias. */
  const ofLevel = new Float64Array(bias.levels);
  const gone: Gone[] = [];
  const sums = { slots: 0, gained: 0, expected: 0, recovered: 0, movedDown: 0 };

  for (let at = 0; at < page.length; at++) {
    if (placedBy[at] !== THIS_PIN || displaced[at] === 0 || !counts(at)) continue;
    const who = user[at]!;
    sums.slots++;
    sums.gained += here[at]!;
    slotsOfUser[who]!++;
    influence[who]! += here[at]!;
    const went = placeBelow(at);
    if (went >= 0) moveBackUp(at, went);
    else {
      gone.push({ user: who, item: displaced[at]!, position: position[at]! });
      sums.recovered += elsewhere[at]!;
      influence[who]! += elsewhere[at]!;
    }
  }
  const ofGone = valueOfGone(slots, here, bias, gone);
  sums.expected += ofGone.expected;
  for (let who = 0; who < users; who++) influence[who]! -= ofGone.influence[who] ?? 0;
  for (let level = 1; level < bias.levels; level++) {
    const slope = ofLevel[level]! - ofGone.ofLevel[level]!;
    if (slope === 0) continue;
    for (let who = 0; who < users; who++) influence[who]! += slope * (bias.influence[who * bias.levels + level] ?? 0);
  }
  const net = sums.gained + sums.recovered - sums.expected - sums.movedDown;
  return { ...sums, net, unseen: ofGone.unseen, influence, slotsOfUser };

  /** The slot of the row, below the pin's, where what it displaced stands; -1: none. */
  function placeBelow(at: number): number {
    for (let slot = at + 1; page[slot] === page[at]; slot++) {
      if (placedBy[slot] === ORGANIC && item[slot] === displaced[at]) return slot;
    }
    return -1;
  }

  /** The displaced item to the pin's slot, who stands below it to the slot it leaves, and so on to the row's end. */
  function moveBackUp(at: number, went: number): void {
    const who = user[at]!;
    const would = raise(went, at);
    sums.expected += would;
    sums.recovered += here[went]!;
    let lost = 0;
    let last = went;
    for (let slot = went + 1; page[slot] === page[at]; slot++) {
      if (placedBy[slot] !== ORGANIC) continue;
      lost += raise(slot, last) - here[slot]!;
      last = slot;
    }
    lost += here[last]!;
    sums.movedDown += lost;
    influence[who]! += here[went]! - would - lost;
  }

  /** What came of a slot, had it been another's position. */
  function raise(slot: number, to: number): number {
    const value = here[slot]!;
    if (value === 0) return 0;
    const would = (value * biasAt(bias, position[to]!)) / biasAt(bias, position[slot]!);
    ofLevel[levelAt(bias, position[to]!)]! -= would;
    ofLevel[levelAt(bias, position[slot]!)]! += would;
    return would;
  }
}
