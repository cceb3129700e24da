import type { Gauges } from '../../src/telemetry/gauges.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

type ServiceMetrics = ReturnType<typeof createMetrics>;

/** A metric family as Prometheus reads it. */
export interface Family {
  readonly name: string;
  readonly type: string;
  /** Names of what its samples are told apart by; the exporter's own and a histogram's le left out. */
  readonly labels: ReadonlySet<string>;
}

/** What the service shows at /metrics once everything has happened that is counted. */
export async function everyFamily(): Promise<ReadonlyMap<string, Family>> {
  return familiesOf(await scrapeAfter(haveEverythingHappen));
}

/** The text of /metrics after `work`. */
export async function scrapeAfter(work: (metrics: ServiceMetrics) => void): Promise<string> {
  const metrics = createMetrics();
  work(metrics);
  try {
    return await metrics.text();
  } finally {
    await metrics.close();
  }
}

export const SOME_GAUGES: Gauges = {
  journalBytes: () => 4096,
  stream: async () => ({ bytes: 2048, ageSeconds: 0.5 }),
  modelAgeSeconds: () => 7,
  model: () => ({ retrieval: 'm1', ranker: 'm1' }),
  catalogueItems: () => 3000,
  snapshotParts: () => [{ part: 'pins', version: 12, ageSeconds: 3 }],
  dependencies: async () => ({ postgres: 'up', redis: 'down' }),
};

function haveEverythingHappen(metrics: ServiceMetrics): void {
  metrics.watch(SOME_GAUGES);
  metrics.page('home', 'R0', 0.003);
  metrics.stage('score', 0.0004);
  metrics.answer('GET', '/v1/items/{itemId}', 404);
  metrics.fallback('hydrate', 'late');
  metrics.impressions(160);
  metrics.withheld('watched', 2);
  metrics.unlogged();
  metrics.events(3, 1);
  metrics.shipped(5, 6);
  metrics.deadLetters('event', 1);
  metrics.flaggedUsers(1);
  metrics.eventLag(0.25);
  metrics.journalDamage('within', 512);
  metrics.modelRefused('damaged');
  metrics.featureDrift([{ name: 'uses', psi: 0.1 }]);
  metrics.workerLost();
  metrics.training('published', 75);
}

export function familiesOf(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family & { labels: Set<string> }>();
  for (const line of text.split('\n')) {
    const typed = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (typed) families.set(typed[1]!, { name: typed[1]!, type: typed[2]!, labels: new Set() });
    const sample = /^([a-z_]+)\{(.*)\} /.exec(line);
    const family = sample && familyOf(families, sample[1]!);
    if (!family) continue;
    for (const [, label] of sample[2]!.matchAll(/(\w+)="/g)) {
      if (label !== 'le' && !label!.startsWith('otel_scope')) family.labels.add(label!);
    }
  }
  families.delete('target_info');
  return families;
}

/** The family of a sample: itself, or the histogram that it is a part of. */
export function familyOf<F>(families: ReadonlyMap<string, F>, sample: string): F | undefined {
  return families.get(sample) ?? families.get(sample.replace(/_(bucket|sum|count)$/, ''));
}
