/**
 * Sorts the first `count` indices by their value, greatest first; of equals the one that came first stays first. `values[i]` is
 * the value of indices[i] (NaN counts as 0). No comparator is called: value and place become one double, and native sorting of
 * doubles is ten times as fast. `keys` is working space, made when absent or too short.
 */
export function sortByValue(indices: Int32Array, values: Float32Array, count: number, keys?: Float64Array): void {
  if (count < 2) return;
  const space = keys !== undefined && keys.length >= count ? keys : new Float64Array(count);
  const places = 2 ** (32 - Math.clz32(count - 1));
  // 53 bits hold a float's 32 and 2 million places; beyond that the value gives up its last bits.
  const coarseness = 2 ** Math.max(0, 32 - Math.clz32(count - 1) - 21);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < count; i++) {
    // The bits of floats >= 0 are in the order of their values, those of floats < 0 in the reverse order, with the sign bit set.
    const value = values[i]!;
    const rank = value > 0 ? bits[i]! + SIGN : value < 0 ? 0xffff_ffff - bits[i]! : SIGN;
    space[i] = Math.floor((0xffff_ffff - rank) / coarseness) * places + i;
  }
  const order = space.subarray(0, count).sort();
  const before = indices.slice(0, count);
  for (let i = 0; i < count; i++) indices[i] = before[order[i]! % places]!;
}

const SIGN = 0x8000_0000;
