import type { Clock } from '../domain/clock.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Readiness } from '../http/admin.ts';
import type { SnapshotHolder } from '../snapshot/snapshot-holder.ts';
import type { Gauges } from '../telemetry/gauges.ts';
import type { EventPath } from './event-path.ts';

/** What /metrics shows of a running service. */
export function serviceGauges(parts: {
  readonly eventPath: Pick<EventPath, 'journal' | 'streamLag'>;
  readonly snapshot: Pick<SnapshotHolder, 'current' | 'loadedAtMs'>;
  readonly readiness: () => Promise<Readiness>;
  readonly clock: Clock;
}): Gauges {
  const { eventPath, snapshot, readiness, clock } = parts;
  const secondsSince = (atMs: number): number => (clock.nowMs() - atMs) / 1000;

  return {
    journalBytes: () => eventPath.journal.sizeBytes,
    stream: eventPath.streamLag,
    catalogueItems: () => snapshotOf(snapshot)?.catalogue.size ?? 0,
    modelAgeSeconds() {
      const manifest = snapshotOf(snapshot)?.models?.model.manifest;
      return manifest ? secondsSince(Date.parse(manifest.createdAt)) : Number.NaN;
    },
    model() {
      const version = snapshotOf(snapshot)?.models?.model.version;
      return version === undefined ? null : { retrieval: version, ranker: version };
    },
    snapshotParts() {
      const versions = snapshotOf(snapshot)?.versions ?? {};
      return Object.entries(snapshot.loadedAtMs).map(([part, loadedAtMs]) => ({
        part,
        version: versions[part] ?? 0,
        ageSeconds: secondsSince(loadedAtMs),
      }));
    },
    dependencies: async () => (await readiness()).dependencies,
  };
}

/** Before the catalogue could be read there is none, which is no reason to show nothing else. */
function snapshotOf(holder: Pick<SnapshotHolder, 'current'>): Snapshot | null {
  try {
    return holder.current();
  } catch {
    return null;
  }
}
