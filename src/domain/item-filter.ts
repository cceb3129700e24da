import type { Catalogue } from './catalogue.ts';

/** A condition on items that a request, a rule or a collection names, compiled once. */
export interface ItemFilter {
  /** As it was written. */
  readonly text: string;
  /** Bitset over dense indices of the items that meet it at a time. Read-only: may be kept and handed out again. */
  matches(catalogue: Catalogue, nowMs: number): Uint32Array;
}
