/** A set of small integers that is emptied in one step: members carry the current stamp. Reused between requests. */
export interface Stamps {
  /** Empties the set and makes room for integers below `size`. */
  clear(size: number): void;
  has(index: number): boolean;
  add(index: number): void;
  remove(index: number): void;
}

export function createStamps(): Stamps {
  let stamps = new Uint32Array(0);
  let current = 1;
  return {
    clear(size) {
      current++;
      if (stamps.length >= size && current < 0xffff_ffff) return;
      stamps = new Uint32Array(Math.max(size, stamps.length));
      current = 1;
    },
    has: (index) => stamps[index] === current,
    add(index) {
      stamps[index] = current;
    },
    remove(index) {
      stamps[index] = 0;
    },
  };
}
