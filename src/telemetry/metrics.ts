import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationType, InstrumentType, MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Metrics } from '../domain/ports/metrics.ts';
import { type Gauges, watchService } from './gauges.ts';
import { watchProcess } from './process-gauges.ts';

const SECONDS = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** The counters and timers of the service, and their Prometheus text form. Every name is explained in docs/operations.md. */
export function createMetrics(): Metrics & {
  watch(gauges: Gauges): void;
  /** Everything as it is now. What cannot be observed is left out. */
  text(): Promise<string>;
  close(): Promise<void>;
} {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
  const provider = new MeterProvider({
    readers: [exporter],
    views: [
      {
        instrumentName: '*_seconds',
        instrumentType: InstrumentType.HISTOGRAM,
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: SECONDS } },
      },
    ],
  });
  const meter = provider.getMeter('marquee');
  const page = meter.createHistogram('marquee_page_seconds', { description: 'Time to answer a page' });
  const stage = meter.createHistogram('marquee_stage_seconds', { description: 'Time in one stage of a page' });
  const fallbacks = meter.createCounter('marquee_fallbacks', { description: 'Components answered for by a fallback' });
  const impressions = meter.createCounter('marquee_impressions', { description: 'Items served in slots' });
  const withheld = meter.createCounter('marquee_withheld', { description: 'Pins that did not get their slot' });
  const unlogged = meter.createCounter('marquee_unlogged_pages', { description: 'Pages the journal could not take' });
  const events = meter.createCounter('marquee_events', { description: 'Events judged at the door' });
  const shipped = meter.createCounter('marquee_shipped', { description: 'Records stored in Postgres' });
  const flaggedUsers = meter.createCounter('marquee_flagged_users', {
    description: 'Users with more events than any person',
  });
  const deadLetters = meter.createCounter('marquee_dead_letters', { description: 'Records that could not be stored' });
  const lag = meter.createGauge('marquee_event_lag_seconds', {
    description: 'Age of the oldest record not yet shipped',
  });
  const damaged = meter.createCounter('marquee_journal_damaged_bytes', {
    description: 'Bytes of journals that could not be read as records',
  });
  const modelsRefused = meter.createCounter('marquee_model_refused', {
    description: 'Live packages that were not loaded',
  });
  const workersLost = meter.createCounter('marquee_workers_lost', { description: 'Workers that ended untold' });
  let drift: Parameters<Metrics['featureDrift']>[0] = [];
  meter
    .createObservableGauge('marquee_feature_psi', {
      description: 'Population stability index of a feature, the last day beside what the live model learned from',
    })
    .addCallback((gauge) => {
      for (const { name, psi } of drift) gauge.observe(psi, { feature: name });
    });
  const trainings = meter.createCounter('marquee_trainings', { description: 'Trainings by the clock that ended' });
  const trainingSeconds = meter.createGauge('marquee_training_seconds', {
    description: 'What the last training by the clock took',
  });
  const answers = meter.createCounter('marquee_requests', { description: 'Requests answered' });
  lag.record(0);
  const ofProcess = watchProcess(meter);
  // Made once: an attribute object an answer is what the SDK hashes anyway.
  const stageAttributes = new Map<string, { stage: string }>();
  const attributesOfStage = (name: string) => {
    let attributes = stageAttributes.get(name);
    if (attributes === undefined) {
      attributes = { stage: name };
      stageAttributes.set(name, attributes);
    }
    return attributes;
  };

  return {
    page: (route, rung, seconds) => page.record(seconds, { route, rung }),
    stage: (name, seconds) => stage.record(seconds, attributesOfStage(name)),
    fallback: (component, reason) => fallbacks.add(1, { component, reason }),
    impressions: (count) => impressions.add(count),
    withheld: (reason, count) => withheld.add(count, { reason }),
    unlogged: () => unlogged.add(1),
    events(accepted, rejected) {
      if (accepted > 0) events.add(accepted, { answer: 'accepted' });
      if (rejected > 0) events.add(rejected, { answer: 'rejected' });
    },
    shipped(decisions, eventCount) {
      if (decisions > 0) shipped.add(decisions, { record: 'decision' });
      if (eventCount > 0) shipped.add(eventCount, { record: 'event' });
    },
    deadLetters: (kind, count) => deadLetters.add(count, { kind }),
    flaggedUsers: (count) => flaggedUsers.add(count),
    modelRefused: (reason) => modelsRefused.add(1, { reason }),
    workerLost: () => workersLost.add(1),
    training(outcome, seconds) {
      trainings.add(1, { outcome });
      trainingSeconds.record(seconds);
    },
    featureDrift(features) {
      drift = features;
    },
    eventLag: (seconds) => lag.record(seconds),
    journalDamage: (place, bytes) => damaged.add(bytes, { place }),
    answer: (method, route, status) => answers.add(1, { method, route, status }),
    watch: (gauges) => watchService(meter, gauges),
    text: async () => serializer.serialize((await exporter.collect()).resourceMetrics),
    async close() {
      ofProcess.close();
      await provider.shutdown();
    },
  };
}
