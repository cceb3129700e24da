import { drawShare } from '../log/hide-titles.ts';
import { HISTORY_LENGTH } from './count-model.ts';
import type { Factors } from './factorise.ts';
import type { RowTimelines } from './transitions.ts';

/** A log within the log: a share of the titles hidden entirely, and each user's last title taken away to be asked for. */
export interface InnerWorld {
  readonly timelines: RowTimelines;
  /** 1 by row. */
  readonly hidden: Uint8Array;
  /** Places of the outer timelines: last titles that were not hidden; and uses of hidden titles, whenever they were. */
  readonly known: Int32Array;
  readonly unseen: Int32Array;
  readonly userOf: Int32Array;
}

/** Of the titles; as many as the cold-item bench holds out (docs/quality.md). */
export const HIDDEN_SHARE = 0.1;

/** Questions are drawn evenly, at most `most` of each kind. */
export function innerWorld(outer: RowTimelines, most: number, seed: number): InnerWorld {
  const { users, offsets, row, strength } = outer;
  const hidden = new Uint8Array(outer.titles.length);
  for (const one of drawShare(
    Array.from({ length: outer.used }, (_, i) => i),
    HIDDEN_SHARE,
    seed,
  ))
    hidden[one] = 1;
  const innerOffsets = new Int32Array(users + 1);
  const kept: number[] = [];
  const known: number[] = [];
  const unseen: number[] = [];
  const userOf = new Int32Array(row.length);
  for (let user = 0; user < users; user++) {
    const last = offsets[user + 1]! - 1;
    const isAsked = last - offsets[user]! >= 2;
    for (let at = offsets[user]!; at <= last; at++) {
      userOf[at] = user;
      const isHidden = hidden[row[at]!] === 1;
      if (isHidden && at > offsets[user]!) unseen.push(at);
      if (isAsked && at === last && !isHidden) known.push(at);
      if (!isHidden && !(isAsked && at === last)) kept.push(at);
    }
    innerOffsets[user + 1] = kept.length;
  }
  const timelines = {
    ...outer,
    offsets: innerOffsets,
    row: Int32Array.from(kept, (at) => row[at]!),
    strength: Float32Array.from(kept, (at) => strength[at]!),
  };
  const some = (places: number[], mixed: number): Int32Array =>
    Int32Array.from(places.length <= most ? places : drawShare(places, most / places.length, seed + mixed));
  return { timelines, hidden, known: some(known, 1), unseen: some(unseen, 2), userOf };
}

/**
 * The user vector before a place of the outer timelines, as serving makes it, but of titles that are not hidden. False: there are none.
 */
export function vectorBefore(
  outer: RowTimelines,
  world: InnerWorld,
  { sourceVectors, dimensions }: Factors,
  halfLife: number,
  at: number,
  out: Float64Array,
): boolean {
  out.fill(0);
  let counted = 0;
  for (let past = at - 1; past >= outer.offsets[world.userOf[at]!]! && counted < HISTORY_LENGTH; past--) {
    const row = outer.row[past]!;
    if (world.hidden[row] === 1) continue;
    const weight = outer.strength[past]! * 2 ** (-counted / halfLife);
    counted++;
    for (let d = 0; d < dimensions; d++) out[d]! += weight * sourceVectors[row * dimensions + d]!;
  }
  let squares = 0;
  for (const value of out) squares += value * value;
  if (!(squares > 0)) return false;
  for (let d = 0; d < dimensions; d++) out[d]! /= Math.sqrt(squares);
  return true;
}
