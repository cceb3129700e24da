import type { EventKey, UserState } from '../../features/user-state.ts';

/** A mark of all that the user did, put on lists, hid, and is said to be: another after any of it, the same after mere views. */
export function stateMark({ events, watched, listed, hidden, attributes, mergedInto, erasedAtMs }: UserState): string {
  let mark = 0;
  for (const { eventKey } of [events, listed, hidden]) {
    mark = mixed(mark, eventKey.length);
    for (let word = 0; word < eventKey.length; word++) mark = mixed(mark, eventKey[word]!);
  }
  // It grows only, so that its length says whether it is the same.
  const numbers = [mark, watched.length, mergedInto.length, erasedAtMs];
  return `${numbers.join('.')}.${attributes === null ? '' : keyOf(attributes.changeKey)}`;
}

const keyOf = ({ high, low }: EventKey): string => `${high}-${low}`;

/** One step of MurmurHash3's mixing (Appleby, public domain). */
function mixed(mark: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = mark ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) >>> 0;
}
