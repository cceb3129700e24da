/**
 * Who was erased (the log's tombstones), and the deletion from every table that knows a user. The user states are not its own: they
 * get their tombstones from whoever takes an erasure in (ingest/erasure.ts).
 */
export interface Erasures {
  /** A user, and everybody who was merged into the user, along every chain: one person. */
  onePerson(userKey: string): Promise<readonly string[]>;
  /**
   * In one transaction: tombstones for the user and everybody merged into the user; everything of them that is not stamped later
   * removed from the log; their heirs noted for repair; a receipt, if it is to have one. A tombstone that is there already is only
   * ever moved on. Again is harmless.
   */
  erase(order: ErasureOrder): Promise<Erased>;
  /** Adds counts to a receipt. */
  addToReceipt(receiptId: string, removed: Removed): Promise<void>;
  /** What was numbered after `afterNo` (0: from the first), tombstones as they are now. */
  since(afterNo: number): Promise<ErasureNews>;
  /**
   * Those into whom others were merged before the erasure though the log heard of it after: a journal had held it back. To be erased
   * again, with those others.
   */
  withLateMerges(): Promise<readonly Tombstone[]>;
}

export interface ErasureOrder {
  readonly userKey: string;
  /** Milliseconds since 1970. */
  readonly erasedAtMs: number;
  /** Moves the erasure on to the newest stamp that the log has of them: clocks may be ahead of ours. */
  readonly throughNewest: boolean;
  /** A UUID; null: no receipt. */
  readonly receiptId: string | null;
}

export interface Erased {
  readonly tombstones: readonly Tombstone[];
  readonly removed: Removed;
}

/** How many were removed, by store. */
export type Removed = Readonly<Record<string, number>>;

export interface Tombstone {
  readonly userKey: string;
  /** Milliseconds since 1970: nothing that the user did, or was served, or that was said of the user until then is taken in again. */
  readonly erasedAtMs: number;
}

/** A state to be made anew from the log: it had inherited from a user who was erased. */
export interface StateRepair {
  readonly userKey: string;
  /** Milliseconds since 1970: what the state holds of until then has to be in the log to stay. */
  readonly inheritedUntilMs: number;
}

export interface ErasureNews {
  /** Where to ask on. */
  readonly toNo: number;
  readonly tombstones: readonly Tombstone[];
  readonly repairs: readonly StateRepair[];
}
