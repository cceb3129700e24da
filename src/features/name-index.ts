import type { Names } from '../domain/catalogue.ts';
import { folded } from '../domain/folded.ts';

/** Names by number, and the items that have them. Grows only and is shared by all versions of one catalogue. */
export interface NameIndex extends Names {
  /** The name's number, allotted if it is new. */
  add(name: string): number;
  /** An item has these names. */
  note(dense: number, numbers: readonly number[]): void;
}

export function createNameIndex(whenNew: (name: string, number: number) => void = () => {}): NameIndex {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const alike = new Map<string, number[]>();
  const items: number[][] = [];

  return {
    add(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const number = names.push(name) - 1;
      items.push([]);
      numbers.set(name, number);
      const others = alike.get(folded(name));
      if (others === undefined) alike.set(folded(name), [number]);
      else others.push(number);
      whenNew(name, number);
      return number;
    },
    note(dense, having) {
      for (const number of having) insert(items[number]!, dense);
    },
    itemsOf: (number) => items[number]!,
    alike: (name) => alike.get(folded(name)) ?? NONE,
    nameOf: (number) => names[number]!,
  };
}

const NONE: readonly number[] = [];

/** Keeps an ascending list; most items come in that order. */
function insert(list: number[], dense: number): void {
  let low = list.length;
  if (low > 0 && list[low - 1]! >= dense) {
    let high = low;
    for (low = 0; low < high; ) {
      const middle = (low + high) >>> 1;
      if (list[middle]! < dense) low = middle + 1;
      else high = middle;
    }
    if (list[low] === dense) return;
  }
  list.splice(low, 0, dense);
}

export function numberOf(name: string, numbers: Map<string, number>): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** Ascending, each once. */
export const numbersOf = (names: readonly string[], numberOf: (name: string) => number): number[] =>
  [...new Set(names.map(numberOf))].sort((a, b) => a - b);
