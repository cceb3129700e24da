/**
 * One page of metrics (Prometheus' text form) from those of several processes that are one service. Counters and histograms are
 * summed, `ended` included: what a process counted that is gone stays counted, or every restart would look like new events.
 * Gauges are those of `live` alone, taken together by COMBINED.
 */
export function combineMetrics(live: readonly string[], ended: readonly string[] = []): string {
  const families = new Map<string, Family>();
  for (const text of live) addPage(families, text, true);
  for (const text of ended) addPage(families, text, false);
  const lines: string[] = [];
  for (const { head, samples } of families.values()) {
    if (samples.size === 0) continue;
    lines.push(...head);
    for (const [series, value] of samples) lines.push(`${series} ${written(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Family {
  readonly head: string[];
  readonly isGauge: boolean;
  readonly combine: (a: number, b: number) => number;
  /** By name and labels, as written. */
  readonly samples: Map<string, number>;
}

const sum = (a: number, b: number): number => a + b;

/** Gauges whose greatest value is not the one to look at. */
const COMBINED: Readonly<Record<string, (a: number, b: number) => number>> = {
  marquee_journal_bytes: sum,
  process_resident_memory_bytes: sum,
  nodejs_heap_size_used_bytes: sum,
  nodejs_external_memory_bytes: sum,
  // The one that lags behind, and the one that cannot reach a store.
  marquee_snapshot_version: Math.min,
  marquee_dependency_up: Math.min,
};

function addPage(families: Map<string, Family>, text: string, isLive: boolean): void {
  let family: Family | null = null;
  let head: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) {
      head.push(line);
      const [, name, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
      if (name === undefined) continue;
      family = families.get(name) ?? newFamily(name, type === 'gauge', head);
      families.set(name, family);
      head = [];
      continue;
    }
    const at = line.lastIndexOf(' ');
    if (at < 0 || family === null || (family.isGauge && !isLive)) continue;
    const series = line.slice(0, at);
    const value = read(line.slice(at + 1));
    const before = family.samples.get(series);
    family.samples.set(series, before === undefined ? value : family.combine(before, value));
  }
}

const newFamily = (name: string, isGauge: boolean, head: string[]): Family => ({
  head,
  isGauge,
  combine: isGauge ? (COMBINED[name] ?? Math.max) : sum,
  samples: new Map(),
});

const read = (text: string): number => (text.endsWith('Inf') ? Number(text.replace('Inf', 'Infinity')) : Number(text));

const written = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
};
