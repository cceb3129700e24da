import { sortByValue } from './sort-by-value.ts';

/**
 * Brings the `most` indices of greatest value to the front, sorted as sortByValue sorts them; what lies behind is in no order.
 * Values are moved along with their indices. Returns how many there are: `most`, or `count` if that is less.
 */
export function topByValue(indices: Int32Array, values: Float32Array, count: number, most: number): number {
  if (count <= most) {
    sortByValue(indices, values, count);
    return count;
  }
  const threshold = greatest(values.slice(0, count), most);
  // All above the threshold, then of those equal to it the first that there is room for.
  let above = 0;
  for (let at = 0; at < count; at++) if (values[at]! > threshold) above++;
  let equals = most - above;
  let kept = 0;
  for (let at = 0; at < count && kept < most; at++) {
    const value = values[at]!;
    if (!(value > threshold) && !(value === threshold && equals-- > 0)) continue;
    indices[kept] = indices[at]!;
    values[kept++] = value;
  }
  sortByValue(indices, values, kept);
  return kept;
}

/** The n-th greatest value, by quickselect (Hoare 1961); moves the values about. */
function greatest(values: Float32Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (n - 1 <= j) high = j;
    else if (n - 1 >= i) low = i;
    else break;
  }
  return values[n - 1]!;
}
