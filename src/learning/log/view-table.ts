import { createGrowingColumns } from './growing-columns.ts';

/** What users saw on pages, as columns, oldest first by (time, event key, item). Users are numbered as in the EventTable, and on. */
export interface ViewTable {
  readonly length: number;
  readonly user: Int32Array;
  /** Permanent item number. */
  readonly itemNo: Int32Array;
  readonly atMs: Float64Array;
  /** When the service could know of it: see EventTable. */
  readonly knownAtMs: Float64Array;
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
}

const COLUMNS = {
  user: Int32Array,
  itemNo: Int32Array,
  atMs: Float64Array,
  knownAtMs: Float64Array,
  keyHigh: Uint32Array,
  keyLow: Uint32Array,
};

/**
 * Sightings as they are read: the number of the page that each names and which of its slots (slotCode). The item is 0 until the pages
 * are read.
 */
export const createPendingViews = () => createGrowingColumns({ ...COLUMNS, page: Int32Array, slot: Int32Array });
export type PendingViews = ReturnType<typeof createPendingViews>;

/** Those whose item turned out, in order. */
export function viewTableOf(pending: PendingViews): ViewTable {
  const { atMs, keyHigh, keyLow, itemNo } = pending.columns;
  const order = Int32Array.from({ length: pending.length }, (_, at) => at).filter((at) => itemNo[at]! > 0);
  order.sort(
    (a, b) => atMs[a]! - atMs[b]! || keyHigh[a]! - keyHigh[b]! || keyLow[a]! - keyLow[b]! || itemNo[a]! - itemNo[b]!,
  );
  const { page: _page, slot: _slot, ...columns } = pending.gather(order);
  return { ...columns, length: order.length };
}

/** A slot of a page as one number. */
export const slotCode = (row: number, position: number): number => row * 32_768 + position;
