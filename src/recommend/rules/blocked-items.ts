import { type Catalogue, type EligibleSet, hasBit } from '../../domain/catalogue.ts';
import type { LaidRule } from './rule-effect.ts';

/** Bitset of what these rules find, and of all that belongs to a title they find. */
export function blockedBy(
  _rules: readonly LaidRule[],
  bits: readonly Uint32Array[],
  { size, titleOf }: Catalogue,
): Uint32Array {
  const found = new Uint32Array((size + 31) >>> 5);
  for (const one of bits) for (let word = 0; word < found.length; word++) found[word]! |= one[word]!;
  const blocked = found.slice();
  for (let dense = 0; dense < size; dense++) {
    if (hasBit(found, titleOf[dense]!)) blocked[dense >>> 5]! |= 1 << (dense & 31);
  }
  return blocked;
}

/** By what is blocked, by what was eligible without: both are kept, so that what follows from them can be. */
const known = new WeakMap<Uint32Array, WeakMap<EligibleSet, EligibleSet>>();

/** What is eligible and not blocked; the same set where nothing is. */
export function withoutBlocked(eligible: EligibleSet, blocked: Uint32Array | null): EligibleSet {
  if (blocked === null) return eligible;
  let sets = known.get(blocked);
  if (sets === undefined) {
    sets = new WeakMap();
    known.set(blocked, sets);
  }
  let set = sets.get(eligible);
  if (set === undefined) {
    set = cutDown(eligible, blocked);
    sets.set(eligible, set);
  }
  return set;
}

function cutDown(eligible: EligibleSet, blocked: Uint32Array): EligibleSet {
  const isLeft = (dense: number): boolean => !hasBit(blocked, dense);
  const bits = without(eligible.bits, blocked);
  let leaving: ReturnType<EligibleSet['leaving']> | null = null;
  return {
    bits,
    count: countOf(bits),
    upcoming: without(eligible.upcoming, blocked),
    running: eligible.running.filter(isLeft),
    starting: eligible.starting.filter(isLeft),
    validUntilMs: eligible.validUntilMs,
    leaving() {
      if (leaving === null) {
        const { titles, untilMs } = eligible.leaving();
        leaving = { titles: titles.filter(isLeft), untilMs: untilMs.filter((_, at) => isLeft(titles[at]!)) };
      }
      return leaving;
    },
  };
}

function without(bits: Uint32Array, taken: Uint32Array): Uint32Array {
  const left = bits.slice();
  for (let word = 0; word < left.length; word++) left[word]! &= ~taken[word]!;
  return left;
}

function countOf(bits: Uint32Array): number {
  let count = 0;
  for (const word of bits) for (let open = word; open !== 0; open &= open - 1) count++;
  return count;
}
