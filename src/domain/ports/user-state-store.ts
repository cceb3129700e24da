/**
 * Where user states live: one binary value a user, read by one GET a page, changed by compare-and-set.
 * The store knows nothing of what the bytes mean (features/user-state-codec.ts does).
 */
export interface UserStateStore {
  /** null: the user has no state yet. Rejects when the store cannot be read, so that the ladder can step down. */
  read(userKey: string): Promise<VersionedState | null>;
  /** In the order of the keys. */
  readMany(userKeys: readonly string[]): Promise<(VersionedState | null)[]>;
  /** Writes each state whose version is still the expected one (0 = absent); true where it was written, in order. */
  compareAndSetMany(writes: readonly StateWrite[]): Promise<boolean[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface VersionedState {
  readonly bytes: Uint8Array;
  /** Grows by one with each write; never part of the bytes. */
  readonly version: number;
}

export interface StateWrite {
  readonly userKey: string;
  readonly bytes: Uint8Array;
  readonly expectedVersion: number;
}
