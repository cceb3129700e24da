import { itemValues } from './item-values.ts';
import { biasAt, levelAt, type PositionBias } from './position-bias.ts';
import { ORGANIC, type RowSlots } from './row-slots.ts';

/** An item that gave way in this position and left the row. */
export interface Gone {
  readonly user: number;
  readonly item: number;
  readonly position: number;
}

export interface ValueOfGone {
  readonly expected: number;
  /** Of it, the part of items that nobody ever saw in that position of these rows. */
  readonly unseen: number;
  /** Of each user on `expected`, but for what the bias adds; empty where nothing is gone. */
  readonly influence: Float64Array;
  /** d expected / d log bias. */
  readonly ofLevel: Float64Array;
}

/**
 * What items would have brought in the positions they gave way in, from the same rows where no pin stood there. Doubly robust (Dudik,
 * Langford and Li 2011): a model, the item's bias-corrected value times the bias of the position, is corrected by the errors it makes
 * where the item did stand in that position, in the item mix of the displaced. Those slots were filled by the same policy that would
 * have filled the pin's, chance included, so that target and logging propensity are one and the weights are those of the mix alone.
 * The correction counts as Z = looks there / (looks there + prior looks): few slots correct little.
 */
export function valueOfGone(
  { user, item, position, placedBy }: RowSlots,
  reward: Float64Array,
  bias: PositionBias,
  gone: readonly Gone[],
): ValueOfGone {
  let users = 0;
  if (gone.length > 0) for (const who of user) users = Math.max(users, who + 1);
  const influence = new Float64Array(users);
  const ofLevel = new Float64Array(bias.levels);
  const answer = { expected: 0, unseen: 0, influence, ofLevel };
  if (gone.length === 0) return answer;
  const counts = placedBy.map((by) => (by === ORGANIC ? 1 : 0));
  const values = itemValues({ position, item, reward, counts }, bias);
  const places = new Map<number, Map<number, Place>>();
  for (const one of gone) {
    const ofItem = places.get(one.item) ?? new Map<number, Place>();
    places.set(one.item, ofItem);
    const place = ofItem.get(one.position) ?? { times: 0, seen: 0, earned: 0, value: 0, z: 0 };
    ofItem.set(one.position, place);
    place.times++;
  }
  forEvidence((slot, ofItem) => {
    const place = ofItem.get(position[slot]!);
    if (place === undefined) return;
    place.seen++;
    place.earned += reward[slot]!;
  });

  /** Item -> what a unit of its value adds to `expected`. */
  const weightOf = new Map<number, number>();
  for (const [number, ofItem] of places) {
    const { value } = values.of(number);
    let weight = 0;
    for (const [at, place] of ofItem) {
      const look = biasAt(bias, at);
      place.z = (place.seen * look) / (place.seen * look + values.priorLooks);
      const foretold = (1 - place.z) * look * value;
      place.value = foretold + (place.seen === 0 ? 0 : (place.z * place.earned) / place.seen);
      answer.expected += place.times * place.value;
      if (place.seen === 0) answer.unseen += place.times * place.value;
      ofLevel[levelAt(bias, at)]! += place.times * foretold;
      weight += place.times * (1 - place.z) * look;
    }
    weightOf.set(number, weight);
  }
  for (const one of gone) influence[one.user]! += places.get(one.item)!.get(one.position)!.value;
  forEvidence((slot, ofItem) => {
    const { value, looks } = values.of(item[slot]!);
    const look = biasAt(bias, position[slot]!);
    const slope = weightOf.get(item[slot]!)! / (looks + values.priorLooks);
    influence[user[slot]!]! += slope * (reward[slot]! - value * look);
    ofLevel[levelAt(bias, position[slot]!)]! -= slope * value * look;
    const place = ofItem.get(position[slot]!);
    if (place === undefined) return;
    const error = reward[slot]! - place.earned / place.seen;
    influence[user[slot]!]! += ((place.times * place.z) / place.seen) * error;
  });
  return answer;

  function forEvidence(visit: (slot: number, ofItem: Map<number, Place>) => void): void {
    for (let slot = 0; slot < item.length; slot++) {
      if (placedBy[slot] !== ORGANIC) continue;
      const ofItem = places.get(item[slot]!);
      if (ofItem !== undefined) visit(slot, ofItem);
    }
  }
}

interface Place {
  times: number;
  /** Slots in this position where the item stood by itself, and what came of them. */
  seen: number;
  earned: number;
  value: number;
  z: number;
}
