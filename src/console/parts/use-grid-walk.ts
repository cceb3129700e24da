import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { stepInGrid } from './slot-grid.ts';

export interface GridWalk {
  /** Around all of its slots. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The one slot of a row that the Tab key stops at. */
  stopOf(row: number): number;
}

/** Slots (`data-row`, `data-position`) in rows of such lengths: Tab stops once in each row, arrow keys go from one to the next as a remote control does. */
export function useGridWalk(lengths: readonly number[]): GridWalk {
  const root = useRef<HTMLDivElement>(null);
  const [stops, setStops] = useState<Readonly<Record<number, number>>>({});
  return {
    root,
    stopOf: (row) => Math.min(stops[row] ?? 0, (lengths[row] ?? 1) - 1),
    onKeyDown(event) {
      // What is carried goes by the same keys, and has them first.
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { row, position } = (event.target as HTMLElement).dataset;
      if (row === undefined) return;
      const next = stepInGrid(lengths, { row: Number(row), position: Number(position) }, event.key);
      if (next === null) return;
      event.preventDefault();
      setStops((before) => ({ ...before, [next.row]: next.position }));
      root.current?.querySelector<HTMLElement>(`[data-row="${next.row}"][data-position="${next.position}"]`)?.focus();
    },
  };
}
