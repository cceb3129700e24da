/** A slot by the number of its row on the page and its position there, both from 0. */
export interface GridPlace {
  readonly row: number;
  readonly position: number;
}

/** Where an arrow key, Home or End leads to from a slot, in rows of such lengths; null: the key leads nowhere. From null: onto the page. */
export function stepInGrid(lengths: readonly number[], from: GridPlace | null, key: string): GridPlace | null {
  const first = lengths.findIndex((length) => length > 0);
  if (first < 0 || !KEYS.includes(key)) return null;
  if (from === null) return { row: first, position: 0 };
  const { row, position } = from;
  const last = (lengths[row] ?? 1) - 1;
  if (key === 'ArrowLeft') return { row, position: Math.max(0, position - 1) };
  if (key === 'ArrowRight') return { row, position: Math.min(last, position + 1) };
  if (key === 'Home') return { row, position: 0 };
  if (key === 'End') return { row, position: last };
  const step = key === 'ArrowUp' ? -1 : 1;
  for (let next = row + step; next >= 0 && next < lengths.length; next += step) {
    if (lengths[next]! > 0) return { row: next, position: Math.min(position, lengths[next]! - 1) };
  }
  return from;
}

const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
