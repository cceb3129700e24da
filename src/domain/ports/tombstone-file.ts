import type { Tombstone } from './erasures.ts';

/**
 * A copy of the tombstones that lies apart from every database, so that a database restored from a backup of before an erasure is
 * told of it again.
 */
export interface TombstoneFile {
  /** The latest of each user. A line that cannot be read is passed over. */
  load(): Promise<readonly Tombstone[]>;
  /** Resolves when they are on the disk. */
  append(tombstones: readonly Tombstone[]): Promise<void>;
}
