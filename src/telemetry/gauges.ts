import type { Meter, ObservableResult } from '@opentelemetry/api';

/** What is read of a running service when /metrics is asked for. */
export interface Gauges {
  journalBytes(): number;
  /** What of the event stream is not everywhere yet; null without one, or while it does not answer. Never rejects. */
  stream(): Promise<{ readonly bytes: number; readonly ageSeconds: number } | null>;
  /** Seconds since the live package was made; NaN without one. */
  modelAgeSeconds(): number;
  /** Versions that pages are made with; null without a package. */
  model(): { readonly retrieval: string; readonly ranker: string } | null;
  /** NaN where no pages are made. */
  catalogueItems(): number;
  /** Each part of the snapshot that has been loaded. */
  snapshotParts(): readonly { readonly part: string; readonly version: number; readonly ageSeconds: number }[];
  /** Whether each store answers. Never rejects. */
  dependencies(): Promise<Readonly<Record<string, 'up' | 'down'>>>;
}

/** Shows the gauges of a service under the names of docs/operations.md. */
export function watchService(meter: Meter, gauges: Gauges): void {
  const gauge = (
    name: string,
    description: string,
    observe: (result: ObservableResult) => void | Promise<void>,
  ): void => meter.createObservableGauge(name, { description }).addCallback(observe);

  gauge('marquee_journal_bytes', 'Bytes of the journal on disk', (result) => result.observe(gauges.journalBytes()));
  gauge('marquee_stream_bytes', 'Bytes in the event stream', async (result) => {
    const stream = await gauges.stream();
    if (stream !== null) result.observe(stream.bytes);
  });
  gauge('marquee_stream_lag_seconds', 'Age of the oldest record in the event stream', async (result) => {
    const stream = await gauges.stream();
    if (stream !== null) result.observe(stream.ageSeconds);
  });
  gauge('marquee_catalogue_items', 'Items in the catalogue that pages are made from', (result) => {
    const items = gauges.catalogueItems();
    if (Number.isFinite(items)) result.observe(items);
  });
  gauge('marquee_model_age_seconds', 'Age of the live package', (result) => {
    const age = gauges.modelAgeSeconds();
    if (Number.isFinite(age)) result.observe(age);
  });
  gauge('marquee_model_info', 'Versions that pages are made with', (result) => {
    const model = gauges.model();
    if (model !== null) result.observe(1, { ...model });
  });
  gauge('marquee_snapshot_version', 'Version of each loaded part of the snapshot', (result) => {
    for (const { part, version } of gauges.snapshotParts()) result.observe(version, { part });
  });
  gauge('marquee_snapshot_age_seconds', 'Time since each part of the snapshot was loaded', (result) => {
    for (const { part, ageSeconds } of gauges.snapshotParts()) result.observe(ageSeconds, { part });
  });
  gauge('marquee_dependency_up', 'Whether a store answers (1) or not (0)', async (result) => {
    const dependencies = Object.entries(await gauges.dependencies());
    for (const [dependency, state] of dependencies) result.observe(state === 'up' ? 1 : 0, { dependency });
  });
}
