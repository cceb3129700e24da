import type { ServeResult } from './serve.ts';

/** For people: the same numbers, and what they mean. */
export function serveText(result: ServeResult): string {
  const { items, floors, page, machine } = result;
  const times = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, ms]) => `${name} ${ms}`)
      .join('  ');
  return [
    `${items} items, ${machine.cores} x ${machine.cpu}, Node ${machine.node}, user states in ${machine.userStates}`,
    `  ${result.pagesPerSecondPerCore} pages/s a core, ${result.cpuMsPerPage} ms CPU a page`,
    `  one at a time: p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms`,
    `  floors, ms CPU a page: http ${floors.http}, kernels ${floors.kernels}, native ${floors.native ?? '-'}`,
    `  glue ratio ${result.glueRatio}`,
    `  recall@100 ${result.recall}`,
    `  memory of the process ${result.processMb} MB`,
    `  kernels, ms CPU a page: ${times(result.kernels)}`,
    `  stages, ms wall a page: ${times(result.stages)}`,
    `  a page: ${Math.round(page.candidatesPerPage)} candidates x ${page.features} features, ${page.searchesPerPage} searches of ${Math.round(page.neighboursPerSearch)}, state ${Math.round(page.stateBytes)} bytes, answer ${Math.round(page.pageBytes)} bytes`,
    ...result.notes.map((note) => `  ${note}`),
  ].join('\n');
}
