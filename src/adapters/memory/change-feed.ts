import { type ChangeFeed, SNAPSHOT_PARTS, type SnapshotPart } from '../../domain/ports/change-feed.ts';

/** A change feed within one process: what a store announces is heard at once. */
export function createMemoryChangeFeed(): ChangeFeed & { announce(part: SnapshotPart): void } {
  const versions = Object.fromEntries(SNAPSHOT_PARTS.map((part) => [part, 0])) as Record<SnapshotPart, number>;
  const listeners = new Set<(part: SnapshotPart) => void>();
  return {
    announce(part) {
      versions[part]++;
      for (const listener of listeners) listener(part);
    },
    versions: async () => ({ ...versions }),
    async subscribe(listener) {
      listeners.add(listener);
      return {
        close: async () => {
          listeners.delete(listener);
        },
      };
    },
  };
}
