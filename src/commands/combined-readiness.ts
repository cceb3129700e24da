import type { Rung } from '../domain/page.ts';
import type { Readiness } from '../http/admin.ts';

/**
 * What several processes that are one service say of themselves: the worst rung a page may come from, a store that one of them does
 * not reach, everything that one of them lacks. `own` is the primary's: its journal and stores, no pages.
 */
export function combinedReadiness(
  own: Readiness,
  workers: readonly Readiness[],
): Pick<Readiness, 'bestRung' | 'model' | 'journalBytes' | 'dependencies' | 'missing' | 'refusedModel'> {
  const all = [own, ...workers];
  const dependencies: Record<string, 'up' | 'down'> = {};
  for (const one of all) {
    for (const [name, state] of Object.entries(one.dependencies)) {
      if (dependencies[name] !== 'down') dependencies[name] = state;
    }
  }
  const rungs = workers.map(({ bestRung }) => bestRung);
  const refusedModel = workers.find((one) => one.refusedModel !== undefined)?.refusedModel;
  return {
    bestRung: rungs.includes(null) ? null : worst(rungs as Rung[]),
    // While they swap, that of the first.
    model: workers[0]?.model ?? null,
    journalBytes: all.reduce((sum, { journalBytes }) => sum + journalBytes, 0),
    dependencies,
    missing: [...new Set(all.flatMap(({ missing }) => missing))],
    ...(refusedModel && { refusedModel }),
  };
}

/** Rungs sort by their names: R0 is the best. */
const worst = (rungs: readonly Rung[]): Rung | null => rungs.toSorted().at(-1) ?? null;
