import type { Config } from '../config.ts';
import { openContext } from '../context.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Origin } from '../domain/origin.ts';
import { createCatalogue, withChanges } from '../features/catalogue-columns.ts';
import { pastUserState } from '../ingest/past-state.ts';
import type { CompareDeps } from '../learning/compare/compare-on-log.ts';
import { statsBefore } from '../snapshot/stats-before.ts';

/** The real parts of a comparison: what was known then is counted from the log. */
export async function openComparison(
  config: Config,
  origin: Origin,
): Promise<CompareDeps & { close(): Promise<void> }> {
  const context = await openContext(config);
  try {
    await context.openBackend();
    let catalogue: Catalogue = createCatalogue([], 1);
    for await (const items of context.itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
    const origins = [...new Set<Origin>(['app', 'import', origin])];
    const statsOfHour = lastOf((hour: number) => statsBefore(context.pastStats, catalogue, origins, hour * HOUR_MS));
    return {
      ...context,
      catalogue,
      objectives: (await context.objectivesStore.current()).weights,
      async knownAt({ userKey, servedAtMs }) {
        const { state } = await pastUserState(context, userKey, servedAtMs);
        // Pages come in the order of time, and counting all items anew for each would take most of it: to the full hour before.
        return { state, stats: await statsOfHour(Math.floor(servedAtMs / HOUR_MS)) };
      },
    };
  } catch (error) {
    await context.close();
    throw error;
  }
}

const HOUR_MS = 3_600_000;

/** Remembers the last answer. */
function lastOf<T>(ask: (key: number) => Promise<T>): (key: number) => Promise<T> {
  let last: { readonly key: number; readonly answer: Promise<T> } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, answer: ask(key) };
    return last.answer;
  };
}
