/**
 * Lists of numbers, one a row, stored end to end (CSR): row r holds values[offsets[r] .. offsets[r + 1]). A change makes new
 * arrays by copying the runs of untouched rows whole, so that it costs a memory copy and not a rebuild.
 */
export interface SplicedLists {
  readonly offsets: Int32Array;
  /** Runs of old values to copy: [old start, old end, new start] each. */
  readonly runs: Int32Array;
}

/** Where everything goes when `replaced` rows get new values and the table grows to `size` rows (new ones empty unless replaced). */
export function planSplice(
  oldOffsets: Int32Array,
  size: number,
  replaced: ReadonlyMap<number, readonly number[]>,
): SplicedLists {
  const oldSize = oldOffsets.length - 1;
  const offsets = new Int32Array(size + 1);
  const runs: number[] = [];
  const stops = [...replaced.keys()].sort((a, b) => a - b);
  let row = 0;
  for (const stop of [...stops, size]) {
    const runEnd = Math.min(stop, oldSize);
    if (row < runEnd) runs.push(oldOffsets[row]!, oldOffsets[runEnd]!, offsets[row]!);
    for (; row < stop; row++) {
      const length = row < oldSize ? oldOffsets[row + 1]! - oldOffsets[row]! : 0;
      offsets[row + 1] = offsets[row]! + length;
    }
    if (stop < size) {
      offsets[stop + 1] = offsets[stop]! + replaced.get(stop)!.length;
      row = stop + 1;
    }
  }
  return { offsets, runs: Int32Array.from(runs) };
}

/** Carries one value column of the lists over: untouched rows from `old`, replaced rows from `valuesOf`. */
export function spliceValues<T extends Int32Array | Float64Array>(
  plan: SplicedLists,
  old: T,
  out: T,
  replaced: Iterable<number>,
  valuesOf: (row: number) => readonly number[],
): T {
  for (let r = 0; r < plan.runs.length; r += 3) {
    out.set(old.subarray(plan.runs[r]!, plan.runs[r + 1]!), plan.runs[r + 2]!);
  }
  for (const row of replaced) out.set(valuesOf(row), plan.offsets[row]!);
  return out;
}
