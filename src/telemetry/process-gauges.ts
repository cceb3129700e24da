import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { VERSION } from '../domain/version.ts';

/** How often the event loop is looked at: it costs a timer. */
const LAG_RESOLUTION_MS = 20;
const NS_PER_SECOND = 1e9;

/** Shows what the process itself uses, under the names that Prometheus' dashboards know. */
export function watchProcess(meter: Meter): { close(): void } {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  // The histogram holds the time between two looks, of which the resolution is meant.
  const lagSeconds = (ns: number): number => Math.max(0, ns / NS_PER_SECOND - LAG_RESOLUTION_MS / 1000);
  meter
    .createObservableGauge('marquee_event_loop_lag_seconds', {
      description: 'How late the event loop was since the last scrape; quantile 1 is the worst',
    })
    .addCallback((result) => {
      result.observe(lagSeconds(lag.percentile(50)), { quantile: '0.5' });
      result.observe(lagSeconds(lag.percentile(99)), { quantile: '0.99' });
      result.observe(lagSeconds(lag.count === 0 ? 0 : lag.max), { quantile: '1' });
      lag.reset();
    });

  let before = performance.eventLoopUtilization();
  meter
    .createObservableGauge('marquee_event_loop_utilization', {
      description: 'Share of the time since the last scrape in which the event loop was busy',
    })
    .addCallback((result) => {
      const now = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    });

  meter
    .createObservableCounter('process_cpu_seconds', { description: 'CPU time of the process, all threads' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  const bytes = (name: string, description: string, read: (usage: NodeJS.MemoryUsage) => number): void =>
    meter.createObservableGauge(name, { description }).addCallback((result) => {
      result.observe(read(process.memoryUsage()));
    });
  bytes('process_resident_memory_bytes', 'Memory of the process', ({ rss }) => rss);
  bytes('nodejs_heap_size_used_bytes', 'JavaScript objects', ({ heapUsed }) => heapUsed);
  bytes('nodejs_external_memory_bytes', 'Buffers and typed arrays', ({ external }) => external);
  meter
    .createObservableGauge('marquee_build_info', { description: 'What runs' })
    .addCallback((result) => result.observe(1, { version: VERSION, node: process.version }));
  return { close: () => lag.disable() };
}
