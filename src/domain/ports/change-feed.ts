/** What changes in the database and is kept in memory: parts of the snapshot, keys, and whom to forget. */
export const SNAPSHOT_PARTS = [
  'catalogue',
  'pins',
  'stats',
  'models',
  'objectives',
  'switches',
  'templates',
  'editorial',
  'exposure',
  'row-affinity',
  'keys',
  'erasures',
] as const;
export type SnapshotPart = (typeof SNAPSHOT_PARTS)[number];

/** Tells what changed: at once by notification, and by polling the versions where notifications are cut. */
export interface ChangeFeed {
  /** Current version of every part. */
  versions(): Promise<Readonly<Record<SnapshotPart, number>>>;
  /** Calls the listener on each notification; reconnects by itself, and calls it for every part after a gap. */
  subscribe(listener: (part: SnapshotPart) => void): Promise<{ close(): Promise<void> }>;
}
