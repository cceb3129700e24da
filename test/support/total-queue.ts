/**
 * What became of everything that was put into a queue, as Jepsen's total-queue checker counts it. Everything acknowledged must come
 * out, everything that comes out must have been put in, and, stricter than Jepsen's, only once. `recovered` is no fault: who was
 * told nothing may hope.
 */
export interface TotalQueueVerdict {
  readonly attempts: number;
  readonly acknowledged: number;
  /** Different ids. */
  readonly stored: number;
  /** Acknowledged and not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly duplicated: readonly string[];
  /** Stored and never attempted. */
  readonly unexpected: readonly string[];
  /** Attempted, never acknowledged, and stored all the same. */
  readonly recovered: readonly string[];
}

export interface QueueHistory {
  /** Ids that were sent, however often. */
  readonly attempted: Iterable<string>;
  /** Ids that were acknowledged, however often. */
  readonly acknowledged: Iterable<string>;
  /** Every stored row's id: twice where a row is there twice. */
  readonly stored: Iterable<string>;
}

/** Pure. An id that was acknowledged without an attempt is an error of the test, and throws. */
export function judgeTotalQueue(history: QueueHistory): TotalQueueVerdict {
  const attempted = new Set(history.attempted);
  const acknowledged = new Set(history.acknowledged);
  for (const id of acknowledged) if (!attempted.has(id)) throw new RangeError(`${id} was acknowledged but never sent`);
  const stored = new Set<string>();
  const duplicated = new Set<string>();
  for (const id of history.stored) (stored.has(id) ? duplicated : stored).add(id);
  return {
    attempts: attempted.size,
    acknowledged: acknowledged.size,
    stored: stored.size,
    lost: [...acknowledged].filter((id) => !stored.has(id)),
    duplicated: [...duplicated],
    unexpected: [...stored].filter((id) => !attempted.has(id)),
    recovered: [...stored].filter((id) => attempted.has(id) && !acknowledged.has(id)),
  };
}

/** Nothing lost, nothing twice, nothing from nowhere. */
export const NO_FAULTS = { lost: [], duplicated: [], unexpected: [] } as const;
