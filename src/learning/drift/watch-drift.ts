import type { Clock } from '../../domain/clock.ts';
import type { Origin } from '../../domain/origin.ts';
import type { FeatureSamples } from '../../domain/ports/feature-samples.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { Metrics } from '../../domain/ports/metrics.ts';
import type { ModelRegistry } from '../../domain/ports/model-store.ts';
import { measureDrift } from './measure-drift.ts';

export interface DriftDeps {
  readonly modelRegistry: Pick<ModelRegistry, 'list'>;
  readonly featureSamples: FeatureSamples;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'featureDrift'>;
  readonly origins: readonly Origin[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_PAGES = 10_000;
/** By custom a large shift. */
const LARGE = 0.25;

/** Measures the drift of the last day's pages each hour: as metrics, and in the log when a feature has drifted far. */
export function watchDrift(deps: DriftDeps): { name: string; everyMs: number; run(): Promise<{ more: boolean }> } {
  const { clock, logger, metrics, origins } = deps;
  return {
    name: 'drift',
    everyMs: HOUR_MS,
    async run() {
      const untilMs = clock.nowMs();
      const filter = { origins, fromMs: untilMs - DAY_MS, untilMs, limit: MOST_PAGES };
      const { version, features } = await measureDrift(deps, filter);
      // Also when nothing could be compared: then what was said before is no longer true.
      metrics.featureDrift(features);
      const drifted = features.filter(({ psi }) => psi > LARGE).sort((a, b) => b.psi - a.psi);
      if (drifted.length > 0) {
        logger.warn({ version, drifted }, 'features are far from what the live model learned from: consider to train');
      }
      return { more: false };
    },
  };
}
